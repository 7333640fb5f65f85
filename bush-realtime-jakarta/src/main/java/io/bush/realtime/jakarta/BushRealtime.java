package io.bush.realtime.jakarta;

import io.bush.realtime.ConnectionGate;
import io.bush.realtime.jakarta.internal.SocketThreads;
import io.bush.realtime.jakarta.internal.WriterChoice;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;

/**
 * Puts a node's WebSocket into a servlet context. This is the entry to use wherever there is one: it knows clients'
 * addresses and refuses with HTTP 403, 429 or 503 (contract §3.6, §3.17) before it upgrades.
 *
 * <p>Embedded Jetty ({@code jetty-ee11-websocket-jakarta-server} or {@code ee10}):
 *
 * <pre>{@code
 * ServletContextHandler context = new ServletContextHandler("/");
 * JakartaWebSocketServletContainerInitializer.configure(context, (servlets, webSockets) ->
 *         BushRealtime.register(servlets, "/v4/cable", node.gate(), BushOptions.DEFAULT));
 * Server server = new Server(8080);
 * server.setHandler(context);
 * server.start();
 * }</pre>
 *
 * <p>Embedded Tomcat ({@code tomcat-embed-websocket}):
 *
 * <pre>{@code
 * Context context = tomcat.addContext("", null);
 * context.addServletContainerInitializer(new WsSci(), null);
 * context.addServletContainerInitializer((classes, servlets) ->
 *         BushRealtime.register(servlets, "/v4/cable", node.gate(), BushOptions.DEFAULT), null);
 * }</pre>
 *
 * <p>Stop the server first and close the node then, after {@code RealtimeNode.drain} where clients should be told. Thread
 * safety: stateless.
 */
public final class BushRealtime {

    private BushRealtime() {}

    /**
     * Adds the WebSocket to a context that is being started. What it holds is released when the context stops.
     *
     * @param servlets the context, in a {@code ServletContainerInitializer} or {@code ServletContextListener}
     * @param path where clients connect, for example {@code /v4/cable}; a servlet mapping
     * @param gate the node's gate
     * @param options how to treat handshakes and sockets
     * @return the servlet, to which more paths can be mapped
     * @throws IllegalArgumentException when the path is no servlet mapping, or is taken
     */
    public static ServletRegistration.Dynamic register(
            ServletContext servlets, String path, ConnectionGate gate, BushOptions options) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException(
                    "path is \"" + path + "\", allowed: a servlet mapping that starts with /");
        }
        BushServlet servlet = new BushServlet(adapter(gate, options));
        ServletRegistration.Dynamic added = servlets.addServlet("bush-realtime " + path, servlet);
        if (added == null || !added.addMapping(path).isEmpty()) {
            throw new IllegalArgumentException("path is \"" + path + "\", which another servlet of this context has");
        }
        added.setAsyncSupported(true);
        added.setLoadOnStartup(1);
        return added;
    }

    static Adapter adapter(ConnectionGate gate, BushOptions options) {
        return new Adapter(gate, options, new SocketThreads(), new WriterChoice(options.path().highest));
    }
}
