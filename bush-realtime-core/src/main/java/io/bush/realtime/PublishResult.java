package io.bush.realtime;

import java.util.Locale;

/** What became of a publish (contract P4). Thread safety: immutable. */
public sealed interface PublishResult {

    /**
     * Logged, numbered and announced.
     *
     * @param eventId the event's id; with an idempotency key the id of the first publish under it
     */
    record Durable(String eventId) implements PublishResult {}

    /** Sent without a number, as far as anybody knows: like every volatile event it may be lost on its way. */
    record Volatile() implements PublishResult {}

    /**
     * Delivered to this node's subscribers only, without an id: the back end did not take it (contract §7). Everybody else is
     * told to fetch the channel's state when it can be reached again, so there is nothing to repeat; a volatile one is gone.
     * A publisher without a node never says so.
     */
    record LocalOnly() implements PublishResult {}

    /**
     * Certainly not sent.
     *
     * @param cause why
     * @param message for people
     */
    record Rejected(Cause cause, String message) implements PublishResult {}

    /**
     * The reply was lost: it may have happened. Publish again under the same idempotency key to be sure.
     *
     * @param cause what went wrong
     */
    record Unknown(Throwable cause) implements PublishResult {}

    /** Why a publish was refused. */
    enum Cause {
        /** The encoded event is above 64 KiB. */
        TOO_LARGE,
        /** The back end did not take it, and it was not to be delivered on this node only. */
        UNAVAILABLE,
        /** The node, or the publisher without one, is closed. */
        CLOSED
    }

    /**
     * Names the outcome for figures.
     *
     * @return for example {@code durable}
     */
    default String outcome() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}
