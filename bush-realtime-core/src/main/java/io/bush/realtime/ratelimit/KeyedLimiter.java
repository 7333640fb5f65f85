package io.bush.realtime.ratelimit;

import io.bush.realtime.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One exact sliding window for each key, for what comes without a connection (contract §3.16).
 *
 * <p>Shape: a map in the order of last use. A key is forgotten when its window is over; when the table is full, the one
 * longest unused is forgotten early, so that memory is bounded whoever comes. Thread safety: safe for use by any thread.
 */
public final class KeyedLimiter {

    private final RateLimits.Limit limit;
    private final int maxKeys;
    private final Clock clock;
    /** What is known of each key, longest unused first. Guarded by this object's monitor. */
    private final Map<String, Seen> byKey = new LinkedHashMap<>(16, 0.75f, true);

    /** One key; guarded by the table's monitor. */
    private static final class Seen {
        private final SlidingWindow window;
        /** Last use in monotonic nanoseconds. */
        private long usedNanos;

        Seen(RateLimits.Limit limit) {
            window = new SlidingWindow(limit);
        }
    }

    /**
     * Makes an empty table.
     *
     * @param limit so many in so long, for each key
     * @param maxKeys most keys remembered, at least 1
     * @param clock the node's clock; only its monotonic side is used
     */
    public KeyedLimiter(RateLimits.Limit limit, int maxKeys, Clock clock) {
        if (maxKeys < 1) {
            throw new IllegalArgumentException("maxKeys is " + maxKeys + ", allowed: 1 or more");
        }
        this.limit = limit;
        this.maxKeys = maxKeys;
        this.clock = clock;
    }

    /**
     * Counts one more for a key if there is room.
     *
     * @param key whose
     * @return empty when it was counted; else how long until there is room, and nothing was consumed
     */
    public synchronized Optional<Duration> take(String key) {
        long now = clock.nanoTime();
        Seen seen = byKey.computeIfAbsent(key, added -> new Seen(limit));
        seen.usedNanos = now;
        forgetIdle(now);
        return seen.window.tryAccept(now) ? Optional.empty() : Optional.of(seen.window.retryAfter(now));
    }

    /**
     * Returns how many keys are remembered.
     *
     * @return 0 to the most allowed
     */
    public synchronized int size() {
        return byKey.size();
    }

    private void forgetIdle(long now) {
        Iterator<Seen> longestUnused = byKey.values().iterator();
        boolean full = byKey.size() > maxKeys;
        while (longestUnused.hasNext()) {
            boolean idle =
                    now - longestUnused.next().usedNanos >= limit.window().toNanos();
            if (!idle && !full) {
                return;
            }
            longestUnused.remove();
            full = false;
        }
    }
}
