package io.bush.examples.review.store;

import java.sql.SQLException;

/** A statement failed. The two failures that mean something to a caller have types of their own. */
public sealed class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    /** A row with this key is there already. */
    public static final class Duplicate extends StoreException {
        private static final long serialVersionUID = 1L;

        Duplicate(SQLException cause) {
            super("duplicate key", cause);
        }
    }

    /** The row this one belongs to is gone. */
    public static final class Orphan extends StoreException {
        private static final long serialVersionUID = 1L;

        Orphan(SQLException cause) {
            super("referenced row is gone", cause);
        }
    }

    static StoreException of(SQLException e) {
        String state = e.getSQLState();
        if ("23505".equals(state)) {
            return new Duplicate(e);
        }
        return "23506".equals(state) ? new Orphan(e) : new StoreException("database: " + state, e);
    }
}
