package io.bush.realtime.client.walk.server;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Position;
import io.bush.realtime.client.walk.world.Scene;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What was really published, by the answers to the publisher. */
public final class Truth {

    /** One event. */
    public record Entry(String name, int number) {}

    private final Scene scene;
    private final Map<String, NavigableMap<Long, Entry>> byEpoch = new LinkedHashMap<>();

    public Truth(Scene scene) {
        this.scene = scene;
    }

    public void published(Channel channel, String eventId, String name, int number) {
        Position at = Objects.requireNonNull(Position.parse(channel, eventId));
        Entry before = epoch(channel, at).put(at.offset(), new Entry(name, number));
        if (before != null) {
            scene.broken("P4", "two events at " + at);
        }
    }

    private NavigableMap<Long, Entry> epoch(Channel channel, Position at) {
        return byEpoch.computeIfAbsent(channel + " " + at.epoch(), it -> new TreeMap<>());
    }

    /** The event at a position; null if none is known there. */
    @Nullable
    public Entry at(Channel channel, Position at) {
        return epoch(channel, at).get(at.offset());
    }

    /** The first event that somebody who wants only some would have missed between two positions; null if there is none. */
    @Nullable
    public Entry missed(Channel channel, Position from, long to, String prefix) {
        return epoch(channel, from).subMap(from.offset(), false, to, false).values().stream()
                .filter(it -> it.name().startsWith(prefix))
                .findFirst()
                .orElse(null);
    }
}
