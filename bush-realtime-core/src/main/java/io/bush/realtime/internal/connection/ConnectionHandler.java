package io.bush.realtime.internal.connection;

import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.internal.outage.OutageNews;
import io.bush.realtime.protocol.ClientMessage;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What a connection's messages are for. Every method is called on the connection's lane. */
public interface ConnectionHandler {

    /** Makes the handler of a connection. */
    @FunctionalInterface
    interface Factory {

        /** Makes the handler; the connection is not open yet. */
        ConnectionHandler create(Connection connection);
    }

    /** The connection is open. Called once, before anything else. */
    void onOpened();

    /**
     * A valid message within the limits came.
     *
     * @param message the message
     */
    void onMessage(ClientMessage message);

    /**
     * Time passed.
     *
     * @param now the monotonic clock
     * @return when to be called again at the latest, on the same clock
     */
    long onTick(long now);

    /**
     * The application says that access changed.
     *
     * @param who which subscriptions; null for all
     * @param change what to do with them
     */
    void onAccessChange(@Nullable AccessSelector who, AccessChange change);

    /** What to do with subscriptions whose access changed. */
    enum AccessChange {
        /** Ask again, and end those that are denied. */
        ASK_AGAIN,
        /** End them. */
        REVOKE,
        /** Deliver nothing to them until they were asked for again. */
        CONFIRM_FIRST
    }

    /**
     * An outage began or is over.
     *
     * @param news what the client is told, unless it knows
     */
    void onOutage(OutageNews news);

    /**
     * The back end is back after an outage: takes what the connection holds in it again.
     *
     * @return completes when it is answered; does not fail
     */
    CompletionStage<Void> onReturn();

    /**
     * The connection is over; nothing can be sent any more. Called once.
     *
     * @param how whether its user may be about to come back
     */
    void onClosed(Departure how);

    /** How a connection ended, for what its user leaves behind. */
    enum Departure {
        /** The client closed it in order, or was sent away: what it held ends with it. */
        FOR_GOOD,
        /** It dropped, or the client was asked to come back: what it held outlives it for a while. */
        MAY_RETURN
    }
}
