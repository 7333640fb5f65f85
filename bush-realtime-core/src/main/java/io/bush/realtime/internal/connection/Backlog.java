package io.bush.realtime.internal.connection;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.protocol.Frame;
import io.bush.realtime.transport.FrameBatch;
import io.bush.realtime.transport.OutboundLimits;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What waits behind a write in flight: batches in order, each with the stream it belongs to and, for a volatile frame,
 * its conflation key. Thread safety: none; guarded by its {@link OutboundQueue}.
 */
final class Backlog {

    private record Entry(
            FrameBatch batch,
            @Nullable OutboundStream stream,
            @Nullable String key) {}

    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private int bytes;

    int bytes() {
        return bytes;
    }

    void add(FrameBatch batch, @Nullable OutboundStream stream) {
        add(new Entry(batch, stream, null));
    }

    /** Adds a delivery; a volatile frame replaces the older one of its key. Returns how many were replaced. */
    int add(Delivery delivery, OutboundStream stream) {
        List<@Nullable String> keys = delivery.keys();
        if (keys == null) {
            add(delivery.batch(), stream);
            return 0;
        }
        int replaced = 0;
        List<Frame> frames = delivery.batch().frames();
        for (int i = 0; i < frames.size(); i++) {
            String key = keys.get(i);
            if (key != null) {
                // The newer one goes to the end, so that it overtakes nothing published before it.
                replaced += remove(entry -> entry.stream() == stream && key.equals(entry.key()));
            }
            add(new Entry(FrameBatch.of(frames.get(i)), stream, key));
        }
        return replaced;
    }

    /** Drops everything of a channel, whichever stream queued it. Returns how many entries went. */
    int purge(Channel channel) {
        return remove(
                entry -> entry.stream() != null && entry.stream().channel().equals(channel));
    }

    /** Takes as much as fits into one write; null when nothing waits. */
    @Nullable
    FrameBatch take(OutboundLimits limits) {
        Entry first = entries.pollFirst();
        if (first == null) {
            return null;
        }
        bytes -= first.batch().sizeBytes();
        Entry next = entries.peekFirst();
        int size = first.batch().sizeBytes();
        int count = first.batch().frames().size();
        if (next == null || !fits(limits, count, size, next)) {
            return first.batch();
        }
        List<Frame> joined = new ArrayList<>(first.batch().frames());
        while (next != null && fits(limits, joined.size(), size, next)) {
            entries.removeFirst();
            joined.addAll(next.batch().frames());
            size += next.batch().sizeBytes();
            bytes -= next.batch().sizeBytes();
            next = entries.peekFirst();
        }
        return FrameBatch.of(joined);
    }

    private static boolean fits(OutboundLimits limits, int frames, int size, Entry next) {
        return frames + next.batch().frames().size() <= limits.maxBatchFrames()
                && size + next.batch().sizeBytes() <= limits.maxBatchBytes();
    }

    private void add(Entry entry) {
        entries.addLast(entry);
        bytes += entry.batch().sizeBytes();
    }

    private int remove(Predicate<Entry> unwanted) {
        int removed = 0;
        for (Iterator<Entry> all = entries.iterator(); all.hasNext(); ) {
            Entry entry = all.next();
            if (unwanted.test(entry)) {
                all.remove();
                bytes -= entry.batch().sizeBytes();
                removed++;
            }
        }
        return removed;
    }
}
