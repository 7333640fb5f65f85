package io.bush.realtime.eventlog;

import io.bush.realtime.channel.Position;

/** What became of an append (contract P4). Thread safety: immutable. */
public sealed interface AppendResult {

    /**
     * It is in the log and announced.
     *
     * @param position its place
     * @param origin whether this call stored it, or an earlier one with the same idempotency key
     */
    record Stored(Position position, Origin origin) implements AppendResult {}

    /** Which call stored an event. */
    enum Origin {
        /** This one. */
        THIS_CALL,
        /** An earlier one with the same idempotency key, at most 5 minutes ago. */
        EARLIER_CALL
    }

    /**
     * It is certain that nothing was stored or sent.
     *
     * @param cause why
     */
    record NotSent(Throwable cause) implements AppendResult {}

    /**
     * The reply was lost: it may have happened.
     *
     * @param cause why
     */
    record Unknown(Throwable cause) implements AppendResult {}
}
