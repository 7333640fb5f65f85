package io.bush.examples.dialects;

import io.bush.examples.dialects.account.Directory;
import io.bush.examples.dialects.account.DirectoryAuthorizer;
import io.bush.examples.dialects.account.Tokens;
import io.bush.examples.dialects.activity.ConnectionEvents;
import io.bush.examples.dialects.activity.OnlineUsers;
import io.bush.examples.dialects.activity.Typing;
import io.bush.examples.dialects.activity.TypingCall;
import io.bush.examples.dialects.http.LinearRoutes;
import io.bush.examples.dialects.http.TaskRoutes;
import io.bush.examples.dialects.linear.LinearDialect;
import io.bush.examples.dialects.tasks.TasksDialect;
import io.bush.examples.dialects.wire.Rooms;
import io.bush.examples.dialects.wire.TokenFirst;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.RealtimeNodeBuilder;
import io.bush.realtime.RealtimeSettings;
import io.bush.realtime.auth.Credentials;
import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.call.Calls;
import io.bush.realtime.jakarta.BushOptions;
import io.bush.realtime.jakarta.BushRealtime;
import io.bush.realtime.protocol.Dialect;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * One hub with a path for each dialect: the node, what it needs of the application, and the servlets. It knows no container.
 * Thread safety: any thread may use it; {@link #mount} once.
 */
public final class DialectsApp implements AutoCloseable {

    private final RealtimeNode node;
    private final Tokens tokens;
    private final Directory directory;
    private final ScheduledExecutorService timer;
    private final Clock clock = Clock.systemUTC();
    private final LinearDialect linear = new LinearDialect(clock);
    private final TasksDialect tasks = new TasksDialect();

    private DialectsApp(
            RealtimeNode node, Tokens tokens, Directory directory, ScheduledExecutorService timer) {
        this.node = node;
        this.tokens = tokens;
        this.directory = directory;
        this.timer = timer;
    }

    /**
     * What can be chosen.
     *
     * @param backplane what the nodes share
     * @param figures the node's settings
     * @param typing how long typing holds
     * @param absence how long a user may be away without being offline
     */
    public record Choices(Backplane.Factory backplane, RealtimeSettings figures, Duration typing, Duration absence) {

        /** One node; the strictest of what the seeds say, which is one hub for all. */
        public static final Choices DEFAULT = new Choices(
                Backplane.inMemory(), Figures.OF_THE_SEEDS, Typing.TIME_TO_LIVE, Duration.ofSeconds(2));

        /** Returns this over something else that the nodes share. */
        public Choices over(Backplane.Factory shared) {
            return new Choices(shared, figures, typing, absence);
        }

        /** Returns this with other settings of the node. */
        public Choices with(RealtimeSettings changed) {
            return new Choices(backplane, changed, typing, absence);
        }

        /** Returns this with other times of what people do. */
        public Choices withTimes(Duration typingHolds, Duration mayBeAway) {
            return new Choices(backplane, figures, typingHolds, mayBeAway);
        }
    }

    /** Builds and starts the node. */
    public static DialectsApp start(Directory directory, Tokens tokens, Choices choices) {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "dialects-timer");
            thread.setDaemon(true);
            return thread;
        });
        Typing typing = new Typing(timer, choices.typing());
        OnlineUsers online = new OnlineUsers(directory, timer, choices.absence());
        RealtimeNodeBuilder builder = RealtimeNode.builder()
                .authenticator((Credentials credentials) ->
                        CompletableFuture.completedFuture(tokens.judge(credentials.token())))
                .authorizer(new DirectoryAuthorizer(directory))
                .settings(choices.figures())
                .backplane(choices.backplane())
                .listener(new ConnectionEvents(typing, online))
                .calls(Calls.none().with(TypingCall.METHOD, TypingCall.Params.class, new TypingCall(directory, typing)));
        Rooms.types().forEach(builder::channelType);
        RealtimeNode node;
        try {
            node = builder.build();
        } catch (RuntimeException failure) {
            timer.shutdownNow();
            throw failure;
        }
        typing.tellThrough(node);
        online.tellThrough(node);
        return new DialectsApp(node, tokens, directory, timer);
    }

    /** Adds every path to a context that is being started. */
    public void mount(ServletContext servlets) {
        BushOptions options = BushOptions.DEFAULT;
        BushRealtime.register(servlets, Paths.CANONICAL, node.gate(), options);
        BushRealtime.register(
                servlets, Paths.LINEAR, new TokenFirst(node.gate(linear), linear.unauthorized()), options);
        BushRealtime.register(servlets, Paths.TASKS, gate(tasks), options);
        add(servlets, "/linear/api/v1/*", new LinearRoutes(tokens, node, directory, clock));
        add(servlets, "/tasks/api/*", new TaskRoutes(tokens, node, directory));
    }

    private TokenFirst gate(Dialect dialect) {
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
        return tokens;
    }

    /** Returns who belongs to what. */
    public Directory directory() {
        return directory;
    }

    /** Ends the node and everything else. The server has stopped before. */
    @Override
    public void close() {
        node.close();
        timer.shutdownNow();
    }
}
