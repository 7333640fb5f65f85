package io.bush.realtime.bus;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.channel.Event;
import java.util.concurrent.CompletionStage;

/**
 * Carries events and signals from the node where they begin to the nodes that have subscribers.
 *
 * <p>Delivery: at most once; between the completion of {@link #subscribe} and {@link #unsubscribe} every announced event
 * arrives, or {@link BusListener#onMaybeLost} is called for its channel. Order: events of one channel arrive in the order
 * in which they were announced. What is announced on a channel of the type {@link ChannelTypes#CONTROL} comes first: the
 * listener has been called for it before it is called for anything that arrives behind it, whatever its channel; and before
 * anything that arrives after an interruption {@link BusListener#onMaybeLost} is called for such a channel (contract P6).
 * The same holds of changes of presence and locks that come the same way. Thread safety: implementations must allow any thread; the listener is called on a thread
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
     * Sends a volatile event to every node that is subscribed, at most once. Durable events are announced by the log.
     *
     * <p>A failure is a promise: whoever hears of it delivers the event to the subscribers of this node (contract §7), who
     * would get it twice if it had been sent after all. So a time-out or a connection that broke behind the event is no
     * failure; a volatile event may be lost on its way in any case.
     *
     * @param event an event without an entry
     * @return completes when it was handed over, and when nobody knows whether it was; fails only when it is certain that
     *     nothing was sent
     */
    CompletionStage<Void> announce(Event event);

    /**
     * Sends a signal to every node that is subscribed to its channel, at most once.
     *
     * @param signal the signal
     * @return as {@link #announce}; its sender is told of a failure, and of nothing else
     */
    CompletionStage<Void> signal(Signal signal);
}
