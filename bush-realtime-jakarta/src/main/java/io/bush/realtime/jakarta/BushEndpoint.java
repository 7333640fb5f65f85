package io.bush.realtime.jakarta;

import io.bush.realtime.jakarta.internal.Inbound;
import io.bush.realtime.jakarta.internal.SocketTransport;
import io.bush.realtime.protocol.CloseCode;
import io.bush.realtime.transport.Handshake;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection as the container sees it. Public because containers insist; only {@link BushRealtime} and
 * {@code BushEndpointConfig} make any. Thread safety: safe for use by any thread.
 *
 * <p>No callback blocks, throws or runs user code, because some containers call them on their I/O threads.
 */
public class BushEndpoint extends Endpoint {

    private static final Logger LOG = LoggerFactory.getLogger(BushEndpoint.class);

    /** A container's default for the other side of a close, a blocked ping and a close behind a stuck write is minutes. */
    private static final Map<String, Long> TOMCAT_TIMEOUTS = Map.of(
            "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT", 3000L,
            "org.apache.tomcat.websocket.ABNORMAL_SESSION_CLOSE_SEND_TIMEOUT", 500L,
            "org.apache.tomcat.websocket.SESSION_CLOSE_TIMEOUT", 3000L);

    private final Adapter adapter;
    /**
     * Null when the plain entry reads it in {@link #onOpen}, and from then on: it holds a kilobyte of headers and perhaps
     * a token. Touched by one callback only.
     */
    private @Nullable Handshake known;

    private final Inbound inbound = new Inbound();
    /** Null until opened; written once, before any other callback of this connection. */
    private volatile @Nullable SocketTransport transport;

    BushEndpoint(Adapter adapter, @Nullable Handshake known) {
        this.adapter = adapter;
        this.known = known;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        Handshake handshake = known;
        known = null;
        if (handshake != null) {
            open(session, handshake);
        }
    }

    /** Starts the connection: from here on the core decides. */
    final void open(Session session, Handshake handshake) {
        SocketTransport sending = prepare(session);
        try {
            inbound.open(adapter.gate().open(handshake, sending));
        } catch (RuntimeException broken) {
            LOG.error("a connection could not be opened", broken);
            sending.close(CloseCode.INTERNAL.code(), CloseCode.INTERNAL.reason());
        }
    }

    /** Turns the container's own limits and timers off and listens. */
    final SocketTransport prepare(Session session) {
        session.setMaxIdleTimeout(session.getClass().getName().startsWith("org.glassfish.tyrus.") ? -1 : 0);
        session.getUserProperties().putAll(TOMCAT_TIMEOUTS);
        SocketTransport sending = new SocketTransport(session, adapter.writers(), adapter.threads(), inbound::end);
        transport = sending;
        session.addMessageHandler(String.class, inbound::text);
        session.addMessageHandler(ByteBuffer.class, (part, last) -> inbound.binary(part.remaining(), last));
        session.addMessageHandler(PongMessage.class, pong -> inbound.pong());
        return sending;
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        end(reason.getCloseCode().getCode());
    }

    /** An error that ends a connection should be followed by {@link #onClose}, which knows the code. */
    @Override
    public void onError(Session session, Throwable failure) {
        SocketTransport sending = transport;
        if (sending != null && !session.isOpen()) {
            sending.failed();
        }
    }

    /** The code comes first: a send that fails because of it must not be the news. */
    private void end(int code) {
        inbound.end(code);
        SocketTransport sending = transport;
        if (sending != null) {
            sending.ended();
        }
    }
}
