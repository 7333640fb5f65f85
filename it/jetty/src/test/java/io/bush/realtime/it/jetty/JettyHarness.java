package io.bush.realtime.it.jetty;

import io.bush.realtime.ConnectionGate;
import io.bush.realtime.jakarta.BushEndpointConfig;
import io.bush.realtime.jakarta.BushOptions;
import io.bush.realtime.jakarta.BushRealtime;
import io.bush.realtime.jakarta.tck.ContainerHarness;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer.Configurator;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Embedded Jetty. */
final class JettyHarness implements ContainerHarness {

    @Override
    public Running startServlet(ConnectionGate gate, BushOptions options) throws Exception {
        return start((servlets, webSockets) -> BushRealtime.register(servlets, PATH, gate, options), () -> {});
    }

    @Override
    public Running startPlain(ConnectionGate gate, BushOptions options) throws Exception {
        BushEndpointConfig entry = BushEndpointConfig.create(PATH, gate, options);
        return start((servlets, webSockets) -> webSockets.addEndpoint(entry), entry::close);
    }

    private static Running start(Configurator entry, Runnable afterStop) throws Exception {
        ServletContextHandler context = new ServletContextHandler("/");
        JakartaWebSocketServletContainerInitializer.configure(context, entry);
        Server server = new Server(new QueuedThreadPool(16));
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        // Shorter than two pings: a socket lives on only if the adapter turns the container's own timer off.
        connector.setIdleTimeout(900);
        server.addConnector(connector);
        server.setHandler(context);
        server.start();
        return new Running() {
            @Override
            public int port() {
                return connector.getLocalPort();
            }

            @Override
            public void stop() throws Exception {
                server.stop();
                afterStop.run();
            }
        };
    }
}
