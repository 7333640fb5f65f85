package io.bush.realtime.redis.internal.topology;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: a random time up to 60 ms, and twice as much after each try up to 2 s, never less
 * than 30 ms. Thread safety: none, guarded by who tries.
 */
final class Backoff {

    private static final int LEAST_MILLIS = 30;
    private static final int MOST_MILLIS = 2_000;

    private final RandomGenerator random;
    /** The present upper bound. */
    private int bound = 2 * LEAST_MILLIS;

    /**
     * Starts with the shortest times.
     *
     * @param random for the jitter
     */
    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /**
     * Returns the time before the next try and makes the one after it longer.
     *
     * @return 30 ms to 2 s
     */
    Duration next() {
        int millis = LEAST_MILLIS + random.nextInt(bound - LEAST_MILLIS + 1);
        bound = Math.min(MOST_MILLIS, bound * 2);
        return Duration.ofMillis(millis);
    }

    /** Begins with the shortest times again. */
    void reset() {
        bound = 2 * LEAST_MILLIS;
    }
}
