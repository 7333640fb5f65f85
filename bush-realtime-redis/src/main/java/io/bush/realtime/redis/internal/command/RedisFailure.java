package io.bush.realtime.redis.internal.command;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A command that was not answered as it should. Thread safety: immutable.
 */
public final class RedisFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What is known of the command's effect. */
    public enum Outcome {
        /** It is certain that nothing was stored or sent. */
        NOT_DONE,
        /** It may have been done, or may still be. */
        UNKNOWN
    }

    /** What was wrong. */
    public enum Kind {
        /** This node's part is closed. */
        CLOSED,
        /** The circuit breaker is open: Redis is not asked at all. */
        BREAKER_OPEN,
        /** There is no connection. */
        NO_CONNECTION,
        /** As much is under way as may be. */
        QUEUE_FULL,
        /** The connection broke before the answer. */
        CONNECTION_LOST,
        /** No answer in time. */
        TIMED_OUT,
        /** The server is one that must not be written to. */
        READ_ONLY,
        /** The server is there but cannot serve just now: loading, busy, without its replicas. */
        NOT_READY,
        /** The cluster is changing: a key moves to another server, or a server is being replaced. */
        CHANGING,
        /** The server has no memory left. */
        OUT_OF_MEMORY,
        /** A key holds something that is not ours. */
        WRONG_TYPE,
        /** User, password or rights are wrong. */
        FORBIDDEN,
        /** Anything else: an error in a script, a reply nobody can read. */
        BROKEN
    }

    private final Outcome outcome;
    private final Kind kind;

    /**
     * Makes a failure.
     *
     * @param outcome what is known of the effect
     * @param kind what was wrong
     * @param message for people
     * @param cause what was thrown, or null
     */
    public RedisFailure(Outcome outcome, Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.outcome = Objects.requireNonNull(outcome, "outcome");
        this.kind = Objects.requireNonNull(kind, "kind");
    }

    /**
     * Returns what is known of the command's effect.
     *
     * @return not done, or unknown
     */
    public Outcome outcome() {
        return outcome;
    }

    /**
     * Returns what was wrong.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }
}
