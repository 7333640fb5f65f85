package io.bush.realtime.benchmarks.loopback;

import java.util.Arrays;

/** Counts latencies in bins of ten microseconds, up to four seconds. For one thread. */
final class Latencies {

    private static final int BIN_NANOS = 10_000;

    private final int[] bins = new int[400_000];
    private long count;

    void add(long nanos) {
        int bin = (int) Math.min(bins.length - 1, Math.max(0, nanos / BIN_NANOS));
        bins[bin]++;
        count++;
    }

    void clear() {
        Arrays.fill(bins, 0);
        count = 0;
    }

    /** Returns the upper end of the bin below which a part lies, in microseconds. */
    long micros(double part) {
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
