package io.bush.realtime.bus;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import java.util.concurrent.CompletionStage;

/**
 * Carries events and signals from the node where they begin to the nodes that have subscribers.
 *
 * <p>Delivery: at most once; between the completion of {@link #subscribe} and {@link #unsubscribe} every announced event
 * arrives, or {@link BusListener#onMaybeLost} is called for its channel. Order: events of one channel arrive in the order
 * in which they were announced. Thread safety: implementations must allow any thread; the listener is called on a thread
 * of the bus, or on the publisher's.
 */
public interface Bus {

    /**
     * Sets the one listener of this node. Called once, before anything else.
     *
     * @param listener receives everything
     */
    void listen(BusListener listener);

    /**
     * Starts receiving a channel. Subscribing twice is the same as once.
     *
     * @param channel the channel
     * @return completes when every event announced from then on arrives
     */
    CompletionStage<Void> subscribe(Channel channel);

    /**
     * Stops receiving a channel, now or a little later.
     *
     * @param channel the channel
     */
    void unsubscribe(Channel channel);

    /**
     * Sends a volatile event to every node that is subscribed. Durable events are announced by the log.
     *
     * @param event an event without an entry
     * @return completes when it was handed over, or when nobody knows; fails when it is certain that it was not: then it may be
     *     delivered on this node only
     */
    CompletionStage<Void> announce(Event event);

    /**
     * Sends a signal to every node that is subscribed to its channel.
     *
     * @param signal the signal
     * @return completes when it was handed over; fails when it was not
     */
    CompletionStage<Void> signal(Signal signal);
}
