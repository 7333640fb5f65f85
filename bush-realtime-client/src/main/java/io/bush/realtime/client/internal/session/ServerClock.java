package io.bush.realtime.client.internal.session;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The server's clock, as far as it can be known: what it showed when the server was asked last, counted on with the monotonic
 * one. Counted from before the server was asked, so that it is early rather than late: who thinks that a lock is over too
 * soon only renews it too soon. The machine's own clock may be a day off. Thread safety: for the lane only.
 */
public final class ServerClock {

    /** What a lock has at least when the server's clock is unknown: less than any server gives. */
    private static final Duration UNKNOWN = Duration.ofSeconds(5);

    private static final Duration MOST = Duration.ofHours(1);

    /** What the server said; null if it did not. */
    private @Nullable Instant shown;
    /** A moment before that, by the monotonic clock. */
    private long shownAt;

    /** {@code shown} is what the server said, null if it did not, {@code shownAt} a moment before that. */
    ServerClock(@Nullable Instant shown, long shownAt) {
        this.shown = shown;
        this.shownAt = shownAt;
    }

    /** The server was asked anew at a moment; null if it did not say. */
    void read(@Nullable Instant time, long askedAt) {
        if (time != null) {
            shown = time;
            shownAt = askedAt;
        }
    }

    /** Returns what it shows now; null if that is unknown. */
    @Nullable
    Instant time(long now) {
        return shown == null ? null : shown.plusNanos(now - shownAt);
    }

    /**
     * Returns how long until a time of the server's.
     *
     * @param time which; null if the server did not say
     * @param now the monotonic clock
     * @return at most an hour, and 5 s if nobody knows
     */
    public Duration until(@Nullable Instant time, long now) {
        Instant present = time(now);
        if (present == null || time == null) {
            return UNKNOWN;
        }
        Duration left = Duration.between(present, time);
        if (left.isNegative()) {
            return Duration.ZERO;
        }
        return left.compareTo(MOST) > 0 ? MOST : left;
    }
}
