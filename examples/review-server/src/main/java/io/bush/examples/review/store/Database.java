package io.bush.examples.review.store;

import io.bush.examples.review.StartFailure;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import org.h2.api.ErrorCode;
import org.h2.jdbcx.JdbcConnectionPool;

/** The H2 database in the data directory. Thread safety: any thread; each call takes a connection from a pool of 16. */
public final class Database implements AutoCloseable {

    private static final int CONNECTIONS = 16;

    private final JdbcConnectionPool pool;

    private Database(JdbcConnectionPool pool) {
        this.pool = pool;
    }

    /**
     * Opens or creates the database and brings its schema up to date.
     *
     * @param directory the data directory
     * @return the open database
     * @throws StartFailure when another process holds it, or it cannot be opened
     */
    public static Database open(Path directory) {
        Path file = directory.resolve("review").toAbsolutePath();
        // A ';' in a path would start an H2 setting.
        if (file.toString().indexOf(';') >= 0) {
            throw new StartFailure("--data is " + directory + ", allowed: a path without ';'");
        }
        String url = "jdbc:h2:file:" + file + ";DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000;TRACE_LEVEL_FILE=0";
        JdbcConnectionPool pool = JdbcConnectionPool.create(url, "review", "");
        pool.setMaxConnections(CONNECTIONS);
        try (Connection connection = pool.getConnection()) {
            SchemaVersions.bringUpToDate(connection);
        } catch (SQLException e) {
            pool.dispose();
            if (e.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1) {
                throw new StartFailure(
                        "--data is " + directory + ", but another process has its database open: stop it, or"
                                + " name another directory",
                        e);
            }
            throw new StartFailure("--data is " + directory + ", but its database does not open: " + e.getMessage(), e);
        }
        return new Database(pool);
    }

    /**
     * Runs statements in one transaction: all or none.
     *
     * @param work the statements; whatever it throws rolls back
     * @return what the work returned
     */
    public <T> T inTransaction(Function<Transaction, T> work) {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.apply(new Transaction(connection));
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException | Error e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw StoreException.of(e);
        }
    }

    @Override
    public void close() {
        try (Connection connection = pool.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        } catch (SQLException e) {
            throw StoreException.of(e);
        } finally {
            pool.dispose();
        }
    }
}
