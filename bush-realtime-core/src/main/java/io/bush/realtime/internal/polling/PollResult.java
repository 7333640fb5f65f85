package io.bush.realtime.internal.polling;

import io.bush.realtime.eventlog.ResetReason;
import io.bush.realtime.protocol.Frame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a poll says about one channel (contract §3.16). Thread safety: immutable. */
sealed interface PollResult {

    /** What was missed, or where the channel stands. */
    record Answered(
            List<Frame> events,
            String lastEventId,
            @Nullable ResetReason reset) implements PollResult {}

    /** Why it is not answered. */
    enum Refused implements PollResult {
        /** The id does not match its type's pattern. */
        INVALID_RESOURCE_ID(400, "invalid_resource_id", "not an id of this type of channel"),
        /** No such channel type. */
        UNKNOWN_CHANNEL(404, "unknown_channel", "no such type of channel"),
        /** Named twice in one request. */
        DUPLICATE(400, "duplicate", "named before in this request"),
        /** Absent, or not allowed: nobody can tell which. */
        NOT_FOUND(404, "not_found", "no such channel, or not allowed"),
        /** Nobody knows whether it is allowed. */
        UNAVAILABLE(503, "temporarily_unavailable", "access cannot be confirmed just now");

        /** The status where it is the only channel. */
        final int httpStatus;
        /** For programs. */
        final String code;
        /** For the client's author. */
        final String message;

        Refused(int httpStatus, String code, String message) {
            this.httpStatus = httpStatus;
            this.code = code;
            this.message = message;
        }
    }
}
