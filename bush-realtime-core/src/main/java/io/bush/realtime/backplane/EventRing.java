package io.bush.realtime.backplane;

import io.bush.realtime.channel.Event;
import org.jspecify.annotations.Nullable;

/**
 * The newest events of one channel, oldest first, each with the monotonic time it was stored.
 *
 * <p>Shape: two arrays of equal length used as a ring; none at all while empty, doubled when full, cut back by
 * {@link #compact}. Thread safety: none, guarded by the channel's log.
 */
final class EventRing {

    private static final int FIRST_CAPACITY = 8;
    private static final @Nullable Event[] NO_EVENTS = new @Nullable Event[0];
    private static final long[] NO_TIMES = new long[0];

    /** The events; free places are null. */
    private @Nullable Event[] events = NO_EVENTS;
    /** When each was stored, in monotonic nanoseconds. */
    private long[] storedNanos = NO_TIMES;
    /** Index of the oldest. */
    private int first;
    /** How many there are. */
    private int size;

    int size() {
        return size;
    }

    int capacity() {
        return events.length;
    }

    /** Returns an event by its place, 0 for the oldest. */
    Event get(int place) {
        Event event = place < 0 || place >= size ? null : events[index(place)];
        if (event == null) {
            throw new IndexOutOfBoundsException("place " + place + " of " + size);
        }
        return event;
    }

    void add(Event event, long nowNanos) {
        if (size == events.length) {
            moveTo(Math.max(FIRST_CAPACITY, size * 2));
        }
        int at = index(size++);
        events[at] = event;
        storedNanos[at] = nowNanos;
    }

    /** Drops all but the newest. */
    void trimTo(int most) {
        while (size > most) {
            dropOldest();
        }
    }

    /** Drops what is as old as the limit, or older. */
    void expire(long nowNanos, long maxAgeNanos) {
        while (size > 0 && nowNanos - storedNanos[first] >= maxAgeNanos) {
            dropOldest();
        }
    }

    /** Gives memory back that a burst has left behind. */
    void compact() {
        if (size == 0) {
            events = NO_EVENTS;
            storedNanos = NO_TIMES;
            first = 0;
        } else if (size <= events.length / 4) {
            moveTo(Math.max(FIRST_CAPACITY, size));
        }
    }

    private void dropOldest() {
        events[first] = null;
        first = index(1);
        size--;
    }

    private int index(int place) {
        int at = first + place;
        return at < events.length ? at : at - events.length;
    }

    private void moveTo(int capacity) {
        int untilEnd = Math.min(size, events.length - first);
        @Nullable Event[] movedEvents = new @Nullable Event[capacity];
        long[] movedTimes = new long[capacity];
        System.arraycopy(events, first, movedEvents, 0, untilEnd);
        System.arraycopy(events, 0, movedEvents, untilEnd, size - untilEnd);
        System.arraycopy(storedNanos, first, movedTimes, 0, untilEnd);
        System.arraycopy(storedNanos, 0, movedTimes, untilEnd, size - untilEnd);
        events = movedEvents;
        storedNanos = movedTimes;
        first = 0;
    }
}
