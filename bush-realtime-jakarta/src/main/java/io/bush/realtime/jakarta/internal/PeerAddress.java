package io.bush.realtime.jakarta.internal;

import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a socket's other end is. The standard API tells only from 2.3 on; before, each container has its own way, and
 * some have none. Thread safety: stateless.
 */
public final class PeerAddress {

    private static final String JETTY_PROPERTY = "jakarta.websocket.endpoint.remoteAddress";

    private PeerAddress() {}

    /**
     * Asks while the handshake is answered.
     *
     * @param config this connection's
     * @param request the request
     * @return the address; null when it is not told here
     */
    public static @Nullable String of(ServerEndpointConfig config, HandshakeRequest request) {
        String known = text(config.getUserProperties().get(JETTY_PROPERTY));
        return known != null ? known : text(call(request, "getRemoteAddress"));
    }

    /**
     * Asks an open socket: of Tyrus, Undertow or Tomcat.
     *
     * @param session the container's socket
     * @return the address; null when it cannot be found out
     */
    public static @Nullable String of(Session session) {
        Object found = call(session, "getRemoteAddr");
        if (found == null) {
            found = call(call(session, "getWebSocketChannel"), "getSourceAddress");
        }
        if (found == null) {
            found = call(field(field(session, "wsRemoteEndpoint"), "socketWrapper"), "getRemoteAddr");
        }
        return text(found);
    }

    private static @Nullable Object call(@Nullable Object target, String method) {
        if (target == null) {
            return null;
        }
        try {
            return target.getClass().getMethod(method).invoke(target);
        } catch (ReflectiveOperationException notThisContainer) {
            return null;
        }
    }

    private static @Nullable Object field(@Nullable Object target, String name) {
        if (target == null) {
            return null;
        }
        try {
            Field field = target.getClass().getDeclaredField(name);
            field.setAccessible(true);
            return field.get(target);
        } catch (ReflectiveOperationException | InaccessibleObjectException notThisContainer) {
            return null;
        }
    }

    private static @Nullable String text(@Nullable Object address) {
        if (address instanceof InetSocketAddress socket && socket.getAddress() != null) {
            return socket.getAddress().getHostAddress();
        }
        return address instanceof String known ? known : null;
    }
}
