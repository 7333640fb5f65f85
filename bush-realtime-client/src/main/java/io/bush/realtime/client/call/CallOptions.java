package io.bush.realtime.client.call;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a call is made (contract §3.20). Thread safety: immutable.
 *
 * @param deadline how long to wait for the answer, over waiting for a connection, sending and answering; more than zero,
 *     30 s by default. The server itself gives up after 10 s by default.
 * @param repeat whether the call is sent again when the connection ended before its answer came
 * @param idempotencyId by which the server knows a repetition, 1 to 64 characters; null for one of the client's own making
 */
public record CallOptions(
        Duration deadline, Repeat repeat, @Nullable String idempotencyId) {

    /** Whether a call that may have happened may be sent again. */
    public enum Repeat {
        /** No: such a call fails with {@link CallException.Reason#OUTCOME_UNKNOWN}. */
        NEVER,
        /**
         * Yes, with the same idempotency id. The server that did it first answers the same again for two minutes; one that
         * was restarted, or another one, does it again: choose this for what does no harm twice.
         */
        WITH_THE_SAME_ID
    }

    /** 30 s, never repeated. */
    public static final CallOptions DEFAULT = new CallOptions(Duration.ofSeconds(30), Repeat.NEVER, null);

    private static final int MAX_ID = 64;

    /** Checks the deadline and the id. */
    public CallOptions {
        Objects.requireNonNull(repeat, "repeat");
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("deadline is " + deadline + ", allowed: more than zero");
        }
        if (idempotencyId != null && (idempotencyId.isEmpty() || idempotencyId.length() > MAX_ID)) {
            throw new IllegalArgumentException(
                    "idempotencyId has " + idempotencyId.length() + " characters, allowed: 1 to " + MAX_ID);
        }
    }

    /**
     * Returns these options with another deadline.
     *
     * @param longest more than zero
     * @return the changed copy
     */
    public CallOptions withDeadline(Duration longest) {
        return new CallOptions(longest, repeat, idempotencyId);
    }

    /**
     * Returns these options for a call that may be repeated, with an id of the client's own making.
     *
     * @return the changed copy
     */
    public CallOptions repeatable() {
        return new CallOptions(deadline, Repeat.WITH_THE_SAME_ID, idempotencyId);
    }

    /**
     * Returns these options for a call that may be repeated, also by the application itself with the same id.
     *
     * @param id 1 to 64 characters
     * @return the changed copy
     */
    public CallOptions withIdempotencyId(String id) {
        return new CallOptions(deadline, Repeat.WITH_THE_SAME_ID, id);
    }
}
