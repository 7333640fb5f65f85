package io.bush.realtime.client.internal.engine;

import io.bush.realtime.client.internal.subscription.Subscription;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What keeps one thing for each of some subscriptions, in the order in which it was asked for: what the application hears when a
 * connection is lost comes in an order that does not differ from run to run. Thread safety: safe for use by any thread.
 *
 * @param <K> what keeps it
 */
final class Keepers<K> {

    private final Object lock = new Object();
    /** Guarded by lock. */
    private final Map<Subscription, K> bySubscription = new LinkedHashMap<>();

    /** Returns the one of a subscription; nobody has it before it is made to its end. */
    K of(Subscription subscription, Supplier<K> make) {
        synchronized (lock) {
            return bySubscription.computeIfAbsent(subscription, added -> make.get());
        }
    }

    void remove(Subscription subscription) {
        synchronized (lock) {
            bySubscription.remove(subscription);
        }
    }

    /** Returns a copy. */
    List<K> all() {
        synchronized (lock) {
            return List.copyOf(bySubscription.values());
        }
    }
}
