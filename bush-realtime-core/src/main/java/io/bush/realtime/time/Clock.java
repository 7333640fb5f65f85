package io.bush.realtime.time;

import java.time.Instant;

/**
 * The two clocks of a node, kept apart: one for durations, one for showing (HOUSE rule: no clock of its own in the core).
 * Thread safety: implementations must allow any thread.
 */
public interface Clock {

    /**
     * Returns monotonic nanoseconds with an arbitrary origin: for limits, deadlines and ages. Never jumps.
     *
     * @return nanoseconds
     */
    long nanoTime();

    /**
     * Returns the wall clock: for timestamps, token expiry, and to notice that the machine was put aside, monotonic
     * clock and all. A leap ahead costs a node one reading of the log of changes of access.
     *
     * @return now, which may jump in either direction
     */
    Instant wallTime();
}
