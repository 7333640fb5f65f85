package io.bush.realtime.simulation;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was published on one channel, kept for ever, and what a log with this retention still has of it. */
final class PublishedChannel {

    /** A durable event. */
    record Entry(
            Place place, String id, int number, EventContent content, int bytes, long storedAt, Instant storedWall) {}

    /** A position without its tag: the id of an entry is compared as a whole. */
    record Place(String epoch, long offset) {}

    /** A channel was closed by the application. */
    record Closing(Place head, long at) {}

    private final Scene scene;
    private final Channel channel;
    private final Retention retention;
    private final Map<String, List<Entry>> epochs = new LinkedHashMap<>();
    private final Map<String, Place> places = new HashMap<>();
    private final List<Closing> closings = new ArrayList<>();
    private String epoch = "";
    private long epochBegunAt;
    private long lastUse;
    /** When the log last refused an event, and it stayed on the node; -1 for never. */
    private long refusedAt = -1;

    PublishedChannel(Scene scene, Channel channel, Retention retention) {
        this.scene = scene;
        this.channel = channel;
        this.retention = retention;
    }

    /** The log was asked for its head, and answered. */
    void used(Position head) {
        beginIfNew(head.epoch());
        if (head.offset() != events(epoch).size()) {
            scene.verdict.broken(
                    "P1",
                    channel + " has head " + head + " after " + events(epoch).size() + " events");
        }
        lastUse = scene.now();
    }

    /** An event stayed on the node: everybody owes the rest a new epoch. */
    void refused() {
        refusedAt = scene.now();
    }

    /** The log was told to begin anew, unless its epoch is younger, and answered. */
    void startedAnew(Position head, Duration age) {
        if (!head.epoch().equals(epoch)) {
            if (refusedAt < 0) {
                scene.verdict.broken("P1", channel + " began a new epoch though every event was stored");
            }
            if (!epoch.isEmpty() && scene.now() - epochBegunAt < age.toNanos()) {
                scene.verdict.broken("P10", channel + " began a new epoch though its epoch was young");
            }
            scene.saw(Seen.STARTED_ANEW);
            lastUse = scene.now() - retention.headAge().toNanos();
        }
        used(head);
    }

    /** Nobody may be left with what only this node's subscribers have seen. */
    void requireRenewed() {
        if (refusedAt >= 0 && epochBegunAt < refusedAt) {
            scene.verdict.broken("P10", channel + " still has the epoch from before an event that stayed on the node");
        }
    }

    void stored(Position position, EventContent content, int number) {
        beginIfNew(position.epoch());
        List<Entry> events = events(epoch);
        if (position.offset() != events.size() + 1) {
            scene.verdict.broken("P1", channel + ": offset " + position.offset() + " after " + events.size());
        }
        String id = position.eventId(channel);
        Place place = new Place(position.epoch(), position.offset());
        events.add(new Entry(
                place,
                id,
                number,
                content,
                content.sizeBytes(),
                scene.now(),
                scene.world.time().wallTime()));
        if (places.put(id, place) != null) {
            scene.verdict.broken("P1", "event id " + id + " was given twice");
        }
        lastUse = scene.now();
    }

    private void beginIfNew(String current) {
        if (current.equals(epoch)) {
            return;
        }
        if (!epoch.isEmpty() && scene.now() - lastUse < retention.headAge().toNanos()) {
            scene.verdict.broken("P1", channel + " began a new epoch while its head was remembered");
        }
        epoch = current;
        epochBegunAt = scene.now();
        events(current);
        Position start = Position.start(channel, current);
        places.put(start.eventId(channel), new Place(current, 0));
    }

    private List<Entry> events(String ofEpoch) {
        return epochs.computeIfAbsent(ofEpoch, none -> new ArrayList<>());
    }

    String epoch() {
        return epoch;
    }

    Place head() {
        return new Place(epoch, events(epoch).size());
    }

    @Nullable
    Place place(String id) {
        return places.get(id);
    }

    /** The events between two places of one epoch, the second one included. */
    List<Entry> between(Place after, long upTo) {
        List<Entry> all = events(after.epoch());
        int from = (int) Math.min(after.offset(), all.size());
        return all.subList(from, Math.max(from, (int) Math.min(upTo, all.size())));
    }

    List<Entry> after(Place place) {
        return between(place, Long.MAX_VALUE);
    }

    @Nullable
    Entry entry(Place place) {
        List<Entry> all = events(place.epoch());
        return place.offset() < 1 || place.offset() > all.size() ? null : all.get((int) place.offset() - 1);
    }

    /** Whether the log still has everything after an offset of the present epoch. */
    boolean covers(long offset) {
        List<Entry> all = events(epoch);
        if (offset >= all.size()) {
            return true;
        }
        if (offset < all.size() - retention.maxEvents()) {
            return false;
        }
        return scene.now() - all.get((int) offset).storedAt()
                < retention.maxAge().toNanos();
    }

    /** Whether so much is missing that a first replay is refused. */
    boolean tooLarge(long offset) {
        List<Entry> missing = after(new Place(epoch, offset));
        return missing.size() > 1_000
                || missing.stream().mapToLong(Entry::bytes).sum() > 1 << 20;
    }

    /** The channel is closed at its present head. */
    void closing() {
        closings.add(new Closing(head(), scene.now()));
    }

    List<Closing> closings() {
        return closings;
    }

    /** All ids of the past, for clients that come back with an old one. */
    List<String> ids() {
        List<String> ids = new ArrayList<>();
        epochs.values().forEach(all -> all.forEach(entry -> ids.add(entry.id())));
        return ids;
    }
}
