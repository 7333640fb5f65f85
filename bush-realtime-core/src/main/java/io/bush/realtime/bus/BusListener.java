package io.bush.realtime.bus;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;

/** Receives what the bus brings to this node. Calls must return quickly; those for one channel come one at a time. */
public interface BusListener {

    /**
     * An event was announced on a channel this node is subscribed to.
     *
     * @param event the event, durable or volatile
     */
    void onEvent(Event event);

    /**
     * A subscriber sent a signal on a channel this node is subscribed to.
     *
     * @param signal the signal
     */
    void onSignal(Signal signal);

    /**
     * Something of a channel may have been lost, or its link was made anew: the log and the stores have to be asked.
     *
     * @param channel the channel
     */
    void onMaybeLost(Channel channel);
}
