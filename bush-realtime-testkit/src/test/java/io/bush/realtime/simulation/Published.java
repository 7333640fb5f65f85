package io.bush.realtime.simulation;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The checker's own record of what was published where, and of how far each bus event got. */
final class Published {

    private final Scene scene;
    private final Map<Channel, PublishedChannel> channels = new LinkedHashMap<>();
    private final Map<Integer, VolatileEvent> volatiles = new HashMap<>();
    private int nextNumber;

    /** A volatile event. */
    record VolatileEvent(int number, EventContent content, long at) {}

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
        return channels.get(channel);
    }

    void used(Channel channel, Retention retention, Position head) {
        of(channel, retention).used(head);
    }

    void announced(int number, EventContent content) {
        volatiles.put(number, new VolatileEvent(number, content, scene.now()));
    }

    @Nullable
    VolatileEvent volatileEvent(int number) {
        return volatiles.get(number);
    }
}
