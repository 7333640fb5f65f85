package io.bush.realtime.backplane;

import io.bush.realtime.bus.Bus;
import io.bush.realtime.bus.BusListener;
import io.bush.realtime.bus.Signal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bus of a single node: calls the listener on the publisher's thread, for subscribed channels only. A subscription
 * counts at once and nothing is ever lost, so {@link BusListener#onMaybeLost} is only called when a channel's log was
 * started anew, or after the listener threw.
 *
 * <p>The listener runs inside the step that stored the event, so it may only enqueue: a listener that calls the log or
 * the bus of another channel can block two publishers for ever. Thread safety: safe for use by any thread.
 */
final class InMemoryBus implements Bus {

    private static final Logger LOG = LoggerFactory.getLogger(InMemoryBus.class);
    private static final int TURNS = 64;

    private final Set<Channel> subscribed = ConcurrentHashMap.newKeySet();
    /** Monitors; a channel always uses the same one, so that its calls come one at a time. */
    private final Object[] turns = new Object[TURNS];
    /** This node's listener; null before {@link #listen}. Written once, under this object's monitor. */
    private volatile @Nullable BusListener listener;
    /** Whether the node has left. Only ever set. */
    private volatile boolean closed;

    InMemoryBus() {
        for (int i = 0; i < TURNS; i++) {
            turns[i] = new Object();
        }
    }

    @Override
    public synchronized void listen(BusListener hears) {
        if (listener != null) {
            throw new IllegalStateException("the bus has a listener already");
        }
        listener = hears;
    }

    @Override
    public CompletionStage<Void> subscribe(Channel channel) {
        subscribed.add(channel);
        if (closed) {
            subscribed.remove(channel);
            return CompletableFuture.failedFuture(new IllegalStateException("the bus is closed"));
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void unsubscribe(Channel channel) {
        subscribed.remove(channel);
    }

    @Override
    public CompletionStage<Void> announce(Event event) {
        if (closed) {
            return CompletableFuture.failedFuture(new IllegalStateException("the bus is closed"));
        }
        deliver(event);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> signal(Signal signal) {
        if (closed) {
            return CompletableFuture.failedFuture(new IllegalStateException("the bus is closed"));
        }
        deliver(signal.channel(), signal.event(), hears -> hears.onSignal(signal));
        return CompletableFuture.completedFuture(null);
    }

    /** Brings an event to the listener, if the channel is wanted. Never throws what the listener throws. */
    void deliver(Event event) {
        deliver(event.channel(), event.name(), hears -> hears.onEvent(event));
    }

    /** Says that a channel has to be read again, if it is wanted. Never throws what the listener throws. */
    void sayMaybeLost(Channel channel) {
        deliver(channel, "a new epoch", hears -> hears.onMaybeLost(channel));
    }

    private void deliver(Channel channel, String name, Consumer<BusListener> call) {
        BusListener hears = listener;
        if (hears == null || !subscribed.contains(channel)) {
            return;
        }
        synchronized (turns[Math.floorMod(channel.hashCode(), TURNS)]) {
            try {
                call.accept(hears);
            } catch (Throwable failure) {
                LOG.error("the bus listener failed on {} of {}", name, channel, failure);
                sayMaybeLost(hears, channel);
            }
        }
    }

    private static void sayMaybeLost(BusListener hears, Channel channel) {
        try {
            hears.onMaybeLost(channel);
        } catch (Throwable failure) {
            LOG.error("the bus listener failed to note a loss on {}", channel, failure);
        }
    }

    /** Ends every subscription. A call that is under way may still reach the listener. */
    void close() {
        closed = true;
        subscribed.clear();
    }

    int subscriptions() {
        return subscribed.size();
    }
}
