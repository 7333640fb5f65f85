package io.bush.realtime.client.internal.lock;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The server's clock, as far as it can be known: what it showed when the connection was established, counted on with the
 * monotonic one. Counted from before the server was asked, so that it is early rather than late: who thinks that a lock is
 * over too soon only renews it too soon. The machine's own clock may be a day off. Thread safety: immutable.
 *
 * @param shown what the server said; null if it did not
 * @param shownAt a moment before that, by the monotonic clock
 */
public record ServerClock(@Nullable Instant shown, long shownAt) {

    /** What a lock has at least when the server's clock is unknown: less than any server gives. */
    private static final Duration UNKNOWN = Duration.ofSeconds(5);

    /** Returns how long until a time of the server's, at most an hour. */
    Duration until(@Nullable Instant time, long now) {
        if (shown == null || time == null) {
            return UNKNOWN;
        }
        Duration left = Duration.between(shown.plusNanos(now - shownAt), time);
        Duration most = Duration.ofHours(1);
        if (left.isNegative()) {
            return Duration.ZERO;
        }
        return left.compareTo(most) > 0 ? most : left;
    }
}
