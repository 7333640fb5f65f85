package io.bush.realtime.client.internal.lane;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before trying once more: 1, 2, 4, 8, 16 and then always 30 seconds, each plus a random part of a second
 * (contract §3.15). Thread safety: for the lane only.
 */
public final class Backoff {

    private static final int[] SECONDS = {1, 2, 4, 8, 16, 30};
    private static final int MILLIS = 1000;

    private final RandomGenerator random;
    /** How many waits there were since the last reset. */
    private int waits;

    /**
     * Makes one that begins with a second.
     *
     * @param random the random part
     */
    public Backoff(RandomGenerator random) {
        this.random = random;
    }

    /**
     * Returns the next wait.
     *
     * @return from 1 s to less than 31 s
     */
    public Duration next() {
        return nextBase().plus(jitter());
    }

    /**
     * Returns the next wait, or a longer one.
     *
     * @param least what to wait at least, before the random part
     * @return the wait
     */
    public Duration nextAtLeast(Duration least) {
        Duration base = nextBase();
        return (base.compareTo(least) > 0 ? base : least).plus(jitter());
    }

    private Duration nextBase() {
        int seconds = SECONDS[Math.min(waits, SECONDS.length - 1)];
        waits = Math.min(waits + 1, SECONDS.length);
        return Duration.ofSeconds(seconds);
    }

    /**
     * Returns the random part alone.
     *
     * @return from zero to less than a second
     */
    public Duration jitter() {
        return Duration.ofMillis(random.nextInt(MILLIS));
    }

    /** Begins anew. */
    public void reset() {
        waits = 0;
    }
}
