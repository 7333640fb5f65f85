package io.bush.realtime.client.channel;

import io.bush.realtime.client.channel.SubscriptionNotice.Confirmed;
import io.bush.realtime.client.channel.SubscriptionNotice.Rejected;
import io.bush.realtime.client.channel.SubscriptionNotice.Reset;
import io.bush.realtime.client.channel.SubscriptionNotice.Revoked;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * One subscription, from {@code subscribe} until it is rejected, revoked, unsubscribed or the client is closed. It
 * outlives connections: when the client connects again, the subscription is asked for again.
 *
 * <p>Handlers run on the client's handler executor, those of one channel one at a time and in the order in which the
 * server sent things; everything here may be called inside them. A handler only sees what is delivered after it was added;
 * add handlers in the {@code setup} of {@code subscribe} to miss nothing.
 *
 * <p>Thread safety: safe for use by any thread.
 */
public interface ChannelHandle {

    /**
     * Returns what is subscribed to.
     *
     * @return the channel
     */
    Channel channel();

    /**
     * Adds a handler for the events of one name, with their data read as a type by the client's {@code ObjectMapper}.
     * Data that cannot be read counts as a failure of the handler.
     *
     * @param event the exact name, for example {@code comment.created}
     * @param type what to read the data as
     * @param handler what to call
     * @param <T> what the data is read as
     * @return takes the handler away again
     */
    <T> Registration on(String event, Class<T> type, EventHandler<? super T> handler);

    /**
     * Adds a handler for every event.
     *
     * @param handler what to call
     * @return takes the handler away again
     */
    Registration onEvent(Consumer<? super ReceivedEvent> handler);

    /**
     * Adds a handler for confirmations: the first, and one for each new connection.
     *
     * @param handler what to call
     * @return takes the handler away again
     */
    Registration onConfirmed(Consumer<? super Confirmed> handler);

    /**
     * Adds a handler for resets: events may be missing, the application has to fetch the whole state.
     *
     * @param handler what to call
     * @return takes the handler away again
     */
    Registration onReset(Consumer<? super Reset> handler);

    /**
     * Adds a handler for the refusal of the subscription.
     *
     * @param handler what to call
     * @return takes the handler away again
     */
    Registration onRejected(Consumer<? super Rejected> handler);

    /**
     * Adds a handler for the end of the subscription by the server.
     *
     * @param handler what to call
     * @return takes the handler away again
     */
    Registration onRevoked(Consumer<? super Revoked> handler);

    /**
     * Adds a handler for every frame of this channel that is not an event, as it came: presence, locks, signals, and those
     * that the other handlers get in a readable form.
     *
     * @param handler what to call
     * @return takes the handler away again
     */
    Registration onControl(Consumer<? super ControlFrame> handler);

    /**
     * Returns the position up to which every handler has run. An application that stores it with its own state can start
     * again from there with {@link SubscribeOptions#since}.
     *
     * @return the newest handled position; empty until the first confirmation unless the subscription started from one
     */
    Optional<String> lastEventId();

    /**
     * Returns the position up to which events have arrived; those after {@link #lastEventId} still wait for their handlers.
     *
     * @return the newest received position
     */
    Optional<String> lastReceivedEventId();

    /**
     * Ends the subscription. After this returned no handler of it starts. Calling it again changes nothing. Do not wait for
     * the stage inside a handler: it completes behind the handlers.
     *
     * @return completes on the handler executor when the server has confirmed the end, or when there is no connection on
     *     which it would have to; no handler of this channel is running then. Never fails.
     */
    CompletionStage<Void> unsubscribe();
}
