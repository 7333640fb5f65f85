package io.bush.examples.review.store;

import io.bush.examples.review.StartFailure;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.h2.api.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * The database, as one transaction after another. A connection that breaks, because the process that had the file open is
 * gone or the database was started again, is nobody's concern: the transaction is done once, by another connection.
 * Thread safety: any thread; each call takes a connection from a pool of 16.
 */
public final class Database implements AutoCloseable {

    private static final int CONNECTIONS = 16;
    /** How long somebody may be in doubt about a commit, and more. */
    private static final Duration DOUBT = Duration.ofMinutes(5);

    private final Connections.Source source;
    private final Connections connections;
    /** What other processes must wait for is locked on connections of its own: nobody who holds one waits for a lock. */
    private final Connections locks;

    private final Reach reach;
    /** What the database's clock showed when old commits were forgotten last; null before. */
    private volatile @Nullable Instant looked;

    /** Who works in it. */
    private enum Reach {
        /** This process and nobody else. */
        THIS_PROCESS,
        /** Whoever can reach it. */
        SEVERAL_PROCESSES
    }

    private Database(Connections.Source source, Reach reach) {
        this.source = source;
        this.connections = new Connections(source, CONNECTIONS);
        this.locks = new Connections(source, CONNECTIONS);
        this.reach = reach;
    }

    /**
     * Opens or creates the database in a data directory, for this process alone.
     *
     * @throws StartFailure when another process holds it, or it cannot be opened
     */
    public static Database open(Path directory) {
        CrashedFile.mend(directory);
        return start(
                new Database(alone(DatabaseUrl.embedded(directory)), Reach.THIS_PROCESS),
                "--data is " + directory,
                "another process has its database open: stop it, name another directory, or start both with --redis");
    }

    /**
     * Opens or creates the database in a data directory, together with other processes of this machine.
     *
     * @throws StartFailure when it cannot be opened
     */
    public static Database shared(Path directory) {
        return start(
                new Database(new SharedFile(directory), Reach.SEVERAL_PROCESSES),
                "--data is " + directory,
                "a process that was started without --redis has its database open: stop it, or name another directory");
    }

    /**
     * Uses a database that somebody else runs.
     *
     * @throws StartFailure when it cannot be reached
     */
    public static Database at(DatabaseUrl url) {
        return start(
                new Database(elsewhere(url), Reach.SEVERAL_PROCESSES),
                "--db is " + url,
                "another process has the file open: let a database server open it, and name that");
    }

    private static Connections.Source elsewhere(DatabaseUrl url) {
        return new Connections.Source() {
            @Override
            public Connection open() throws SQLException {
                return url.connect();
            }

            @Override
            public void close() {}
        };
    }

    private static Connections.Source alone(DatabaseUrl url) {
        return new Connections.Source() {
            @Override
            public Connection open() throws SQLException {
                return url.connect();
            }

            @Override
            public void close() {
                try (Connection connection = url.connect();
                        Statement statement = connection.createStatement()) {
                    statement.execute("shutdown");
                } catch (SQLException e) {
                    throw StoreException.of(e);
                }
            }
        };
    }

    private static Database start(Database database, String what, String whenHeld) {
        try {
            Connection connection = database.connections.take();
            try {
                SchemaVersions.bringUpToDate(connection);
            } finally {
                database.connections.giveAfterFailure(connection);
            }
            return database;
        } catch (SQLException e) {
            database.release();
            boolean held = e.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1;
            String why = held ? whenHeld : "it does not open: " + DatabaseUrl.shown(String.valueOf(e.getMessage()));
            throw new StartFailure(what + ", but " + why, e);
        } catch (StartFailure e) {
            database.release();
            throw e;
        }
    }

    private void release() {
        connections.close();
        locks.close();
    }

    /**
     * Runs statements in one transaction: all or none.
     *
     * @param work the statements; whatever it throws rolls back. It is run again when the connection breaks, so it changes
     *     nothing but the database
     * @return what the work returned
     * @throws StoreException.Unavailable when the database cannot be reached
     */
    public <T> T inTransaction(Function<Transaction, T> work) {
        return connections.use(new Once<>(work, reach == Reach.SEVERAL_PROCESSES ? Ids.next("tx") : null));
    }

    /**
     * Locks rows that nobody changes, so that other processes wait for each other.
     *
     * @param select finds one row by its key, {@code for update}
     * @param keys which rows, in the order that everybody keeps to
     * @return gives the locks back
     */
    Held hold(String select, int... keys) {
        if (reach == Reach.THIS_PROCESS) {
            return () -> {};
        }
        Connection connection = locks.keep(fresh -> {
            fresh.setAutoCommit(false);
            Transaction tx = new Transaction(fresh);
            long found = 0;
            for (int key : keys) {
                found += tx.number(select, key);
            }
            return found;
        });
        return () -> locks.giveAfterFailure(connection);
    }

    /** Rows that are locked until it is closed. */
    @FunctionalInterface
    interface Held {
        void close();
    }

    /**
     * Forgets commits that nobody can be in doubt about any more: those that were old already when this was called before. A
     * clock that leaps, as after a machine was put aside, makes all of them look old at once. To be called once a minute, which
     * is longer than anybody is in doubt.
     */
    public void forgetOldCommits() {
        Instant before = looked;
        looked = inTransaction(tx -> {
            if (before != null) {
                tx.update("delete from commits where at < ?", before.minus(DOUBT));
            }
            return tx.one(row -> row.instant("now"), "select current_timestamp as now");
        });
    }

    @Override
    public void close() {
        release();
        source.close();
    }
}
