package io.bush.realtime.jakarta;

import io.bush.realtime.ConnectionGate;
import io.bush.realtime.jakarta.internal.PeerAddress;
import io.bush.realtime.protocol.CloseCode;
import io.bush.realtime.transport.Admission;
import io.bush.realtime.transport.Handshake;
import jakarta.websocket.Decoder;
import jakarta.websocket.Encoder;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Extension;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A node's WebSocket for containers without servlets, and for {@code ServerContainer.addEndpoint}. Where there is a
 * servlet context {@link BushRealtime#register} is better: here every handshake is accepted and what is refused is closed
 * then (a foreign origin with 4003, too many attempts with 4008, contract §3.6, §3.17), and the client's address is known
 * only in containers that tell it.
 *
 * <p>Close it after the server has stopped. Thread safety: safe for use by any thread.
 */
public final class BushEndpointConfig implements ServerEndpointConfig, AutoCloseable {

    private final String path;
    private final Adapter adapter;
    private final Configurator configurator;
    private final Map<String, Object> userProperties = new ConcurrentHashMap<>();

    private BushEndpointConfig(String path, Adapter adapter) {
        this.path = path;
        this.adapter = adapter;
        this.configurator = new EveryConnection(adapter);
    }

    /**
     * Makes the configuration.
     *
     * @param path where clients connect, for example {@code /v4/cable}
     * @param gate the node's gate
     * @param options how to treat handshakes and sockets
     * @return for {@code ServerContainer.addEndpoint}
     * @throws IllegalArgumentException when an option needs the servlet entry
     */
    public static BushEndpointConfig create(String path, ConnectionGate gate, BushOptions options) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("path is \"" + path + "\", allowed: a path that starts with /");
        }
        if (options.unauthorized() != BushOptions.Unauthorized.CLOSE_4001) {
            throw new IllegalArgumentException("unauthorized is " + options.unauthorized()
                    + ", allowed without servlets: " + BushOptions.Unauthorized.CLOSE_4001);
        }
        return new BushEndpointConfig(path, BushRealtime.adapter(gate, options));
    }

    @Override
    public Class<?> getEndpointClass() {
        return BushEndpoint.class;
    }

    @Override
    public String getPath() {
        return path;
    }

    @Override
    public List<String> getSubprotocols() {
        return List.of(Negotiation.SUBPROTOCOL);
    }

    @Override
    public List<Extension> getExtensions() {
        return List.of();
    }

    @Override
    public Configurator getConfigurator() {
        return configurator;
    }

    @Override
    public List<Class<? extends Encoder>> getEncoders() {
        return List.of();
    }

    @Override
    public List<Class<? extends Decoder>> getDecoders() {
        return List.of();
    }

    @Override
    public Map<String, Object> getUserProperties() {
        return userProperties;
    }

    /** Releases what this holds. Closing twice does nothing. */
    @Override
    public void close() {
        adapter.threads().close();
    }

    /** What is known while the handshake is answered; the rest the open socket tells. */
    private record Facts(
            Map<String, List<String>> headers,
            Map<String, List<String>> query,
            @Nullable String peer) {

        static final String KEY = Facts.class.getName();
    }

    private static final class EveryConnection extends Negotiation {

        private final Adapter adapter;
        private final OriginRule origins;
        private final TrustedProxies.Resolver proxies;

        EveryConnection(Adapter adapter) {
            super(adapter.options().compression());
            this.adapter = adapter;
            this.origins = new OriginRule(adapter.options().origins());
            this.proxies = adapter.options().proxies().resolver();
        }

        @Override
        public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
            config.getUserProperties()
                    .put(
                            Facts.KEY,
                            new Facts(
                                    Map.copyOf(request.getHeaders()),
                                    Map.copyOf(request.getParameterMap()),
                                    PeerAddress.of(config, request)));
        }

        @Override
        public <T> T getEndpointInstance(Class<T> type) {
            return type.cast(new PlainEndpoint(adapter, origins, proxies));
        }
    }

    private static final class PlainEndpoint extends BushEndpoint {

        private final Adapter adapter;
        private final OriginRule origins;
        private final TrustedProxies.Resolver proxies;

        PlainEndpoint(Adapter adapter, OriginRule origins, TrustedProxies.Resolver proxies) {
            super(adapter, null);
            this.adapter = adapter;
            this.origins = origins;
            this.proxies = proxies;
        }

        @Override
        public void onOpen(Session session, EndpointConfig config) {
            Object known = session.getUserProperties().remove(Facts.KEY);
            Facts facts = known instanceof Facts read ? read : new Facts(Map.of(), Map.of(), null);
            String peer = facts.peer != null ? facts.peer : PeerAddress.of(session);
            Handshake handshake = new Handshake(null, session.getRequestURI().getRawPath(), facts.headers, facts.query);
            String client = proxies.client(peer, handshake.header(proxies.header()));
            handshake = new Handshake(client, handshake.path(), handshake.headers(), handshake.query());
            if (!origins.allows(first(handshake.header("origin")), first(handshake.header("host")))) {
                prepare(session).close(CloseCode.FORBIDDEN.code(), CloseCode.FORBIDDEN.reason());
            } else if (adapter.gate().admit(handshake) instanceof Admission.Refused refused) {
                prepare(session).close(refused.closeCode(), refused.reason());
            } else {
                open(session, handshake);
            }
        }

        private static @Nullable String first(List<String> values) {
            return values.isEmpty() ? null : values.get(0);
        }
    }
}
