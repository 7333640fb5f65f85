package io.bush.realtime.client.internal.subscription;

import io.bush.realtime.client.channel.Channel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions that have not ended, in the order in which they were made; one per channel. Thread safety: safe for
 * use by any thread.
 */
public final class Subscriptions {

    private final Object lock = new Object();
    /** Guarded by lock. */
    private final Map<Channel, Subscription> byChannel = new LinkedHashMap<>();

    /** Makes an empty set. */
    public Subscriptions() {}

    /**
     * Adds one.
     *
     * @param subscription which
     * @return false, and nothing changed, if the channel has one
     */
    public boolean add(Subscription subscription) {
        synchronized (lock) {
            return byChannel.putIfAbsent(subscription.channel(), subscription) == null;
        }
    }

    /**
     * Takes one away, but not its successor.
     *
     * @param subscription which
     */
    public void remove(Subscription subscription) {
        synchronized (lock) {
            byChannel.remove(subscription.channel(), subscription);
        }
    }

    /**
     * Finds the one of a channel.
     *
     * @param channel which
     * @return null if there is none
     */
    public @Nullable Subscription find(Channel channel) {
        synchronized (lock) {
            return byChannel.get(channel);
        }
    }

    /**
     * Returns all.
     *
     * @return a copy
     */
    public List<Subscription> all() {
        synchronized (lock) {
            return List.copyOf(byChannel.values());
        }
    }

    /**
     * Returns those that have to be asked for; for the client's lane.
     *
     * @return a copy
     */
    public List<Subscription> unsent() {
        return all().stream().filter(Subscription::isUnsent).toList();
    }
}
