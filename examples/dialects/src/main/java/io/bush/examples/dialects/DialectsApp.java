package io.bush.examples.dialects;

import io.bush.examples.dialects.account.Directory;
import io.bush.examples.dialects.account.DirectoryAuthorizer;
import io.bush.examples.dialects.account.Tokens;
import io.bush.examples.dialects.conversations.ConversationsDialect;
import io.bush.examples.dialects.conversations.Messages;
import io.bush.examples.dialects.http.ConversationRoutes;
import io.bush.examples.dialects.http.LinearRoutes;
import io.bush.examples.dialects.http.ReynaRoutes;
import io.bush.examples.dialects.http.TaskRoutes;
import io.bush.examples.dialects.linear.LinearDialect;
import io.bush.examples.dialects.reyna.ReynaDialect;
import io.bush.examples.dialects.reyna.ReynaEvents;
import io.bush.examples.dialects.tasks.TasksDialect;
import io.bush.examples.dialects.wire.Rooms;
import io.bush.examples.dialects.wire.TokenFirst;
import io.bush.realtime.ConnectionGate;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.RealtimeNodeBuilder;
import io.bush.realtime.auth.Credentials;
import io.bush.realtime.jakarta.BushOptions;
import io.bush.realtime.jakarta.BushRealtime;
import io.bush.realtime.protocol.Dialect;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;

/**
 * One hub with a path for each dialect: the node, what it needs of the application, and the servlets. It knows no container.
 * Thread safety: any thread may use it; {@link #mount} once.
 */
public final class DialectsApp implements AutoCloseable {

    private final RealtimeNode node;
    private final Services services;
    private final Clock clock = Clock.systemUTC();

    private DialectsApp(RealtimeNode node, Services services) {
        this.node = node;
        this.services = services;
    }

    /** Builds and starts the node. */
    public static DialectsApp start(Directory directory, Tokens tokens, Choices choices) {
        Services services = new Services(directory, tokens, choices);
        RealtimeNodeBuilder builder = RealtimeNode.builder()
                .authenticator((Credentials credentials) ->
                        CompletableFuture.completedFuture(tokens.judge(credentials.token())))
                .authorizer(new DirectoryAuthorizer(directory))
                .settings(choices.figures())
                .backplane(choices.backplane())
                .listener(services.listener())
                .calls(services.calls());
        Rooms.types().forEach(builder::channelType);
        try {
            RealtimeNode node = builder.build();
            services.tellThrough(node, choices);
            return new DialectsApp(node, services);
        } catch (RuntimeException failure) {
            services.close();
            throw failure;
        }
    }

    /** Adds every path to a context that is being started. */
    public void mount(ServletContext servlets) {
        BushOptions options = BushOptions.DEFAULT;
        BushRealtime.register(servlets, Paths.CANONICAL, node.gate(), options);
        LinearDialect linear = new LinearDialect(clock);
        ConnectionGate explaining = new TokenFirst(node.gate(linear), linear::unauthorized);
        BushRealtime.register(servlets, Paths.LINEAR, explaining, options);
        // Its server answers the handshake when the token is bad.
        BushOptions early = options.withUnauthorized(BushOptions.Unauthorized.HTTP_401);
        BushRealtime.register(servlets, Paths.CONVERSATIONS, gate(new ConversationsDialect(clock)), early);
        BushOptions smaller = options.withCompression(BushOptions.Compression.PERMESSAGE_DEFLATE);
        BushRealtime.register(
                servlets, Paths.REYNA, gate(new ReynaDialect(clock, services.reyna()::newsPosition)), smaller);
        BushRealtime.register(servlets, Paths.TASKS, gate(new TasksDialect()), options);

        Tokens tokens = services.tokens();
        Directory directory = services.directory();
        add(servlets, "/linear/api/v1/*", new LinearRoutes(tokens, node, directory, clock));
        add(
                servlets,
                "/conversations/api/*",
                new ConversationRoutes(tokens, directory, services.messages(), services.conversations()));
        add(servlets, "/reyna/api/v1/*", new ReynaRoutes(tokens, node, services.reyna(), services::sourceIsUp));
        add(servlets, "/tasks/api/*", new TaskRoutes(tokens, node, directory));
    }

    private ConnectionGate gate(Dialect dialect) {
        return new TokenFirst(node.gate(dialect), null);
    }

    private static void add(ServletContext servlets, String path, HttpServlet servlet) {
        servlets.addServlet(path, servlet).addMapping(path);
    }

    /** Returns the node. */
    public RealtimeNode node() {
        return node;
    }

    /** Returns who judges tokens. */
    public Tokens tokens() {
        return services.tokens();
    }

    /** Returns who belongs to what. */
    public Directory directory() {
        return services.directory();
    }

    /** Returns the messages of conversations. */
    public Messages messages() {
        return services.messages();
    }

    /** Returns what brings seed 003's events to whom they belong. */
    public ReynaEvents reyna() {
        return services.reyna();
    }

    /** Tells whether seed 003's source of events can be heard now. */
    public boolean sourceIsUp() {
        return services.sourceIsUp();
    }

    /** Ends the node and everything else. The server has stopped before. */
    @Override
    public void close() {
        services.stopListening();
        node.close();
        services.close();
    }
}
