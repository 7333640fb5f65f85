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
import java.util.function.Consumer;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.ExpandWar;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;

/** Embedded Tomcat. */
final class TomcatHarness implements ContainerHarness {

    /** Shorter than two pings: a socket lives on only if the adapter turns the container's own timer off. */
    private static final int SHORT = 900;

    private static final int PATIENT = 20_000;

    @Override
    public Running startServlet(ConnectionGate gate, BushOptions options) throws Exception {
        return start((classes, servlets) -> BushRealtime.register(servlets, PATH, gate, options), () -> {}, SHORT);
    }

    @Override
    public Running startPolling(ConnectionGate gate, BushOptions options) throws Exception {
        ServletContainerInitializer entries = (classes, servlets) -> {
            BushRealtime.register(servlets, PATH, gate, options);
            BushRealtime.registerPolling(servlets, POLLING, gate, options);
            BushRealtime.registerPollingBeside(servlets, BESIDE, gate, options);
        };
        return start(entries, () -> {}, PATIENT);
    }

    @Override
    public Running startAt(int port, Consumer<ServletContext> entries) throws Exception {
        return start(port, (classes, servlets) -> entries.accept(servlets), () -> {}, PATIENT);
    }

    @Override
    public Running startPlain(ConnectionGate gate, BushOptions options) throws Exception {
        BushEndpointConfig entry = BushEndpointConfig.create(PATH, gate, options);
        return start(
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
                SHORT);
    }

    private static Running start(ServletContainerInitializer entry, Runnable afterStop, int idleMillis)
            throws Exception {
        return start(0, entry, afterStop, idleMillis);
    }

    private static Running start(int port, ServletContainerInitializer entry, Runnable afterStop, int idleMillis)
            throws Exception {
        Path directory = Files.createTempDirectory("bush-tomcat");
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory.toString());
        Connector connector = new Connector();
        connector.setPort(port);
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("maxThreads", "16");
        connector.setProperty("connectionTimeout", Integer.toString(idleMillis));
        if (idleMillis > SHORT) {
            // An answer to a client that does not read must not vanish in the system's buffers.
            connector.setProperty("socket.txBufSize", "16384");
        }
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
