package io.bush.realtime;

import io.bush.realtime.polling.PollReply;
import io.bush.realtime.polling.PollRequest;
import io.bush.realtime.transport.Admission;
import io.bush.realtime.transport.Handshake;
import io.bush.realtime.transport.Transport;
import io.bush.realtime.transport.TransportListener;
import java.util.concurrent.CompletionStage;

/**
 * Where an adapter brings its sockets in, and polls. An adapter first asks {@link #admit}, may ask {@link #checkToken} while it can
 * still answer HTTP, and then opens. Thread safety: safe for use by any thread.
 */
public interface ConnectionGate {

    /**
     * Asks whether a client may open a socket now, and counts the attempt against its address.
     *
     * @param handshake what is known of it
     * @return admitted, or how to refuse: too many attempts (429) or the node is draining (503)
     */
    Admission admit(Handshake handshake);

    /**
     * Judges the handshake's token before the upgrade, for adapters that answer HTTP 401. A handshake without a token is
     * admitted: the token may come as the first message.
     *
     * @param handshake what is known of the client
     * @return admitted, or how to refuse: 401, 429 or 503; never fails
     */
    CompletionStage<Admission> checkToken(Handshake handshake);

    /**
     * Opens a connection in the gate's dialect.
     *
     * @param handshake what is known of the client
     * @param transport the sending half of its socket
     * @return the receiving half; the adapter calls it for everything that comes in
     */
    TransportListener open(Handshake handshake, Transport transport);

    /**
     * Answers one poll: the same log, ids, authorizer and views as on a socket, for clients whose WebSocket does not come
     * through (contract §3.16). A poll counts as under way until its reply is closed.
     *
     * @param handshake what is known of the client; the token is looked for where a socket's is
     * @param request what it asks for
     * @return what to answer; never fails, and completes within the deadline of polls. The adapter closes it when it is
     *     written, or cannot be
     */
    CompletionStage<PollReply> poll(Handshake handshake, PollRequest request);
}
