package io.bush.examples.dialects;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The application on embedded Jetty. Thread safety: any thread may close it. */
public final class JettyFront implements AutoCloseable {

    private final Server jetty = new Server();
    private final ServerConnector connector;
    private final DialectsApp app;

    private JettyFront(DialectsApp app) {
        this.app = app;
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        connector = new ServerConnector(jetty, new HttpConnectionFactory(http));
        jetty.addConnector(connector);
    }

    /**
     * Listens, and serves from now on.
     *
     * @param app what to serve; closed with this
     * @param host an address of this machine
     * @param port 0 for any free one
     */
    public static JettyFront start(DialectsApp app, String host, int port) throws Exception {
        JettyFront front = new JettyFront(app);
        front.connector.setHost(host);
        front.connector.setPort(port);
        ServletContextHandler context = new ServletContextHandler("/");
        JakartaWebSocketServletContainerInitializer.configure(context, (servlets, webSockets) -> app.mount(servlets));
        front.jetty.setHandler(context);
        try {
            front.jetty.start();
        } catch (Exception failure) {
            front.jetty.stop();
            app.close();
            throw failure;
        }
        return front;
    }

    /** Returns the port that was taken. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Tells the clients when to come back, waits until they are gone, and stops. */
    public void drain(Duration within) {
        try {
            app.node().drain(within).toCompletableFuture().get(within.toSeconds() + 5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // Whoever is left is closed with the server.
        }
        close();
    }

    @Override
    public void close() {
        try {
            jetty.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server does not stop", e);
        } finally {
            app.close();
        }
    }
}
