package io.bush.realtime.internal.hub;

import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest durable events of a channel while somebody catches up: what closes the seam between what was read from the
 * log and what comes live (contract P1). One for all who catch up, bounded: when it no longer reaches back far enough,
 * the reader reads again.
 *
 * <p>Shape: events in order without a hole, at most {@value #MAX_EVENTS} and {@value #MAX_BYTES} bytes. Thread safety: on
 * the channel's lane only.
 */
final class SeamBuffer {

    static final int MAX_EVENTS = 1_000;
    static final int MAX_BYTES = 1 << 20;

    private final ArrayDeque<Event> events = new ArrayDeque<>();
    private int bytes;

    void add(Event event) {
        events.addLast(event);
        bytes += event.content().sizeBytes();
        while (events.size() > MAX_EVENTS || bytes > MAX_BYTES) {
            bytes -= events.removeFirst().content().sizeBytes();
        }
    }

    void clear() {
        events.clear();
        bytes = 0;
    }

    /** Returns the direct successors of a position that this holds; null when the first of them is not here. */
    @Nullable
    List<Event> after(Position position) {
        List<Event> successors = new ArrayList<>();
        for (Event event : events) {
            Event.Entry entry = event.entry();
            if (entry == null || entry.position().offset() <= position.offset()) {
                continue;
            }
            if (successors.isEmpty() && !entry.follows(position)) {
                return null;
            }
            successors.add(event);
        }
        return successors.isEmpty() ? null : successors;
    }
}
