package io.bush.examples.review.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that is done once, whatever happens to its connections. When one breaks while it commits, nobody can say
 * whether it did; so the transaction's id is stored with its changes, and asked for on the next connection. If the first
 * commit is even later than that question, the id's key refuses the second. Thread safety: for one thread.
 */
final class Once<T> implements Connections.Step<T> {

    private final Function<Transaction, T> work;
    /** Null when a connection cannot break without the process. */
    private final @Nullable String id;
    /** What the work returned, from the moment on when it may be committed. */
    private @Nullable Supplier<T> begun;
    /** Whether it is committed for certain. */
    private boolean committed;

    Once(Function<Transaction, T> work, @Nullable String id) {
        this.work = work;
        this.id = id;
    }

    @Override
    public T on(Connection connection) throws SQLException {
        Transaction tx = new Transaction(connection);
        Supplier<T> earlier = begun;
        if (earlier != null && (committed || isStored(tx))) {
            return earlier.get();
        }
        connection.setAutoCommit(false);
        T result = work.apply(tx);
        if (tx.hasChanged() && !store(tx) && earlier != null) {
            connection.rollback();
            return committed(connection, earlier);
        }
        begun = () -> result;
        connection.commit();
        return committed(connection, begun);
    }

    private T committed(Connection connection, Supplier<T> outcome) throws SQLException {
        committed = true;
        connection.setAutoCommit(true);
        return outcome.get();
    }

    private boolean isStored(Transaction tx) {
        return id != null && tx.number("select count(*) from commits where id = ?", id) == 1;
    }

    /** False when the id is there already: an earlier commit was only late. */
    private boolean store(Transaction tx) {
        try {
            if (id != null) {
                tx.update("insert into commits (id, at) values (?, current_timestamp)", id);
            }
            return true;
        } catch (StoreException.Duplicate e) {
            return false;
        }
    }
}
