package io.bush.realtime.internal.reading;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the log is asked again: a quarter of a second after the first failure, twice as long after each
 * further one up to 4 s, and of that half at random, so that many who failed together do not come back together. Thread
 * safety: no state.
 */
public final class Retry {

    /** Short enough for everything to be repaired within the 10 s of contract §7 after a back end has come back. */
    private static final long LONGEST_MILLIS = 4_000;

    private static final long FIRST_MILLIS = 250;

    private Retry() {}

    /**
     * Returns the wait after a failure.
     *
     * @param failures how many there were in a row, at least 1
     * @param random the node's random source
     * @return 125 ms to 4 s
     */
    public static Duration after(int failures, RandomGenerator random) {
        long most = Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(failures - 1, 10));
        return Duration.ofMillis(most / 2 + random.nextLong(most / 2 + 1));
    }
}
