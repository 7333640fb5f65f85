package io.bush.realtime.client.internal.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps one kind of frame below a limit of the server, whose window slides (contract §3.4). The server counts a frame
 * when it arrives, which is some time between its leaving and its answer, so here it counts until the window has passed
 * after the answer. Thread safety: for the lane only.
 */
final class Window {

    /** What clocks may differ by in one window, and then some. */
    private static final long MARGIN_NANOS = Duration.ofMillis(100).toNanos();
    /** How long a frame is thought to travel if nobody answers it. */
    private static final long TRAVEL_NANOS = Duration.ofSeconds(1).toNanos();

    /** One frame that counts. */
    static final class Entry {
        /** When it stops to count, by the monotonic clock. */
        private long until;

        private Entry(long until) {
            this.until = until;
        }
    }

    private final int max;
    private final long lengthNanos;
    /** What counts, or did when somebody looked last. */
    private final List<Entry> entries = new ArrayList<>();

    Window(int max, Duration length) {
        this.max = max;
        this.lengthNanos = length.toNanos();
    }

    /** Returns how long the next frame has to wait so that this many more would still have room; zero if not at all. */
    Duration delay(long now, int reserve) {
        entries.removeIf(it -> it.until - now <= 0);
        int room = Math.max(1, max - reserve);
        if (entries.size() < room) {
            return Duration.ZERO;
        }
        List<Long> left = entries.stream().map(it -> it.until - now).sorted().toList();
        return Duration.ofNanos(left.get(left.size() - room));
    }

    Entry enter(long now) {
        Entry entry = new Entry(now + lengthNanos + TRAVEL_NANOS);
        entries.add(entry);
        return entry;
    }

    /** The server has counted it by now. */
    void answered(Entry entry, long now) {
        entry.until = now + lengthNanos + MARGIN_NANOS;
    }

    /** The server has not counted it. */
    void refund(Entry entry) {
        entries.remove(entry);
    }
}
