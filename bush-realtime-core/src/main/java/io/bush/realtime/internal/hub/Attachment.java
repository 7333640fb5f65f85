package io.bush.realtime.internal.hub;

import io.bush.realtime.channel.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A granted wish to join a channel. Thread safety: immutable.
 *
 * @param subscription what joins
 * @param previous the connection's earlier subscription to the channel, which it replaces; or null
 * @param ref the client's mark
 * @param sinceEventId what the client has, as it sent it; or null
 * @param accessSince since when its access has held without a break; or null
 */
public record Attachment(
        Subscription subscription,
        @Nullable Subscription previous,
        @Nullable String ref,
        @Nullable String sinceEventId,
        @Nullable Instant accessSince) {

    /** How much clocks of the application and the log may differ when access is compared. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(2);

    /** Whether there was a time without access in which some of these may have been stored (contract §3.13). */
    boolean interrupted(List<Event> missed) {
        Instant since = accessSince;
        if (since == null || missed.isEmpty()) {
            return false;
        }
        Event.Entry oldest = missed.get(0).entry();
        return oldest != null && oldest.storedAt().isBefore(since.plus(CLOCK_TOLERANCE));
    }
}
