package io.bush.realtime.redis.internal.bus;

import io.bush.realtime.channel.Channel;

/** Takes the messages of one kind. Called on the channel's lane, one at a time for each channel. */
@FunctionalInterface
public interface BusMessageHandler {

    /**
     * A message came. Must not block. What it throws is logged, and the channel is told that something may be lost.
     *
     * @param channel the channel, one this node wants to hear
     * @param message the whole message, its kind byte first; must not be changed
     */
    void onMessage(Channel channel, byte[] message);
}
