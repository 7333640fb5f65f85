package io.bush.realtime.ratelimit;

import java.time.Duration;

/**
 * Accepts at most so many in any window of a given length, exactly (contract §3.4).
 *
 * <p>The window at a moment {@code now} is the half-open time {@code (now - window, now]}: an acceptance exactly one
 * window ago no longer counts. Never are more than {@code max} accepted in any window, and nothing is refused while fewer
 * than {@code max} were accepted in the window before it. What is refused consumes nothing.
 *
 * <p>Shape: a ring of the times of what was accepted, at most {@code max} of them, allocated at the first acceptance and
 * doubled when full. Times are monotonic nanoseconds ({@code Clock.nanoTime}) and must not go back between calls. Thread
 * safety: none, for use by one thread at a time.
 */
public final class SlidingWindow {

    private static final int FIRST_CAPACITY = 1;
    private static final long[] NONE = new long[0];

    private final int max;
    private final long windowNanos;
    /** Times of what was accepted, in nanoseconds. */
    private long[] times = NONE;
    /** Index of the oldest. */
    private int first;
    /** How many still count. */
    private int size;

    /**
     * Makes an empty window.
     *
     * @param limit so many in so long
     */
    public SlidingWindow(RateLimits.Limit limit) {
        this.max = limit.max();
        this.windowNanos = limit.window().toNanos();
    }

    /**
     * Accepts if there is room.
     *
     * @param now monotonic nanoseconds
     * @return true when accepted and counted
     */
    public boolean tryAccept(long now) {
        if (remaining(now) == 0) {
            return false;
        }
        add(now);
        return true;
    }

    /**
     * Tells how many more would be accepted at this moment.
     *
     * @param now monotonic nanoseconds
     * @return 0 to max
     */
    public int remaining(long now) {
        while (size > 0 && now - times[first] >= windowNanos) {
            first = index(1);
            size--;
        }
        return max - size;
    }

    /**
     * Tells when there is room again.
     *
     * @param now monotonic nanoseconds
     * @return how long until the next one is accepted; zero when it would be now
     */
    public Duration retryAfter(long now) {
        return remaining(now) > 0 ? Duration.ZERO : untilForgotten(times[first], now);
    }

    /**
     * Tells when everything accepted so far is forgotten.
     *
     * @param now monotonic nanoseconds
     * @return how long until the window is empty; zero when it is
     */
    public Duration resetAfter(long now) {
        return remaining(now) == max ? Duration.ZERO : untilForgotten(times[index(size - 1)], now);
    }

    /** Forgets everything accepted so far. */
    public void reset() {
        times = NONE;
        first = 0;
        size = 0;
    }

    /** Returns the times that count at a moment, oldest first. */
    long[] accepted(long now) {
        long[] copy = new long[max - remaining(now)];
        for (int place = 0; place < copy.length; place++) {
            copy[place] = times[index(place)];
        }
        return copy;
    }

    /** Counts without asking; the caller has seen that there is room. */
    void add(long now) {
        if (size == times.length) {
            grow();
        }
        times[index(size)] = now;
        size++;
    }

    private Duration untilForgotten(long time, long now) {
        return Duration.ofNanos(windowNanos - (now - time));
    }

    private int index(int place) {
        int at = first + place;
        return at < times.length ? at : at - times.length;
    }

    private void grow() {
        long[] larger = new long[Math.min(max, Math.max(FIRST_CAPACITY, size * 2))];
        int untilEnd = size - first;
        System.arraycopy(times, first, larger, 0, untilEnd);
        System.arraycopy(times, 0, larger, untilEnd, first);
        times = larger;
        first = 0;
    }
}
