package io.bush.realtime.ratelimit;

import java.time.Duration;

/**
 * The limits of one connection, all exact sliding windows on the monotonic clock (contract §3.4). Thread safety:
 * immutable.
 *
 * @param messages every action but signals; default 100 in 60 s
 * @param subscribes subscribe frames, a batch counts once; default 20 in 60 s
 * @param presence presence frames; default 10 in 10 s
 * @param locks lock requests, not renewals; default 5 in 60 s
 * @param signals signal frames; default 10 in 1 s
 * @param hits refusals that close the connection 4008 when reached; default 5 in 10 min
 * @param invalid invalid frames that close the connection 4009 when reached; default 10 in 60 s
 */
public record RateLimits(
        Limit messages, Limit subscribes, Limit presence, Limit locks, Limit signals, Limit hits, Limit invalid) {

    /** The contract's defaults. */
    public static final RateLimits DEFAULT = new RateLimits(
            new Limit(100, Duration.ofSeconds(60)),
            new Limit(20, Duration.ofSeconds(60)),
            new Limit(10, Duration.ofSeconds(10)),
            new Limit(5, Duration.ofSeconds(60)),
            new Limit(10, Duration.ofSeconds(1)),
            new Limit(5, Duration.ofMinutes(10)),
            new Limit(10, Duration.ofSeconds(60)));

    /**
     * So many in so long.
     *
     * @param max most in any window, 1 to 10,000
     * @param window the window's length, 100 ms to 1 day
     */
    public record Limit(int max, Duration window) {

        /** Refuses values outside the ranges. */
        public Limit {
            if (max < 1 || max > 10_000) {
                throw new IllegalArgumentException("rate limit max is " + max + ", allowed: 1 to 10000");
            }
            if (window.toMillis() < 100 || window.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException("rate limit window is " + window + ", allowed: PT0.1S to PT24H");
            }
        }
    }
}
