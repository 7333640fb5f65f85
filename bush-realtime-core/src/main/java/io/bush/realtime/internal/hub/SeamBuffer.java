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
 * <p>Shape: events in order, at most {@value #MAX_EVENTS} and {@value #MAX_BYTES} bytes. Thread safety: on
 * the channel's lane only.
 */
final class SeamBuffer {

    static final int MAX_EVENTS = 1_000;
    static final int MAX_BYTES = 1 << 20;

    private final ArrayDeque<Event> events = new ArrayDeque<>();
    private int bytes;

    /** Keeps what of a round can be missed. */
    void add(Round round) {
        round.events().stream().filter(Event::durable).forEach(this::add);
    }

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

    /**
     * Returns what lies between two positions; null when it is not all here, because it did not fit or the channel itself
     * has a gap there.
     */
    @Nullable
    List<Event> between(Position position, Position head) {
        List<Event> successors = new ArrayList<>();
        Position at = position;
        for (Event event : events) {
            Event.Entry entry = event.entry();
            if (entry == null || entry.position().offset() <= position.offset()) {
                continue;
            }
            if (!entry.follows(at)) {
                return null;
            }
            successors.add(event);
            at = entry.position();
        }
        return at.equals(head) ? successors : null;
    }
}
