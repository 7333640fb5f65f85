package io.bush.realtime.internal.connection;

import io.bush.realtime.channel.Channel;

/**
 * One channel's part of a connection's outbound queue: the unit that can be confirmed, filled and ended as a whole
 * (contract P5). Both flags are written under the queue's lock, which makes the end of a stream one instant: nothing of
 * it is queued or taken after. Thread safety: safe for use by any thread.
 */
public abstract class OutboundStream {

    private final Channel channel;
    /** Whether the confirm was queued; written under the lock of the connection's queue. */
    private volatile boolean confirmed;
    /** Whether the stream is over; written under the lock of the connection's queue, never reset. */
    private volatile boolean ended;

    /**
     * Makes a stream that is neither confirmed nor ended.
     *
     * @param channel what it carries
     */
    protected OutboundStream(Channel channel) {
        this.channel = channel;
    }

    /**
     * Returns the channel.
     *
     * @return what the stream carries
     */
    public final Channel channel() {
        return channel;
    }

    /**
     * Tells whether the confirm was queued.
     *
     * @return true once it was
     */
    public final boolean confirmed() {
        return confirmed;
    }

    /**
     * Tells whether the stream is over.
     *
     * @return true once it is
     */
    public final boolean ended() {
        return ended;
    }

    final void markConfirmed() {
        confirmed = true;
    }

    final void markEnded() {
        ended = true;
    }
}
