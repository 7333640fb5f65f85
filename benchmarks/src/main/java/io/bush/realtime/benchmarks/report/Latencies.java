package io.bush.realtime.benchmarks.report;

import java.util.Arrays;

/** Counts latencies in bins of ten microseconds, up to four seconds. For one thread. */
public final class Latencies {

    private static final int BIN_NANOS = 10_000;

    private final int[] bins = new int[400_000];
    private long count;

    /** Starts without any. */
    public Latencies() {}

    /**
     * Counts one.
     *
     * @param nanos how long it took
     */
    public void add(long nanos) {
        int bin = (int) Math.min(bins.length - 1, Math.max(0, nanos / BIN_NANOS));
        bins[bin]++;
        count++;
    }

    /** Starts again without any. */
    public void clear() {
        Arrays.fill(bins, 0);
        count = 0;
    }

    /**
     * Returns the upper end of the bin below which a part lies.
     *
     * @param part from 0 to 1
     * @return microseconds; 0 when there are none
     */
    public long micros(double part) {
        long wanted = (long) Math.ceil(count * part);
        long seen = 0;
        for (int bin = 0; bin < bins.length; bin++) {
            seen += bins[bin];
            if (seen >= wanted && seen > 0) {
                return (bin + 1L) * BIN_NANOS / 1_000;
            }
        }
        return 0;
    }
}
