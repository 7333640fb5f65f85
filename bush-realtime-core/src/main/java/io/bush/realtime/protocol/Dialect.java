package io.bush.realtime.protocol;

import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.ViewClass;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A wire format: text to message and message to text (contract §3.19). Several dialects can be served by one node; each
 * event is encoded once for each dialect and view class that has a subscriber. So use one object of a dialect for all its
 * sockets. Thread safety: implementations must allow any thread and keep no state of a connection; what has to be
 * remembered of one client is in its {@link Client}.
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

    /**
     * Meets a client: called once for each connection, when it is known who it is and before anybody is told, the client too. So
     * what is read here, a position for example, is from before whatever happens because somebody knows that the client is
     * connected. When it throws, the connection is closed 1011. The default remembers nothing of anybody.
     *
     * @param who the client
     * @return what this dialect knows of it, for the connection's life
     */
    default Client meet(Principal who) {
        return Client.PLAIN;
    }

    /**
     * Returns how who is in a channel is told.
     *
     * @return by default {@link PresenceForm#CHANGES}
     */
    default PresenceForm presence() {
        return PresenceForm.CHANGES;
    }

    /** How who is in a channel is told. */
    enum PresenceForm {
        /** Everybody once, then each change to all but the one who made it. */
        CHANGES,
        /**
         * Everybody again after each change, also to the one who made it: for dialects without changes. Their frames grow
         * with the room, so the larger pictures replace queued older ones, and a crowd is shown as everywhere.
         */
        WHOLE
    }

    /** When a call is done that comes behind subscribes. */
    enum CallTurn {
        /** At once: whoever wants to hear what comes of it waits for the confirm before. */
        AT_ONCE,
        /** When the subscribes before it are answered: for protocols whose clients do not wait. */
        AFTER_SUBSCRIBES
    }

    /**
     * One client as a dialect knows it: what {@link #decode} cannot know, because it depends on who asks or on what was
     * asked before. Thread safety: called on the connection's lane, one call at a time.
     */
    interface Client {

        /** A client of which nothing has to be remembered. */
        Client PLAIN = new Client() {};

        /**
         * Returns what the client is taken to have asked for by connecting, as a rule the channel of its own user. It is
         * authorised like anything else; no rate limit counts it.
         *
         * @return messages in order, at most a few
         */
        default List<ClientMessage> wishes() {
            return List.of();
        }

        /**
         * Returns what a message means, coming from this client, when its turn has come.
         *
         * @param said what was decoded; never an {@link ClientMessage.Authenticate}
         * @return what to do
         * @throws InvalidMessageException when it means nothing; answered like an invalid frame, and not counted as one
         */
        default ClientMessage meaning(ClientMessage said) throws InvalidMessageException {
            return said;
        }

        /**
         * Returns when a call is done that comes while subscribes before it have no answer yet.
         *
         * @return by default {@link CallTurn#AT_ONCE}
         */
        default CallTurn callTurn() {
            return CallTurn.AT_ONCE;
        }
    }
}
