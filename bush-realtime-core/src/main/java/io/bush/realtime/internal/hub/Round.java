package io.bush.realtime.internal.hub;

import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.ViewClass;
import io.bush.realtime.internal.connection.Delivery;
import io.bush.realtime.observe.RealtimeListener.DropReason;
import io.bush.realtime.protocol.Dialect;
import io.bush.realtime.protocol.Frame;
import io.bush.realtime.transport.FrameBatch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events of a channel that leave together, each encoded once for each dialect and view class (HOUSE rules 4 and 5).
 *
 * <p>Shape: the events, the channel's position before the first of them, and what was encoded so far; at most
 * {@value #MAX_EVENTS} events and about {@value #MAX_BYTES} bytes. Thread safety: on the channel's lane only.
 */
final class Round {

    static final int MAX_EVENTS = 64;
    static final int MAX_BYTES = 1 << 16;

    private final Position before;
    private final List<Event> events = new ArrayList<>();
    private final List<Encoded> encodings = new ArrayList<>(2);
    private int bytes;
    private boolean excepting;
    private boolean durable;

    Round(Position before) {
        this.before = before;
    }

    /** Hears of events that a subscriber does not get. One object for all, so that a delivery makes none. */
    interface Drops {
        void dropped(Subscription subscription, Event event, DropReason why);
    }

    /** What one subscriber gets of a round. */
    record Share(@Nullable Delivery delivery, int durablesSkippedAfter) {}

    private record Encoded(Dialect dialect, ViewClass view, List<@Nullable Frame> frames, Share share) {}

    void add(Event event) {
        events.add(event);
        bytes += event.content().sizeBytes();
        durable |= event.durable();
        excepting |=
                event.content().exceptConnection() != null || event.content().exceptUser() != null;
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    boolean isFull() {
        return events.size() >= MAX_EVENTS || bytes >= MAX_BYTES;
    }

    List<Event> events() {
        return events;
    }

    /** The channel's position before the first event. */
    Position before() {
        return before;
    }

    /** Whether a durable event is among them. */
    boolean durable() {
        return durable;
    }

    /** What a subscriber gets: the share of everybody like it, unless something is special about it. */
    Share shareFor(Subscription subscription, Drops onDrop) {
        Encoded encoded = encoded(subscription.dialect(), subscription.view());
        boolean like = subscription.wantsAll() && subscription.at == null && !subscription.unplaced && !excepting;
        if (like && encoded.share().durablesSkippedAfter() == 0) {
            return encoded.share();
        }
        return select(subscription, encoded, onDrop);
    }

    private Share select(Subscription subscription, Encoded encoded, Drops onDrop) {
        Selection selection = new Selection();
        boolean everything = true;
        for (int i = 0; i < events.size(); i++) {
            Event event = events.get(i);
            if (subscription.alreadyHas(event)) {
                everything = false;
                continue;
            }
            DropReason refusal = subscription.refusal(event);
            if (refusal != null) {
                everything = false;
                onDrop.dropped(subscription, event, refusal);
            }
            selection.add(event, refusal == null ? encoded.frames().get(i) : null);
        }
        return everything ? encoded.share() : selection.share();
    }

    private Encoded encoded(Dialect dialect, ViewClass view) {
        for (Encoded known : encodings) {
            if (known.dialect() == dialect && known.view() == view) {
                return known;
            }
        }
        List<@Nullable Frame> frames = new ArrayList<>(events.size());
        Selection all = new Selection();
        for (Event event : events) {
            Frame frame = dialect.encode(event, view);
            frames.add(frame);
            all.add(event, frame);
        }
        Encoded encoded = new Encoded(dialect, view, frames, all.share());
        encodings.add(encoded);
        return encoded;
    }

    /** Collects the frames of a share. */
    private static final class Selection {

        private final List<Frame> frames = new ArrayList<>();
        private @Nullable List<@Nullable String> keys;
        private boolean durable;
        private int skippedAfter;

        void add(Event event, @Nullable Frame frame) {
            if (frame == null) {
                skippedAfter += event.durable() ? 1 : 0;
                return;
            }
            String key = event.durable() ? null : event.content().conflationKey();
            if (key != null && keys == null) {
                keys = new ArrayList<>();
                for (int i = 0; i < frames.size(); i++) {
                    keys.add(null);
                }
            }
            frames.add(frame);
            if (keys != null) {
                keys.add(key);
            }
            if (event.durable()) {
                durable = true;
                skippedAfter = 0;
            }
        }

        Share share() {
            Delivery delivery = frames.isEmpty() ? null : new Delivery(FrameBatch.of(frames), keys, durable);
            return new Share(delivery, skippedAfter);
        }
    }
}
