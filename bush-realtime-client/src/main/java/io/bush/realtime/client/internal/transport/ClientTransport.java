package io.bush.realtime.client.internal.transport;

import io.bush.realtime.client.connection.ConnectionException;
import io.bush.realtime.client.internal.lane.Scheduler;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Opens sockets and sends polls. Thread safety: safe for use by any thread. */
public interface ClientTransport {

    /**
     * Begins to open a socket. Never throws: whatever happens goes to the listener.
     *
     * @param request where to and how
     * @param listener hears what happens
     * @param lane where the link's methods are called; the transport may come back to it
     * @return the link, not open yet
     */
    Link open(Request request, Listener listener, Executor lane);

    /**
     * Sends a poll. Never throws.
     *
     * @param poll what to send
     * @param answer gets what came of it, once, on any thread; must not block
     * @return ends it early; an answer may still come
     */
    Scheduler.Cancellable poll(Poll poll, Consumer<PollAnswer> answer);

    /**
     * Where to and how.
     *
     * @param url a {@code ws} or {@code wss} address
     * @param headers for the handshake; may hold a token, so it must not be shown
     * @param connectTimeout for TCP, TLS and the handshake together
     * @param closeTimeout how long a close may take before the socket is dropped
     * @param maxMessageBytes largest message to accept, in bytes of UTF-8
     */
    record Request(
            URI url, Map<String, String> headers, Duration connectTimeout, Duration closeTimeout, int maxMessageBytes) {

        /** Copies the headers. */
        public Request {
            headers = Map.copyOf(headers);
        }

        /** Shows neither the URL nor the headers. */
        @Override
        public String toString() {
            return "Request[…]";
        }
    }

    /**
     * A {@code POST} with a JSON body.
     *
     * @param url an {@code http} or {@code https} address
     * @param token goes with it as {@code Authorization: Bearer}
     * @param body JSON
     * @param timeout how long the answer may take
     * @param maxBytes largest answer to accept
     */
    record Poll(URI url, String token, String body, Duration timeout, int maxBytes) {

        /** Shows nothing. */
        @Override
        public String toString() {
            return "Poll[…]";
        }
    }

    /** What came of a poll. */
    sealed interface PollAnswer {

        /**
         * Status 200.
         *
         * @param body the answer's text
         */
        record Events(String body) implements PollAnswer {}

        /** There were more bytes than wanted. */
        record TooLarge() implements PollAnswer {}

        /**
         * There is no answer, or it is none that helps.
         *
         * @param cause why
         */
        record Failed(ConnectionException cause) implements PollAnswer {}
    }

    /** One socket. Thread safety: for the lane only. */
    interface Link {

        /**
         * Queues a text message; messages leave in order. A failure ends the link.
         *
         * @param text the message
         */
        void send(String text);

        /**
         * Sends what is queued, then closes; ends the link within the close timeout, whatever the other side does.
         *
         * @param code the close code
         */
        void close(int code);

        /** Drops the socket at once. The listener does not hear of it. */
        void abort();
    }

    /**
     * Hears of one socket, one call at a time, on any thread; must not block.
     */
    interface Listener {

        /** The socket is open. */
        void opened();

        /** Something came that is no message, a ping for instance: the other side is alive. */
        void heard();

        /**
         * A whole text message came.
         *
         * @param text the message
         * @param sizeBytes its size in bytes of UTF-8
         */
        void message(String text, int sizeBytes);

        /**
         * The socket is gone, or was never there. Comes once and last, but for messages that were already under way.
         *
         * @param cause why
         */
        void ended(ConnectionException cause);
    }
}
