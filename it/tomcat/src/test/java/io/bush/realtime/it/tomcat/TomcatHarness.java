package io.bush.realtime.it.tomcat;

import io.bush.realtime.ConnectionGate;
import io.bush.realtime.jakarta.BushEndpointConfig;
import io.bush.realtime.jakarta.BushOptions;
import io.bush.realtime.jakarta.BushRealtime;
import io.bush.realtime.jakarta.tck.ContainerHarness;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletException;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.ExpandWar;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;

/** Embedded Tomcat. */
final class TomcatHarness implements ContainerHarness {

    @Override
    public Running startServlet(ConnectionGate gate, BushOptions options) throws Exception {
        return start((classes, servlets) -> BushRealtime.register(servlets, PATH, gate, options), () -> {});
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
                entry::close);
    }

    private static Running start(ServletContainerInitializer entry, Runnable afterStop) throws Exception {
        Path directory = Files.createTempDirectory("bush-tomcat");
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory.toString());
        Connector connector = new Connector();
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("maxThreads", "16");
        // Shorter than two pings: a socket lives on only if the adapter turns the container's own timer off.
        connector.setProperty("connectionTimeout", "900");
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
