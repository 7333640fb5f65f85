package io.bush.realtime.it.jetty;

import io.bush.realtime.ConnectionGate;
import io.bush.realtime.jakarta.BushEndpointConfig;
import io.bush.realtime.jakarta.BushOptions;
import io.bush.realtime.jakarta.BushRealtime;
import io.bush.realtime.jakarta.tck.ContainerHarness;
import jakarta.servlet.ServletContext;
import java.time.Duration;
import java.util.function.Consumer;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer.Configurator;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Embedded Jetty. */
final class JettyHarness implements ContainerHarness {

    /** An answer to a client that does not read must not vanish in the system's buffers. */
    private static final int SMALL_BUFFER = 16_384;

    private static final int USUAL_BUFFER = -1;

    @Override
    public Running startServlet(ConnectionGate gate, BushOptions options, Duration quiet) throws Exception {
        Configurator entry = (servlets, webSockets) -> BushRealtime.register(servlets, PATH, gate, options);
        return start(0, entry, () -> {}, quiet, USUAL_BUFFER);
    }

    @Override
    public Running startPolling(ConnectionGate gate, BushOptions options) throws Exception {
        Configurator entries = (servlets, webSockets) -> {
            BushRealtime.register(servlets, PATH, gate, options);
            BushRealtime.registerPolling(servlets, POLLING, gate, options);
            BushRealtime.registerPollingBeside(servlets, BESIDE, gate, options);
        };
        return start(0, entries, () -> {}, PATIENT, SMALL_BUFFER);
    }

    @Override
    public Running startAt(int port, Consumer<ServletContext> entries) throws Exception {
        Configurator all = (servlets, webSockets) -> entries.accept(servlets);
        return start(port, all, () -> {}, PATIENT, SMALL_BUFFER);
    }

    @Override
    public Running startPlain(ConnectionGate gate, BushOptions options) throws Exception {
        BushEndpointConfig entry = BushEndpointConfig.create(PATH, gate, options);
        Configurator plain = (servlets, webSockets) -> webSockets.addEndpoint(entry);
        return start(0, plain, entry::close, PATIENT, USUAL_BUFFER);
    }

    private static Running start(int port, Configurator entry, Runnable afterStop, Duration quiet, int sendBuffer)
            throws Exception {
        ServletContextHandler context = new ServletContextHandler("/");
        JakartaWebSocketServletContainerInitializer.configure(context, entry);
        Server server = new Server(new QueuedThreadPool(16));
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        connector.setIdleTimeout(quiet.toMillis());
        connector.setAcceptedSendBufferSize(sendBuffer);
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
