package io.bush.realtime.simulation;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The checker's own record of what was published where, and of how far each bus event got. */
final class Published {

    private final Scene scene;
    private final Map<Channel, PublishedChannel> channels = new LinkedHashMap<>();
    private final Map<Integer, VolatileEvent> volatiles = new HashMap<>();
    /** What the log has certainly not taken, by number; each as often as it was refused. */
    private final Map<Integer, List<LocalEvent>> refused = new HashMap<>();

    private int nextNumber;
    private int refusals;

    /** A volatile event. */
    record VolatileEvent(int number, EventContent content, long at, boolean stayedHere) {}

    /** A durable event that the log refused, and that may only come to this node's subscribers, in this order. */
    record LocalEvent(int order, EventContent content, long at) {}

    Published(Scene scene) {
        this.scene = scene;
    }

    int nextNumber() {
        return ++nextNumber;
    }

    PublishedChannel of(Channel channel, Retention retention) {
        return channels.computeIfAbsent(channel, name -> new PublishedChannel(scene, name, retention));
    }

    @Nullable
    PublishedChannel find(Channel channel) {
        PublishedChannel known = channels.get(channel);
        // One that was only ever refused has no past in the log.
        return known == null || known.epoch().isEmpty() ? null : known;
    }

    void used(Channel channel, Retention retention, Position head) {
        of(channel, retention).used(head);
    }

    void announced(int number, EventContent content, boolean staysHere) {
        volatiles.put(number, new VolatileEvent(number, content, scene.now(), staysHere));
    }

    /** The node is told that the log has certainly not taken an event. */
    void refused(EventContent content, Retention retention) {
        refused.computeIfAbsent(Numbers.in(content), none -> new ArrayList<>())
                .add(new LocalEvent(++refusals, content, scene.now()));
        of(content.channel(), retention).refused();
    }

    /** How an event with this number may come without an id after another one; null when it may not. */
    @Nullable
    LocalEvent localEvent(int number, int after) {
        for (LocalEvent one : refused.getOrDefault(number, List.of())) {
            if (one.order() > after) {
                return one;
            }
        }
        return null;
    }

    boolean wasRefused(int number) {
        return refused.containsKey(number);
    }

    @Nullable
    VolatileEvent volatileEvent(int number) {
        return volatiles.get(number);
    }
}
