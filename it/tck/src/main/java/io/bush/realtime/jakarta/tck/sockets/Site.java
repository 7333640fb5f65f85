package io.bush.realtime.jakarta.tck.sockets;

import io.bush.realtime.PublishResult;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.RealtimeSettings;
import io.bush.realtime.auth.Authentication;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.EventType;
import io.bush.realtime.it.relay.FreePort;
import io.bush.realtime.jakarta.BushOptions;
import io.bush.realtime.jakarta.BushRealtime;
import io.bush.realtime.jakarta.tck.ContainerHarness;
import io.bush.realtime.jakarta.tck.ends.Wait;
import io.bush.realtime.observe.NodeStats;
import io.bush.realtime.observe.RealtimeListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A server on a port of its own: a node in a container, with sockets and polls, that can be stopped and started as another one. A token is
 * the user's name and a number, {@code anna.1}. Thread safety: for the thread of the test, but for publishing.
 */
final class Site {

    @SuppressWarnings("rawtypes")
    private static final EventType<Map> NOTED = EventType.durable("comment.created", Map.class);
    /** Makes an event longer than any head of a frame, so that most cuts are in the middle of it. */
    private static final String FILLING = "x".repeat(200);

    private final ContainerHarness container;
    private final int port = FreePort.next();
    private final Door door = new Door();
    private final Ledger.Published published = new Ledger.Published();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final AtomicInteger opened = new AtomicInteger();
    private RealtimeSettings settings = RealtimeSettings.DEFAULT;
    private BushOptions options = BushOptions.DEFAULT;
    private @Nullable RealtimeNode node;
    private ContainerHarness.@Nullable Running running;

    Site(ContainerHarness container) {
        this.container = container;
    }

    /** For the next start. */
    Site with(RealtimeSettings next) {
        settings = next;
        return this;
    }

    /** For the next start. */
    Site with(BushOptions next) {
        options = next;
        return this;
    }

    int port() {
        return port;
    }

    Door door() {
        return door;
    }

    Ledger.Published published() {
        return published;
    }

    RealtimeNode node() {
        return Objects.requireNonNull(node, "not started");
    }

    /** From now on a token is no good. */
    void refuse(String token) {
        refused.add(token);
    }

    /** How many sockets there were, with all nodes. */
    int opened() {
        return opened.get();
    }

    /** Starts a node that knows nothing of the one before. */
    Site start() throws Exception {
        RealtimeNode started = RealtimeNode.builder()
                .authenticator(credentials -> CompletableFuture.completedFuture(judge(credentials.token())))
                .authorizer((principal, channel) -> CompletableFuture.completedFuture(Grant.allow()))
                .settings(settings)
                .listener(new RealtimeListener() {
                    @Override
                    public void opened(String connectionId) {
                        opened.incrementAndGet();
                    }
                })
                .build();
        node = started;
        running = container.startAt(port, servlets -> register(servlets, started));
        return this;
    }

    private @Nullable Authentication judge(String token) {
        return refused.contains(token)
                ? null
                : new Authentication(new Principal.Member(token.substring(0, token.indexOf('.')), null, null), null);
    }

    private void register(ServletContext servlets, RealtimeNode started) {
        BushRealtime.register(servlets, ContainerHarness.PATH, started.gate(), options);
        BushRealtime.registerPolling(servlets, ContainerHarness.POLLING, started.gate(), options);
        FilterRegistration.Dynamic first = servlets.addFilter("door", door);
        first.setAsyncSupported(true);
        first.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
    }

    /** Stops the container, which drops its sockets as it likes, and then the node. */
    void stop() throws Exception {
        ContainerHarness.Running stopping = running;
        running = null;
        if (stopping != null) {
            stopping.stop();
        }
        RealtimeNode ending = node;
        node = null;
        if (ending != null) {
            ending.close();
        }
    }

    /** Tells everybody to come back later and sends them away. */
    void drain(Duration within) throws Exception {
        node().drain(within).toCompletableFuture().get(Wait.DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Publishes an event that says a number. */
    void publish(Channel channel, int number) throws Exception {
        PublishResult result = node().publish(channel, NOTED, Map.of("n", number, "filling", FILLING))
                .toCompletableFuture()
                .get(Wait.DEADLINE.toSeconds(), TimeUnit.SECONDS);
        published.add(channel, ((PublishResult.Durable) result).eventId(), number);
    }

    /** Waits for figures, which lanes bring up to date a moment after a client hears of the change. */
    void awaitStats(String what, Predicate<NodeStats> holds) {
        Wait.asking(what, () -> holds.test(node().stats()));
    }
}
