package io.bush.examples.review.file;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides which of the many arrivals of bytes are worth telling: the first, then at most ten a second and only when the
 * percentage moved (or a second passed), and the last. Thread safety: for one thread.
 */
final class UploadProgress {

    private static final long SHORTEST_NANOS = Duration.ofMillis(100).toNanos();
    private static final long LONGEST_NANOS = Duration.ofSeconds(1).toNanos();

    private final long expectedBytes;
    private final LongSupplier nanoClock;
    private final Listener listener;
    private long bytes;
    private int lastPercent = -1;
    private long lastNanos;

    /** Hears the steps worth telling. */
    @FunctionalInterface
    interface Listener {
        /** So many bytes of so many are here; the total is null when it is unknown. */
        void at(long bytes, @Nullable Long total);
    }

    /**
     * Starts counting.
     *
     * @param expectedBytes how many will come, or -1 when nobody said
     * @param nanoClock a monotonic clock
     * @param listener hears the steps
     */
    UploadProgress(long expectedBytes, LongSupplier nanoClock, Listener listener) {
        this.expectedBytes = expectedBytes;
        this.nanoClock = nanoClock;
        this.listener = listener;
    }

    void arrived(int count) {
        bytes += count;
        boolean known = expectedBytes >= 0;
        if (known && bytes >= expectedBytes) {
            // All that was expected: done() follows, unless something is wrong.
            return;
        }
        long now = nanoClock.getAsLong();
        int percent = known ? (int) (bytes * 100 / expectedBytes) : 0;
        boolean first = lastPercent < 0;
        long passed = now - lastNanos;
        if (first || passed >= LONGEST_NANOS || (passed >= SHORTEST_NANOS && percent > lastPercent)) {
            lastPercent = percent;
            lastNanos = now;
            listener.at(bytes, known ? (Long) expectedBytes : null);
        }
    }

    /** Everything is here: now the total is what came. */
    void done() {
        listener.at(bytes, bytes);
    }

    long bytes() {
        return bytes;
    }
}
