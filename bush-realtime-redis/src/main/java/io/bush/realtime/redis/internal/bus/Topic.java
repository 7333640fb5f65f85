package io.bush.realtime.redis.internal.bus;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.redis.internal.lane.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One pub/sub channel of this node. Thread safety: what is not final or atomic is touched on the lane of the subscriptions,
 * except {@link #wanted} and {@link #interrupted}, which others read.
 */
final class Topic {

    /** The last command about it on the present link. */
    enum Said {
        NOTHING,
        SUBSCRIBE,
        UNSUBSCRIBE
    }

    /** Somebody who waits for the acknowledgement, at most until then. */
    record Waiter(CompletableFuture<Void> acknowledged, long deadlineNanos) {}

    final Channel channel;
    final String name;
    /** Whether what it brings is with the listener before anything that arrives later: changes of access do. */
    final boolean first;
    /** Where its messages are handled. */
    final Lane lane;
    /** Messages that wait to be handled. */
    final AtomicInteger waiting = new AtomicInteger();
    /** Whether a message was dropped and nobody told yet. */
    final AtomicBoolean dropped = new AtomicBoolean();

    /** Whether this node wants to hear it. */
    volatile boolean wanted;

    final List<Waiter> waiters = new ArrayList<>();
    Said said = Said.NOTHING;
    /** SUBSCRIBE commands that are not acknowledged; an acknowledgement counts only when it is the last one's. */
    int outstanding;
    /** When the last command was sent, and how long an unwanted topic lingers; monotonic nanoseconds. */
    long saidNanos;

    long unwantedNanos;
    /** Whether everything that is announced arrives. */
    boolean live;
    /** Whether there was a time since it is wanted in which it was not live: the next acknowledgement is news. */
    volatile boolean interrupted;

    Topic(Channel channel, String name, Lane lane) {
        this.first = comesFirst(channel);
        this.channel = channel;
        this.name = name;
        this.lane = lane;
    }

    static boolean comesFirst(Channel channel) {
        return channel.type().equals(ChannelTypes.CONTROL);
    }

    /** The link is gone; what it acknowledged counts no more. */
    void linkLost() {
        interrupted |= live;
        live = false;
        said = Said.NOTHING;
        outstanding = 0;
    }
}
