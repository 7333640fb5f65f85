package io.bush.realtime.protocol;

import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.ViewClass;
import org.jspecify.annotations.Nullable;

/**
 * A wire format: text to message and message to text (contract §3.19). Several dialects can be served by one node; each
 * event is encoded once for each dialect and view class that has a subscriber. Thread safety: implementations must allow
 * any thread and keep no state of a connection.
 */
public interface Dialect {

    /**
     * Returns the dialect's name for figures.
     *
     * @return for example {@code bush}
     */
    String name();

    /**
     * Reads one frame of a client.
     *
     * @param text the whole frame, at most the node's message size
     * @return the message
     * @throws InvalidMessageException when it is not a valid one; never anything else, whatever the text
     */
    ClientMessage decode(String text) throws InvalidMessageException;

    /**
     * Writes a control frame.
     *
     * @param message the message
     * @return the frame, or null when this dialect does not show such a message
     */
    @Nullable
    Frame encode(ServerMessage message);

    /**
     * Writes an event.
     *
     * @param event the event
     * @param view who is looking
     * @return the frame, or null when this view does not get it
     */
    @Nullable
    Frame encode(Event event, ViewClass view);
}
