package io.bush.realtime.it.tomcat;

import io.bush.realtime.ConnectionGate;
import io.bush.realtime.jakarta.BushEndpointConfig;
import io.bush.realtime.jakarta.BushOptions;
import io.bush.realtime.jakarta.BushRealtime;
import io.bush.realtime.jakarta.tck.ContainerHarness;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.ExpandWar;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;

/** Embedded Tomcat. */
final class TomcatHarness implements ContainerHarness {

    /** An answer to a client that does not read must not vanish in the system's buffers. */
    private static final Map<String, String> SMALL_BUFFER = Map.of("socket.txBufSize", "16384");

    @Override
    public Running startServlet(ConnectionGate gate, BushOptions options, Duration quiet) throws Exception {
        ServletContainerInitializer entry = (classes, servlets) -> BushRealtime.register(servlets, PATH, gate, options);
        return start(0, entry, () -> {}, quiet, Map.of());
    }

    @Override
    public Running startPolling(ConnectionGate gate, BushOptions options) throws Exception {
        ServletContainerInitializer entries = (classes, servlets) -> {
            BushRealtime.register(servlets, PATH, gate, options);
            BushRealtime.registerPolling(servlets, POLLING, gate, options);
            BushRealtime.registerPollingBeside(servlets, BESIDE, gate, options);
        };
        return start(0, entries, () -> {}, PATIENT, SMALL_BUFFER);
    }

    @Override
    public Running startAt(int port, Consumer<ServletContext> entries) throws Exception {
        ServletContainerInitializer all = (classes, servlets) -> entries.accept(servlets);
        return start(port, all, () -> {}, PATIENT, SMALL_BUFFER);
    }

    @Override
    public Running startPlain(ConnectionGate gate, BushOptions options) throws Exception {
        BushEndpointConfig entry = BushEndpointConfig.create(PATH, gate, options);
        return start(
                0,
                (classes, servlets) -> {
                    ServerContainer webSockets =
                            (ServerContainer) servlets.getAttribute(ServerContainer.class.getName());
                    try {
                        webSockets.addEndpoint(entry);
                    } catch (DeploymentException broken) {
                        throw new ServletException(broken);
                    }
                },
                entry::close,
                PATIENT,
                Map.of());
    }

    private static Running start(
            int port,
            ServletContainerInitializer entry,
            Runnable afterStop,
            Duration quiet,
            Map<String, String> properties)
            throws Exception {
        Path directory = Files.createTempDirectory("bush-tomcat");
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory.toString());
        Connector connector = new Connector();
        connector.setPort(port);
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("maxThreads", "16");
        connector.setProperty("connectionTimeout", Long.toString(quiet.toMillis()));
        properties.forEach(connector::setProperty);
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", directory.toString());
        context.addServletContainerInitializer(new WsSci(), null);
        context.addServletContainerInitializer(entry, null);
        Tomcat.addServlet(context, "default", "org.apache.catalina.servlets.DefaultServlet")
                .addMapping("/");
        tomcat.start();
        return new Running() {
            @Override
            public int port() {
                return connector.getLocalPort();
            }

            @Override
            public void stop() throws Exception {
                tomcat.stop();
                tomcat.destroy();
                afterStop.run();
                ExpandWar.delete(directory.toFile());
            }
        };
    }
}
