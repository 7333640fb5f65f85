package io.bush.realtime.redis.internal.bus;

import io.bush.realtime.bus.BusListener;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.redis.internal.lane.Lane;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes messages from lettuce's thread to the lanes of their topics. As much waits as is allowed; what is too much is dropped
 * and its channel told, behind what was kept. Changes of access are with the listener before anything that arrived behind
 * them. Thread safety: safe for use by any thread.
 */
final class Inbound {

    private static final Logger LOG = LoggerFactory.getLogger(Inbound.class);

    private final Bounds bounds;
    /** Of topics that come first, and of what waits for them. */
    private final Lane first;
    /** What is on its way over that lane: while there is any, all that comes goes the same way. */
    private final AtomicInteger ahead = new AtomicInteger();

    private final AtomicInteger messages = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    /** Messages that could not be read or handled. */
    private final AtomicLong unreadable = new AtomicLong();
    /** By kind byte. Each place is written once, before anything is subscribed. */
    private final @Nullable BusMessageHandler[] handlers = new @Nullable BusMessageHandler[128];
    /** This node's listener; null before there is one. */
    private volatile @Nullable BusListener listener;
    /** Whether this node has left. Only ever set. */
    private volatile boolean closed;

    /**
     * How much may wait.
     *
     * @param messages over all topics
     * @param bytes over all topics
     * @param perTopic messages of one topic
     */
    record Bounds(int messages, long bytes, int perTopic) {}

    Inbound(Bounds bounds, Lane first) {
        this.bounds = bounds;
        this.first = first;
    }

    /** The lane of topics that come first. */
    Lane first() {
        return first;
    }

    synchronized void listen(BusListener hears) {
        if (listener != null) {
            throw new IllegalStateException("the bus has a listener already");
        }
        listener = hears;
    }

    @Nullable
    BusListener listener() {
        return listener;
    }

    synchronized void handle(char kind, BusMessageHandler handler) {
        if (handlers[kind] != null) {
            throw new IllegalStateException("messages of kind " + kind + " have a handler already");
        }
        handlers[kind] = handler;
    }

    /** On lettuce's thread: counts and hands over. */
    void message(Topic topic, byte[] message) {
        if (!topic.wanted) {
            return;
        }
        if (topic.waiting.get() >= bounds.perTopic()
                || messages.get() >= bounds.messages()
                || bytes.get() + message.length > bounds.bytes()) {
            dropped(topic);
            return;
        }
        topic.waiting.incrementAndGet();
        messages.incrementAndGet();
        bytes.addAndGet(message.length);
        inTurn(topic, () -> arrived(topic, message));
    }

    /**
     * Runs a task on its topic's lane; one of a topic that comes first before any of what arrived later, whatever its lane.
     * What is behind takes the same way up to its own lane, so that each topic keeps its order.
     */
    void inTurn(Topic topic, Runnable task) {
        if (!topic.first && ahead.get() == 0) {
            topic.lane.execute(task);
            return;
        }
        ahead.incrementAndGet();
        first.execute(() -> {
            try {
                if (topic.first) {
                    task.run();
                } else {
                    topic.lane.execute(task);
                }
            } finally {
                ahead.decrementAndGet();
            }
        });
    }

    private void dropped(Topic topic) {
        if (topic.dropped.compareAndSet(false, true)) {
            inTurn(topic, () -> {
                topic.dropped.set(false);
                LOG.warn("more messages of {} came than may wait; it is repaired from the log", topic.channel);
                sayMaybeLost(topic);
            });
        }
    }

    /** Something of a topic may have been lost; said on its lane, in its turn. */
    void maybeLost(Topic topic) {
        inTurn(topic, () -> sayMaybeLost(topic));
    }

    // ---- on the topic's lane ----

    private void arrived(Topic topic, byte[] message) {
        topic.waiting.decrementAndGet();
        messages.decrementAndGet();
        bytes.addAndGet(-message.length);
        if (!topic.wanted || closed || message.length == 0 || message[0] < 0) {
            return;
        }
        BusMessageHandler handler = handlers[message[0]];
        if (handler == null) {
            LOG.debug("a message of kind {} on {} is not for this node", message[0], topic.channel);
            return;
        }
        try {
            handler.onMessage(topic.channel, message);
        } catch (Throwable failure) {
            unreadable(topic.channel, failure);
            sayMaybeLost(topic);
        }
    }

    /** Counts, and says so less and less often: whoever floods the bus with garbage does not flood the log as well. */
    void unreadable(Channel channel, Throwable why) {
        long count = unreadable.incrementAndGet();
        if (Long.bitCount(count) == 1) {
            LOG.warn("a message on {} cannot be read, as {} so far", channel, count, why);
        }
    }

    long unreadable() {
        return unreadable.get();
    }

    private void sayMaybeLost(Topic topic) {
        BusListener hears = listener;
        if (hears == null || !topic.wanted || closed) {
            return;
        }
        try {
            hears.onMaybeLost(topic.channel);
        } catch (Throwable failure) {
            LOG.error("the bus listener failed to note a loss on {}", topic.channel, failure);
        }
    }

    void close() {
        closed = true;
    }

    int waitingMessages() {
        return messages.get();
    }
}
