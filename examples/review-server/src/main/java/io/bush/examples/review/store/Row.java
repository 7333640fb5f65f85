package io.bush.examples.review.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One row of a result, read by column name. Thread safety: for the thread that queries. */
public final class Row {

    private final ResultSet result;

    Row(ResultSet result) {
        this.result = result;
    }

    /** Makes a value of a row. */
    @FunctionalInterface
    public interface Mapper<T> {
        /** Reads the columns it needs. */
        T map(Row row) throws SQLException;
    }

    /** Returns a column that is never null. */
    public String text(String column) throws SQLException {
        return present(column, result.getString(column));
    }

    /** Returns a column, or null. */
    public @Nullable String textOrNull(String column) throws SQLException {
        return result.getString(column);
    }

    /** Returns a number that is never null. */
    public long number(String column) throws SQLException {
        return result.getLong(column);
    }

    /** Returns a number that is never null. */
    public int count(String column) throws SQLException {
        return result.getInt(column);
    }

    /** Returns a number with decimals, or null. */
    public @Nullable Double realOrNull(String column) throws SQLException {
        return result.getObject(column, Double.class);
    }

    /** Returns a moment that is never null. */
    public Instant instant(String column) throws SQLException {
        return present(column, instantOrNull(column));
    }

    /** Returns a moment, or null. */
    public @Nullable Instant instantOrNull(String column) throws SQLException {
        return result.getObject(column, Instant.class);
    }

    private static <T> T present(String column, @Nullable T value) throws SQLException {
        if (value == null) {
            throw new SQLException("column " + column + " is null");
        }
        return value;
    }
}
