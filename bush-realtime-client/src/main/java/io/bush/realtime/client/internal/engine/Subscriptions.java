package io.bush.realtime.client.internal.engine;

import io.bush.realtime.client.channel.Channel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions that have not ended, in the order in which they were made; one per channel. Thread safety: safe for
 * use by any thread.
 */
final class Subscriptions {

    private final Object lock = new Object();
    /** Guarded by lock. */
    private final Map<Channel, Subscription> byChannel = new LinkedHashMap<>();

    /** Returns false, and changes nothing, if the channel has one. */
    boolean add(Subscription subscription) {
        synchronized (lock) {
            return byChannel.putIfAbsent(subscription.channel(), subscription) == null;
        }
    }

    void remove(Subscription subscription) {
        synchronized (lock) {
            byChannel.remove(subscription.channel(), subscription);
        }
    }

    @Nullable
    Subscription find(Channel channel) {
        synchronized (lock) {
            return byChannel.get(channel);
        }
    }

    List<Subscription> all() {
        synchronized (lock) {
            return List.copyOf(byChannel.values());
        }
    }

    /** For the client's lane. */
    List<Subscription> unsent() {
        return all().stream().filter(Subscription::isUnsent).toList();
    }

    /** Those that a request with this mark asked for and that have no answer; for the client's lane. */
    List<Subscription> awaiting(String ref) {
        return all().stream().filter(it -> it.isAwaiting(ref)).toList();
    }
}
