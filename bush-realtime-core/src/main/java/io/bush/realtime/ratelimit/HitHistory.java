package io.bush.realtime.ratelimit;

import java.util.Arrays;

/**
 * When a principal hit a rate limit, to be carried from one of its connections to the next (contract §3.4). Only valid on
 * the node that made it, because the times are its monotonic nanoseconds. Thread safety: immutable.
 */
public final class HitHistory {

    /** No hits. */
    public static final HitHistory NONE = new HitHistory(new long[0]);

    /** Oldest first. */
    private final long[] times;

    private HitHistory(long[] times) {
        this.times = times;
    }

    static HitHistory of(long[] oldestFirst) {
        return oldestFirst.length == 0 ? NONE : new HitHistory(oldestFirst);
    }

    /**
     * Returns how many hits this holds, those that have become too old to count included.
     *
     * @return 0 or more
     */
    public int size() {
        return times.length;
    }

    /** The time of one hit, 0 for the oldest. */
    long time(int place) {
        return times[place];
    }

    /**
     * Joins two histories. What both inherited from the same connection counts once: a time that stands in both stands in
     * the result as often as in the one that has it more often.
     */
    HitHistory merge(HitHistory other, int most) {
        long[] merged = new long[times.length + other.times.length];
        int count = 0;
        int mine = 0;
        int theirs = 0;
        while (mine < times.length || theirs < other.times.length) {
            long order =
                    mine == times.length ? 1 : theirs == other.times.length ? -1 : times[mine] - other.times[theirs];
            merged[count++] = order <= 0 ? times[mine] : other.times[theirs];
            mine += order <= 0 ? 1 : 0;
            theirs += order >= 0 ? 1 : 0;
        }
        return of(Arrays.copyOfRange(merged, Math.max(0, count - most), count));
    }
}
