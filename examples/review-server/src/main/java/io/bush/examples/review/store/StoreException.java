package io.bush.examples.review.store;

import java.sql.SQLException;

/** A statement failed. The failures that mean something to a caller have types of their own. */
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

    /**
     * The database cannot be reached, or what is to be changed stays locked. If it broke while it committed, the change may
     * have been made.
     */
    public static final class Unavailable extends StoreException {
        private static final long serialVersionUID = 1L;

        Unavailable(Exception cause) {
            super("the database is not available", cause);
        }
    }

    static StoreException of(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return switch (state) {
            case "23505" -> new Duplicate(e);
            case "23506" -> new Orphan(e);
            case "HYT00", "40001" -> new Unavailable(e);
            default -> new StoreException("database: " + state, e);
        };
    }
}
