package io.bush.examples.review.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded number of connections to one database. They are used again unless they broke; then what was done with them is
 * done again with another one, until it is too late. Thread safety: any thread.
 */
final class Connections implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    /** How long it is tried again when connections break or cannot be made. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final long LOOK_AGAIN_MILLIS = 20;
    private static final int ANSWER_SECONDS = 2;

    private final Source source;
    private final Semaphore room;
    /** Open, in nobody's hands; the one given back last is taken first. */
    private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();

    private volatile boolean closed;

    Connections(Source source, int most) {
        this.source = source;
        this.room = new Semaphore(most, true);
    }

    /** Where connections come from. Thread safety: any thread. */
    interface Source extends AutoCloseable {
        /** Makes a connection, or fails with SQLSTATE 08… when there is nobody to connect to just now. */
        Connection open() throws SQLException;

        /** Ends this process's part of the database. */
        @Override
        void close();
    }

    /** What is done with a connection; may be done several times, until one does not break. */
    @FunctionalInterface
    interface Step<T> {
        /** Does it, and leaves no transaction behind unless it throws. */
        T on(Connection connection) throws SQLException;
    }

    /** Does something with a connection. */
    <T> T use(Step<T> step) {
        Done<T> done = patiently(step);
        give(done.connection());
        return done.result();
    }

    /** Does something with a connection and hands it out: give it back with {@link #giveAfterFailure}. */
    Connection keep(Step<?> step) {
        return patiently(step).connection();
    }

    private record Done<T>(Connection connection, T result) {}

    private <T> Done<T> patiently(Step<T> step) {
        long start = System.nanoTime();
        while (true) {
            Connection connection = patientlyTake(start);
            StoreException failure;
            try {
                return new Done<>(connection, step.on(connection));
            } catch (SQLException e) {
                failure = StoreException.of(e);
            } catch (StoreException e) {
                failure = e;
            } catch (RuntimeException | Error e) {
                giveAfterFailure(connection);
                throw e;
            }
            if (!giveAfterFailure(connection)) {
                throw failure;
            }
            pause(start, failure);
        }
    }

    private Connection patientlyTake(long start) {
        while (true) {
            try {
                return take();
            } catch (SQLException e) {
                pause(start, e);
            }
        }
    }

    private static void pause(long start, Exception cause) {
        try {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new StoreException.Unavailable(cause);
            }
            Thread.sleep(LOOK_AGAIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException.Unavailable(e);
        }
    }

    /** Takes a connection, and waits for one when all are in use; fails at once when none can be made. */
    Connection take() throws SQLException {
        await();
        try {
            Connection used = idle.poll();
            return used == null ? source.open() : used;
        } catch (SQLException | RuntimeException | Error e) {
            room.release();
            throw e;
        }
    }

    private void await() throws SQLException {
        try {
            if (closed || !room.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new SQLException("no connection became free in time", "08000");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while waiting for a connection", "08000", e);
        }
    }

    private void give(Connection connection) {
        idle.push(connection);
        if (closed) {
            // Asked behind the push: a close between the two would have left it open.
            closeIdle();
        }
        room.release();
    }

    /** Gives back a connection after a failure; tells whether it is broken, and with it most likely all that wait. */
    boolean giveAfterFailure(Connection connection) {
        if (works(connection)) {
            give(connection);
            return false;
        }
        quietly(connection);
        room.release();
        closeIdle();
        return true;
    }

    private static boolean works(Connection connection) {
        try {
            if (!connection.isValid(ANSWER_SECONDS)) {
                return false;
            }
            if (!connection.getAutoCommit()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
            return true;
        } catch (SQLException e) {
            LOG.debug("a connection is broken", e);
            return false;
        }
    }

    private void closeIdle() {
        for (Connection each = idle.poll(); each != null; each = idle.poll()) {
            quietly(each);
        }
    }

    private static void quietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debug("a broken connection does not close", e);
        }
    }

    /** Closes what is idle now, and what is in use when it is given back. */
    @Override
    public void close() {
        closed = true;
        closeIdle();
    }
}
