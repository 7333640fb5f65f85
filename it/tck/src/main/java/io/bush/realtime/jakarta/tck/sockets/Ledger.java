package io.bush.realtime.jakarta.tck.sockets;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Position;
import io.bush.realtime.client.channel.ReceivedEvent;
import io.bush.realtime.client.channel.SubscriptionNotice;
import io.bush.realtime.client.channel.SubscriptionNotice.Confirmed;
import io.bush.realtime.client.channel.SubscriptionNotice.Reset;
import io.bush.realtime.jakarta.tck.ends.Wait;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the handlers of one subscription were told, in order, and what is wrong with it by the contract's first promise: after a
 * position come exactly its successors, or a reset that names another one. Thread safety: safe for use by any thread.
 */
final class Ledger {

    /** What was published, by the answers to the publisher, whichever server it was. Thread safety: safe for use by any thread. */
    static final class Published {

        /** Ids of each channel, oldest first, and what each event says; guarded by this. */
        private final Map<Channel, List<String>> ids = new HashMap<>();

        private final Map<String, Integer> numbers = new HashMap<>();

        synchronized void add(Channel channel, String eventId, int number) {
            ids.computeIfAbsent(channel, it -> new ArrayList<>()).add(eventId);
            numbers.put(eventId, number);
        }

        /** The newest id of a channel; null if nothing was published there. */
        synchronized @Nullable String newest(Channel channel) {
            List<String> all = ids.getOrDefault(channel, List.of());
            return all.isEmpty() ? null : all.get(all.size() - 1);
        }

        /** What an event says; null if no such event was published. */
        synchronized @Nullable Integer number(String eventId) {
            return numbers.get(eventId);
        }
    }

    private final Channel channel;
    private final Published published;
    /** All that was told, oldest first; guarded by this. */
    private final List<Object> told = new ArrayList<>();

    Ledger(Channel channel, Published published) {
        this.channel = channel;
        this.published = published;
    }

    /** A handler was told of an event. */
    synchronized void add(ReceivedEvent event) {
        told.add(event);
        notifyAll();
    }

    /** A handler was told something else of its subscription. */
    synchronized void add(SubscriptionNotice notice) {
        told.add(notice);
        notifyAll();
    }

    synchronized <T> List<T> all(Class<T> kind) {
        return told.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Waits until something was told so often. */
    void await(Class<?> kind, int times) {
        Wait.until(
                this,
                kind.getSimpleName() + " number " + times + " in " + channel,
                () -> all(kind).size() >= times);
    }

    /** Waits until the handlers know of everything that was published. */
    void awaitLevel() {
        Wait.until(this, channel + " told up to " + published.newest(channel), this::isLevel);
    }

    /** Whether the handlers know of everything that was published. */
    synchronized boolean isLevel() {
        return Objects.requireNonNull(published.newest(channel), "nothing was published")
                .equals(lastId());
    }

    private @Nullable String lastId() {
        return told.isEmpty() ? null : positionOf(told.get(told.size() - 1));
    }

    private static @Nullable String positionOf(Object word) {
        if (word instanceof ReceivedEvent event) {
            return event.eventId();
        } else if (word instanceof Confirmed confirmed) {
            return confirmed.lastEventId();
        }
        return word instanceof Reset reset ? reset.lastEventId() : null;
    }

    /** What is wrong with what was told, a sentence each. */
    synchronized List<String> faults() {
        List<String> faults = new ArrayList<>();
        Position at = null;
        boolean resetDue = false;
        for (Object word : told) {
            Position next = position(positionOf(word), faults);
            if (word instanceof Confirmed confirmed) {
                if (at != null && confirmed.recovered() && !at.equals(next)) {
                    faults.add("recovered from " + next + " at " + at);
                }
                resetDue = at != null && !confirmed.recovered();
                at = at == null ? next : at;
            } else if (word instanceof Reset) {
                resetDue = false;
                at = next;
            } else if (word instanceof ReceivedEvent event) {
                follows(at, next, resetDue, event, faults);
                at = next;
            } else {
                faults.add("told " + word);
            }
        }
        return faults;
    }

    private @Nullable Position position(@Nullable String id, List<String> faults) {
        Position position = id == null ? null : Position.parse(channel, id);
        if (position == null) {
            faults.add("no position of " + channel + ": " + id);
        }
        return position;
    }

    private void follows(
            @Nullable Position at,
            @Nullable Position next,
            boolean resetDue,
            ReceivedEvent event,
            List<String> faults) {
        if (at == null || next == null) {
            faults.add("an event before any position: " + event);
        } else if (!at.epoch().equals(next.epoch())) {
            faults.add("another epoch without a reset: " + next + " after " + at);
        } else if (next.offset() > at.offset() + 1) {
            faults.add("a gap: " + next + " after " + at);
        } else if (next.offset() <= at.offset()) {
            faults.add("again, or too late: " + next + " after " + at);
        }
        if (resetDue) {
            faults.add("an event instead of a reset: " + event);
        }
        Integer number = published.number(String.valueOf(event.eventId()));
        if (number == null || number != event.data().path("n").asInt(-1)) {
            faults.add("published was " + number + ", told " + event);
        }
    }

    @Override
    public synchronized String toString() {
        return channel + ": " + told.size() + " words";
    }
}
