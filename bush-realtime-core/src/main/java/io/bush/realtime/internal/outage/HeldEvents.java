package io.bush.realtime.internal.outage;

import io.bush.realtime.channel.Event;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Local events that came while somebody's access was being confirmed: they are in no log from which they could be read later.
 * One list for all, in which each knows where it began to wait. Shape: at most {@value #MAX_EVENTS} events and
 * {@value #MAX_BYTES} bytes, the oldest leave first. Thread safety: on the
 * channel's lane only.
 */
public final class HeldEvents {

    static final int MAX_EVENTS = 100;
    static final int MAX_BYTES = 1 << 18;

    private final ArrayDeque<Event> events = new ArrayDeque<>();
    /** How many have left. */
    private long gone;

    private int bytes;

    /** Makes an empty list. */
    public HeldEvents() {}

    /** The place of the next event. */
    public long next() {
        return gone + events.size();
    }

    /** Keeps an event. */
    public void add(Event event) {
        events.addLast(event);
        bytes += event.content().sizeBytes();
        while (events.size() > MAX_EVENTS || bytes > MAX_BYTES) {
            bytes -= events.removeFirst().content().sizeBytes();
            gone++;
        }
    }

    /** What is left of the events from a place on. */
    public List<Event> since(long place) {
        List<Event> found = new ArrayList<>();
        long at = gone;
        for (Event event : events) {
            if (at >= place) {
                found.add(event);
            }
            at++;
        }
        return found;
    }

    /** Nobody waits any more. */
    public void clear() {
        gone += events.size();
        events.clear();
        bytes = 0;
    }
}
