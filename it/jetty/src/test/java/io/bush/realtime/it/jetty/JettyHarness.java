package io.bush.realtime.it.jetty;

import io.bush.realtime.ConnectionGate;
import io.bush.realtime.jakarta.BushEndpointConfig;
import io.bush.realtime.jakarta.BushOptions;
import io.bush.realtime.jakarta.BushRealtime;
import io.bush.realtime.jakarta.tck.ContainerHarness;
import jakarta.servlet.ServletContext;
import java.util.function.Consumer;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer.Configurator;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Embedded Jetty. */
final class JettyHarness implements ContainerHarness {

    /** Shorter than two pings: a socket lives on only if the adapter turns the container's own timer off. */
    private static final int SHORT = 900;

    private static final int PATIENT = 20_000;

    @Override
    public Running startServlet(ConnectionGate gate, BushOptions options) throws Exception {
        return start((servlets, webSockets) -> BushRealtime.register(servlets, PATH, gate, options), () -> {}, SHORT);
    }

    @Override
    public Running startPolling(ConnectionGate gate, BushOptions options) throws Exception {
        Configurator entries = (servlets, webSockets) -> {
            BushRealtime.register(servlets, PATH, gate, options);
            BushRealtime.registerPolling(servlets, POLLING, gate, options);
            BushRealtime.registerPollingBeside(servlets, BESIDE, gate, options);
        };
        return start(entries, () -> {}, PATIENT);
    }

    @Override
    public Running startAt(int port, Consumer<ServletContext> entries) throws Exception {
        return start(port, (servlets, webSockets) -> entries.accept(servlets), () -> {}, PATIENT);
    }

    @Override
    public Running startPlain(ConnectionGate gate, BushOptions options) throws Exception {
        BushEndpointConfig entry = BushEndpointConfig.create(PATH, gate, options);
        return start((servlets, webSockets) -> webSockets.addEndpoint(entry), entry::close, SHORT);
    }

    private static Running start(Configurator entry, Runnable afterStop, int idleMillis) throws Exception {
        return start(0, entry, afterStop, idleMillis);
    }

    private static Running start(int port, Configurator entry, Runnable afterStop, int idleMillis) throws Exception {
        ServletContextHandler context = new ServletContextHandler("/");
        JakartaWebSocketServletContainerInitializer.configure(context, entry);
        Server server = new Server(new QueuedThreadPool(16));
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        connector.setIdleTimeout(idleMillis);
        if (idleMillis > SHORT) {
            // An answer to a client that does not read must not vanish in the system's buffers.
            connector.setAcceptedSendBufferSize(16_384);
        }
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
