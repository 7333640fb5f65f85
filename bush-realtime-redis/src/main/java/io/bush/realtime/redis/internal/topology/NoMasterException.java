package io.bush.realtime.redis.internal.topology;

import org.jspecify.annotations.Nullable;

/** The Sentinels do not name a master that can be used. Thread safety: immutable. */
public final class NoMasterException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why there is none. */
    public enum Reason {
        /** None of them answered, or what they said is out of date. */
        NOT_NOW,
        /** All that answered know none of that name. */
        UNKNOWN_NAME,
        /** They do not let this node ask. */
        REFUSED
    }

    NoMasterException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /**
     * Returns why there is none.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }
}
