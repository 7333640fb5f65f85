package io.bush.realtime.client.internal.lane;

import java.time.Instant;

/** The two clocks, kept apart. Thread safety: implementations must allow any thread. */
public interface Clock {

    /**
     * Returns monotonic nanoseconds with an arbitrary origin, for intervals.
     *
     * @return nanoseconds
     */
    long nanoTime();

    /**
     * Returns the wall clock, for showing, and for what {@link SleepWatch} sees in it.
     *
     * @return now
     */
    Instant wallTime();
}
