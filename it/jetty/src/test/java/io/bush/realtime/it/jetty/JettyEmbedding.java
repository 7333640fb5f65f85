package io.bush.realtime.it.jetty;

import io.bush.realtime.RealtimeNode;
import io.bush.realtime.RealtimeSettings;
import io.bush.realtime.auth.Authentication;
import io.bush.realtime.auth.Authenticator;
import io.bush.realtime.auth.Credentials;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.auth.ProjectAuthorizer;
import io.bush.realtime.auth.ProjectPermissions;
import io.bush.realtime.jakarta.BushEndpointConfig;
import io.bush.realtime.jakarta.BushOptions;
import io.bush.realtime.jakarta.BushRealtime;
import io.bush.realtime.jakarta.TrustedProxies;
import io.bush.realtime.transport.ConnectionLimits;
import io.bush.realtime.transport.Heartbeat;
import jakarta.servlet.ServletContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

/** The Jetty code of docs/embedding.md; {@link EmbeddingDocTest} holds the two together. */
final class JettyEmbedding {

    private JettyEmbedding() {}

    // tag::node[]
    static RealtimeNode node(Executor pool, ProjectPermissions.Blocking permissions) {
        return RealtimeNode.builder()
                .authenticator(Authenticator.blocking(pool, JettyEmbedding::checkToken))
                .authorizer(new ProjectAuthorizer(ProjectPermissions.blocking(pool, permissions)))
                .build();
    }

    // null = not valid; an exception = nobody knows just now
    static @Nullable Authentication checkToken(Credentials credentials) {
        String user = credentials.token(); // your session store or JWT library goes here
        return user.startsWith("user_") ? new Authentication(new Principal.Member(user, null, null), null) : null;
    }
    // end::node[]

    // tag::server[]
    static Server start(RealtimeNode node, int port) throws Exception {
        ServletContextHandler context = new ServletContextHandler("/");
        JakartaWebSocketServletContainerInitializer.configure(
                context,
                (servlets, webSockets) ->
                        BushRealtime.register(servlets, "/v4/cable", node.gate(), BushOptions.DEFAULT));
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setPort(port);
        server.addConnector(connector);
        server.setHandler(context);
        server.start();
        return server;
    }
    // end::server[]

    // tag::plain[]
    static BushEndpointConfig addPlain(ServletContextHandler context, RealtimeNode node) {
        BushEndpointConfig entry = BushEndpointConfig.create("/v4/cable", node.gate(), BushOptions.DEFAULT);
        JakartaWebSocketServletContainerInitializer.configure(
                context, (servlets, webSockets) -> webSockets.addEndpoint(entry));
        return entry; // close it when the server has stopped
    }
    // end::plain[]

    // tag::options[]
    static BushOptions options() {
        return BushOptions.DEFAULT
                .withOrigins(List.of("https://app.example", "https://*.preview.example"))
                .withProxies(TrustedProxies.of("10.0.0.0/8", "fd00::/8"));
    }
    // end::options[]

    // tag::polling[]
    static void addPolling(ServletContext servlets, RealtimeNode node, BushOptions options) {
        BushRealtime.register(servlets, "/v4/cable", node.gate(), options);
        BushRealtime.registerPolling(servlets, "/v4", node.gate(), options);
    }
    // end::polling[]

    // tag::stop[]
    static void stop(Server server, RealtimeNode node) throws Exception {
        node.drain(Duration.ofSeconds(10)).toCompletableFuture().get(15, TimeUnit.SECONDS);
        server.stop();
        node.close();
    }
    // end::stop[]

    // tag::settings[]
    static RealtimeSettings settings() {
        return RealtimeSettings.DEFAULT
                .with(new Heartbeat(Duration.ofSeconds(20), 2))
                .with(ConnectionLimits.DEFAULT.withPerUser(25));
    }
    // end::settings[]
}
