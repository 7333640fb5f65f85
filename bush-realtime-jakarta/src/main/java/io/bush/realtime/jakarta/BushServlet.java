package io.bush.realtime.jakarta;

import io.bush.realtime.transport.Admission;
import io.bush.realtime.transport.Handshake;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The servlet entry: refuses with HTTP while it still can, then upgrades. Thread safety: safe for use by any thread.
 */
final class BushServlet extends HttpServlet {

    private static final long serialVersionUID = 1;
    /** Holds the answer of the token check on the request's second way through. */
    private static final String CHECKED = BushServlet.class.getName() + ".checked";

    private final transient Adapter adapter;
    private final transient OriginRule origins;
    private final transient TrustedProxies.Resolver proxies;
    /** Written once by the container before any request. */
    private transient @Nullable ServerContainer webSockets;

    BushServlet(Adapter adapter) {
        this.adapter = adapter;
        this.origins = new OriginRule(adapter.options().origins());
        this.proxies = adapter.options().proxies().resolver();
    }

    @Override
    public void init() throws ServletException {
        Object found = getServletContext().getAttribute(ServerContainer.class.getName());
        if (!(found instanceof ServerContainer container)) {
            throw new ServletException("This servlet context has no WebSocket support: "
                    + "on Jetty call JakartaWebSocketServletContainerInitializer.configure, "
                    + "on Tomcat add WsSci, before the context starts");
        }
        webSockets = container;
    }

    @Override
    public void destroy() {
        adapter.threads().close();
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        Object checked = request.getAttribute(CHECKED);
        if (checked instanceof Admission answer) {
            decide(request, response, ServletHandshakes.of(request, proxies), answer);
        } else if (!Refusal.isHandshake(request, response)) {
            return;
        } else if (!origins.allows(request.getHeader("Origin"), request.getHeader("Host"))) {
            Refusal.send(response, 403, "forbidden", "origin not allowed");
        } else {
            receive(request, response, ServletHandshakes.of(request, proxies));
        }
    }

    private void receive(HttpServletRequest request, HttpServletResponse response, Handshake handshake)
            throws ServletException, IOException {
        Admission admission = adapter.gate().admit(handshake);
        if (admission instanceof Admission.Admitted
                && adapter.options().unauthorized() == BushOptions.Unauthorized.HTTP_401) {
            checkToken(request, handshake);
        } else {
            decide(request, response, handshake, admission);
        }
    }

    /** Comes back through {@link #service} when the answer is there, on a thread of the container. */
    private void checkToken(HttpServletRequest request, Handshake handshake) {
        AsyncContext later = request.startAsync();
        later.setTimeout(0);
        CompletionStage<Admission> answer = adapter.gate().checkToken(handshake);
        answer.whenComplete((admission, failure) -> {
            request.setAttribute(CHECKED, admission != null ? admission : Refusal.BROKEN);
            later.dispatch();
        });
    }

    private void decide(
            HttpServletRequest request, HttpServletResponse response, Handshake handshake, Admission admission)
            throws ServletException, IOException {
        if (admission instanceof Admission.Refused refused) {
            Refusal.send(response, refused);
        } else {
            upgrade(request, response, handshake);
        }
    }

    private void upgrade(HttpServletRequest request, HttpServletResponse response, Handshake handshake)
            throws ServletException, IOException {
        BushEndpoint endpoint = new BushEndpoint(adapter, handshake);
        ServerEndpointConfig config = ServerEndpointConfig.Builder.create(BushEndpoint.class, request.getServletPath())
                .subprotocols(List.of(Negotiation.SUBPROTOCOL))
                .configurator(new ThisConnection(adapter.options().compression(), endpoint))
                .build();
        try {
            Objects.requireNonNull(webSockets, "not initialised")
                    .upgradeHttpToWebSocket(request, response, config, Map.of());
        } catch (DeploymentException broken) {
            throw new ServletException(broken);
        }
    }

    /** Hands one ready endpoint to the container: the one way to pass a request's facts on that works in all of them. */
    private static final class ThisConnection extends Negotiation {

        private final Endpoint endpoint;

        ThisConnection(BushOptions.Compression compression, Endpoint endpoint) {
            super(compression);
            this.endpoint = endpoint;
        }

        @Override
        public <T> T getEndpointInstance(Class<T> type) {
            return type.cast(endpoint);
        }
    }
}
