package io.bush.realtime.jakarta.tck;

import io.bush.realtime.PublishResult;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.RealtimeNodeBuilder;
import io.bush.realtime.RealtimeSettings;
import io.bush.realtime.auth.Authentication;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.EventType;
import io.bush.realtime.jakarta.BushOptions;
import io.bush.realtime.jakarta.tck.ends.JsonClient;
import io.bush.realtime.jakarta.tck.ends.Wait;
import io.bush.realtime.observe.NodeStats;
import io.bush.realtime.observe.RealtimeListener;
import io.bush.realtime.testkit.ManualTime;
import io.bush.realtime.time.NodeRuntime;
import io.bush.realtime.time.SystemTime;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** Cases with a real node behind the container: a token is the user's name, {@code bad…} is none. */
abstract class NodeCase extends TckCase {

    static final Channel FILE = new Channel("file", "file_1");

    @SuppressWarnings("rawtypes")
    private static final EventType<Map> NOTED = EventType.durable("comment.created", Map.class);

    private @Nullable RealtimeNode node;
    /** Runs the lanes of a node whose time is the case's. */
    private @Nullable SystemTime threads;

    RealtimeNode startNode() throws Exception {
        return startNode(RealtimeSettings.DEFAULT, options(), RealtimeListener.NONE);
    }

    RealtimeNode startNode(RealtimeSettings settings, BushOptions options, RealtimeListener listener) throws Exception {
        RealtimeNode started = make(settings, listener);
        start(started.gate(), options);
        return started;
    }

    /** Makes a node and leaves the door to the case. */
    RealtimeNode make(RealtimeSettings settings, RealtimeListener listener) {
        return keep(builder(settings, listener).build());
    }

    /** Makes a node whose time stands still until the case moves it, so that only what is waited for can be late. */
    RealtimeNode make(RealtimeSettings settings, RealtimeListener listener, ManualTime time) {
        SystemTime started = SystemTime.start(2);
        threads = started;
        return keep(builder(settings, listener)
                .runtime(new NodeRuntime(time, time, started.executor(), new SecureRandom()))
                .build());
    }

    private static RealtimeNodeBuilder builder(RealtimeSettings settings, RealtimeListener listener) {
        return RealtimeNode.builder()
                .authenticator(credentials -> CompletableFuture.completedFuture(
                        credentials.token().startsWith("bad")
                                ? null
                                : new Authentication(new Principal.Member(credentials.token(), null, null), null)))
                .authorizer((principal, channel) -> CompletableFuture.completedFuture(Grant.allow()))
                .settings(settings)
                .listener(listener);
    }

    /** Closes a node after the test. */
    RealtimeNode keep(RealtimeNode started) {
        node = started;
        return started;
    }

    /** Connects as a user and waits until it is known. */
    JsonClient user(String name) throws IOException {
        JsonClient client = json("?token=" + name);
        client.await("connection.established");
        return client;
    }

    JsonClient json(String query, String... headers) throws IOException {
        return new JsonClient(connect(ContainerHarness.PATH + query, headers));
    }

    static PublishResult publish(RealtimeNode node, int number) throws Exception {
        return node.publish(FILE, NOTED, Map.of("n", number))
                .toCompletableFuture()
                .get(Wait.DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }

    static PublishResult publish(RealtimeNode node, String text) throws Exception {
        return publish(node, FILE, text);
    }

    static PublishResult publish(RealtimeNode node, Channel channel, String text) throws Exception {
        return node.publish(channel, NOTED, Map.of("text", text))
                .toCompletableFuture()
                .get(Wait.DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Waits for figures, which lanes bring up to date a moment after a client hears of the change. */
    static void awaitStats(RealtimeNode node, String what, Predicate<NodeStats> holds) {
        long end = System.nanoTime() + Wait.DEADLINE.toNanos();
        while (!holds.test(node.stats())) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + Wait.DEADLINE + ": " + what + ", but " + node.stats());
            }
            Thread.onSpinWait();
        }
    }

    static void drain(RealtimeNode node, Duration within) throws Exception {
        node.drain(within).toCompletableFuture().get(Wait.DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }

    @AfterEach
    void closeNode() {
        if (node != null) {
            node.close();
        }
        if (threads != null) {
            threads.close();
        }
    }
}
