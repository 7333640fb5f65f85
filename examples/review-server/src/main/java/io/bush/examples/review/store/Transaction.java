package io.bush.examples.review.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statements that are committed together. Thread safety: for the thread that began it. */
public final class Transaction {

    private final Connection connection;
    /** Whether a statement changed a row. */
    private boolean changed;

    Transaction(Connection connection) {
        this.connection = connection;
    }

    /** Runs an insert, update or delete, and returns how many rows it changed. */
    public int update(String sql, @Nullable Object... values) {
        try (PreparedStatement statement = prepare(sql, values)) {
            int rows = statement.executeUpdate();
            changed |= rows > 0;
            return rows;
        } catch (SQLException e) {
            throw StoreException.of(e);
        }
    }

    boolean hasChanged() {
        return changed;
    }

    /** Returns the only row, or null when there is none. */
    public <T> @Nullable T one(Row.Mapper<T> mapper, String sql, @Nullable Object... values) {
        List<T> found = all(mapper, sql, values);
        return found.isEmpty() ? null : found.get(0);
    }

    /** Returns every row in the query's order. */
    public <T> List<T> all(Row.Mapper<T> mapper, String sql, @Nullable Object... values) {
        try (PreparedStatement statement = prepare(sql, values);
                ResultSet result = statement.executeQuery()) {
            Row row = new Row(result);
            List<T> found = new ArrayList<>();
            while (result.next()) {
                found.add(mapper.map(row));
            }
            return found;
        } catch (SQLException e) {
            throw StoreException.of(e);
        }
    }

    /** Returns the number in the first column, for example of a count. */
    public long number(String sql, @Nullable Object... values) {
        try (PreparedStatement statement = prepare(sql, values);
                ResultSet result = statement.executeQuery()) {
            return result.next() ? result.getLong(1) : 0;
        } catch (SQLException e) {
            throw StoreException.of(e);
        }
    }

    private PreparedStatement prepare(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }
}
