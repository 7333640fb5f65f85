package io.bush.realtime.client.connection;

import io.bush.realtime.client.channel.Channel;
import io.bush.realtime.client.channel.ControlFrame;

/**
 * Hears what happens to a client as a whole. Every method is empty by default; a client without a listener logs instead.
 *
 * <p>Runs on the client's handler executor; what it throws is logged and changes nothing. Thread safety: all but
 * {@link #handlerFailed} are called one at a time and in order; that one is called beside the others, where the failed
 * handler ran.
 */
public interface ClientListener {

    /**
     * The connection's status changed. A listener that is far behind hears of the newest and not of all in between.
     *
     * @param status the new status
     */
    default void stateChanged(ConnectionStatus status) {}

    /**
     * A handler threw, or an event's data could not be read as the type that a handler wants.
     *
     * @param channel whose handler
     * @param failure what it threw
     */
    default void handlerFailed(Channel channel, Throwable failure) {}

    /**
     * The token that ends soon could not be replaced; the client goes on trying as long as it lasts.
     *
     * @param failure what the source threw or the server said
     */
    default void tokenFailed(Throwable failure) {}

    /**
     * The server refused something that nobody waits for an answer to.
     *
     * @param error what it says
     */
    default void serverError(ServerError error) {}

    /**
     * A frame came that is neither an event nor about one subscription, for example {@code connection.established} or
     * {@code token.expiring}.
     *
     * @param frame the frame
     */
    default void control(ControlFrame frame) {}
}
