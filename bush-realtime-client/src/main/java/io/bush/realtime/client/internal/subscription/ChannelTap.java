package io.bush.realtime.client.internal.subscription;

import io.bush.realtime.client.channel.ControlFrame;

/**
 * Hears of one subscription before the application's handlers do, on the client's lane: what presence and locks are built
 * on. Must not block.
 */
public interface ChannelTap {

    /** The subscription is in force on a connection; what belongs to it can be sent there. */
    default void confirmed() {}

    /**
     * A frame of the channel came that is not an event.
     *
     * @param frame the frame
     */
    default void control(ControlFrame frame) {}

    /** The subscription is not in force any more, but will be again. */
    default void interrupted() {}

    /** The subscription is over. */
    default void ended() {}
}
