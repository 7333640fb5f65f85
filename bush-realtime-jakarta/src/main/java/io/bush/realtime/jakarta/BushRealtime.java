package io.bush.realtime.jakarta;

import io.bush.realtime.ConnectionGate;
import io.bush.realtime.jakarta.internal.SocketThreads;
import io.bush.realtime.jakarta.internal.WriterChoice;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.util.EnumSet;

/**
 * Puts a node's WebSocket and polling into a servlet context. This is the entry to use wherever there is one: it knows clients'
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

    /**
     * Adds polling at paths of its own to a context that is being started, for clients whose WebSocket does not come through
     * (contract §3.16): {@code GET {prefix}/files/{id}/events} and {@code POST {prefix}/events/poll}. Where the application
     * has a servlet below the same prefix, use {@link #registerPollingBeside}.
     *
     * @param servlets the context
     * @param prefix what comes before, for example {@code /v4}; empty for nothing
     * @param gate the node's gate
     * @param options the same as for the WebSocket: the origins and the proxies count
     * @return the servlet
     * @throws IllegalArgumentException when the prefix is no path, or is taken
     */
    public static ServletRegistration.Dynamic registerPolling(
            ServletContext servlets, String prefix, ConnectionGate gate, BushOptions options) {
        checkPrefix(prefix);
        PollingServlet servlet = new PollingServlet(new PollingEntry(gate, options));
        ServletRegistration.Dynamic added = servlets.addServlet("bush-realtime polling " + prefix, servlet);
        if (added == null || !added.addMapping(prefix + "/*").isEmpty()) {
            throw new IllegalArgumentException(
                    "prefix is \"" + prefix + "\", where another servlet of this context is");
        }
        added.setAsyncSupported(true);
        return added;
    }

    /**
     * Adds polling among the paths of an application's own servlet: a filter that takes polls and lets everything else pass.
     * Something has to be mapped at those paths, if only the container's default servlet, or some containers ask no filter.
     *
     * @param servlets the context
     * @param prefix what comes before, for example {@code /v4}; empty for nothing
     * @param gate the node's gate
     * @param options the same as for the WebSocket: the origins and the proxies count
     * @return the filter, already mapped before those that are added later
     * @throws IllegalArgumentException when the prefix is no path, or has polling already
     */
    public static FilterRegistration.Dynamic registerPollingBeside(
            ServletContext servlets, String prefix, ConnectionGate gate, BushOptions options) {
        checkPrefix(prefix);
        PollingServlet.Beside filter = new PollingServlet.Beside(new PollingEntry(gate, options), prefix);
        FilterRegistration.Dynamic added = servlets.addFilter("bush-realtime polling " + prefix, filter);
        if (added == null) {
            throw new IllegalArgumentException("prefix is \"" + prefix + "\", where polling is already");
        }
        added.setAsyncSupported(true);
        added.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, prefix + "/*");
        return added;
    }

    private static void checkPrefix(String prefix) {
        if (!prefix.isEmpty() && (!prefix.startsWith("/") || prefix.endsWith("/") || prefix.contains("*"))) {
            throw new IllegalArgumentException("prefix is \"" + prefix
                    + "\", allowed: a path that starts with / and does not end with it, or none");
        }
    }

    static Adapter adapter(ConnectionGate gate, BushOptions options) {
        return new Adapter(gate, options, new SocketThreads(), new WriterChoice(options.path().highest));
    }
}
