package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static io.bush.realtime.flow.FlowWorld.OTHER_FILE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.Publication;
import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.call.Calls;
import io.bush.realtime.observe.Health;
import io.bush.realtime.observe.NodeStats;
import io.bush.realtime.observe.RealtimeListener;
import io.bush.realtime.testkit.RecordingListener;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a node tells about itself. */
class ListenerFlowTest {

    private static final Calls CALLS =
            Calls.none().with("say", JsonNode.class, (caller, params) -> CompletableFuture.completedFuture("said"));

    /** A day in the life of a node in which everything happens that a listener can hear of. */
    private static FlowWorld.Peer everything(FlowWorld world) {
        world.failuresExpected = true;
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE).subscribe(OTHER_FILE, "nonsense");
        String first = world.publish(FILE, "e.1");
        world.publish(FILE, "e.2");
        world.connect("user_bob").filtered().subscribe(FILE, first).unsubscribe(FILE);
        world.connect("guest:share_a").filtered().subscribe(FILE);
        world.publish(FILE, "e.hidden");
        ann.stall();
        world.publishMany(FILE, 1, 30, Map.of("x", "y".repeat(60_000)));
        world.publish(Publication.of(FILE, "v.a", 1).asVolatile("a"));
        ann.drain();
        ann.send("nonsense");
        ann.send("{'action':'call','method':'say'}");
        new Polling(world).poll("user_ann", FILE, first);
        for (int i = 0; i < 101; i++) {
            ann.send("{'action':'ping'}");
        }
        world.outage();
        world.publish(Publication.of(FILE, "e.local", 1));
        world.comeBack();
        world.seconds(10);
        world.access = (principal, channel) -> FlowWorld.broken();
        world.now(world.node.permissionsChanged(AccessSelector.channel(FILE)));
        world.advance(Duration.ofMinutes(2));
        return ann;
    }

    private static Set<String> methods() {
        Set<String> names = new TreeSet<>();
        for (Method method : RealtimeListener.class.getMethods()) {
            if (!Modifier.isStatic(method.getModifiers())) {
                names.add(method.getName());
            }
        }
        return names;
    }

    @Test
    @Tag("issue-2.2")
    void everyCallbackReachesTheListener() {
        try (FlowWorld world = new FlowWorld(builder -> builder.calls(CALLS))) {
            everything(world);
            Set<String> heard = world.events.calls().stream()
                    .map(RecordingListener.Call::method)
                    .collect(Collectors.toCollection(TreeSet::new));

            assertThat(heard).isEqualTo(methods());
        }
    }

    @Test
    void everyOpenedConnectionAndSubscriptionIsAlsoReportedToEnd() {
        RecordingListener events;
        try (FlowWorld world = new FlowWorld(builder -> builder.calls(CALLS))) {
            everything(world);
            world.connect("user_cat").subscribe(FILE);
            events = world.events;
        }
        assertThat(events.calls("closed")).hasSameSizeAs(events.calls("opened"));
        assertThat(events.calls("unsubscribed")).hasSameSizeAs(events.calls("subscribed"));
    }

    @Test
    @Tag("P9")
    void aListenerThatThrowsStopsNothing() {
        InvocationHandler throwing = (proxy, method, arguments) -> {
            throw new IllegalStateException("boom in " + method.getName());
        };
        RealtimeListener broken = (RealtimeListener) Proxy.newProxyInstance(
                RealtimeListener.class.getClassLoader(), new Class<?>[] {RealtimeListener.class}, throwing);
        FlowWorld.Peer calm;
        FlowWorld.Peer disturbed;
        try (FlowWorld world = new FlowWorld(builder -> builder.calls(CALLS))) {
            calm = everything(world);
        }
        try (FlowWorld world = new FlowWorld(builder -> builder.listener(broken).calls(CALLS))) {
            disturbed = everything(world);
        }
        assertThat(disturbed.names()).isEqualTo(calm.names());
    }

    @Test
    @Tag("issue-2.2")
    void theFiguresOfANodeAreTrue() {
        try (FlowWorld world = new FlowWorld()) {
            FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE).subscribe(OTHER_FILE);
            world.connect("user_ann").subscribe(FILE).send("nonsense");
            world.connect("user_bob");
            world.open();
            world.publish(FILE, "e.1");
            ann.stall();
            world.publish(OTHER_FILE, "e.2");
            world.publish(OTHER_FILE, "e.3");
            NodeStats stats = world.node.stats();

            assertThat(stats.connections()).isEqualTo(4);
            assertThat(stats.unauthenticated()).isEqualTo(1);
            assertThat(stats.users()).isEqualTo(2);
            assertThat(stats.channels()).isEqualTo(2);
            assertThat(stats.subscriptions()).isEqualTo(3);
            assertThat(stats.subscribersByChannel()).isEqualTo(Map.of(FILE, 2, OTHER_FILE, 1));
            assertThat(stats.queuedBytes()).isBetween(100L, 400L);
            assertThat(stats.events().published()).isEqualTo(3);
            assertThat(stats.events().delivered()).isEqualTo(4);
            assertThat(stats.events().messagesIn()).isEqualTo(4);
            assertThat(stats.transportPaths()).isEqualTo(Map.of("recording", 4));
            assertThat(world.node.health()).isEqualTo(new Health(Health.Status.UP, "ok"));
            ann.drain();
        }
    }
}
