package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static io.bush.realtime.flow.FlowWorld.OTHER_FILE;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.Publication;
import io.bush.realtime.RealtimeSettings;
import io.bush.realtime.flow.ScriptedBackplane.Answers;
import io.bush.realtime.ratelimit.RateLimits;
import io.bush.realtime.ratelimit.RateLimits.Limit;
import io.bush.realtime.transport.OutboundLimits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("contract-3.12")
@Tag("P9")
class SlowConsumerFlowTest {

    private static final Map<String, String> LARGE = Map.of("x", "y".repeat(60_000));

    @RegisterExtension
    final FlowWorld world = new FlowWorld();

    private static List<String> names(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(i -> "e." + i).toList();
    }

    private static List<String> events(FlowWorld.Peer peer) {
        return peer.names().stream().filter(name -> name.startsWith("e.")).toList();
    }

    private void progress(Publication publication) {
        world.publish(publication);
    }

    @Test
    @Tag("P1")
    void aSpilledSubscriberIsServedFromTheLogInOrderAndNobodyElseNotices() {
        FlowWorld.Peer slow = world.connect("user_ann").subscribe(FILE).stall();
        FlowWorld.Peer quick = world.connect("user_bob").subscribe(FILE);
        world.publishMany(FILE, 1, 60, LARGE);
        assertThat(events(quick)).isEqualTo(names(1, 60));
        assertThat(world.node.stats().queuedBytes()).isLessThanOrEqualTo(1 << 20);
        assertThat(events(slow)).containsExactly("e.1");
        assertThat(world.heard("spilled")).containsExactly(slow.connectionId(), FILE);
        slow.drain();
        world.publish(FILE, "e.61");

        assertThat(events(slow)).isEqualTo(names(1, 61));
        assertThat(slow.frames("subscription.reset")).isEmpty();
        assertThat(world.events.calls("caughtUp")).hasSize(1);
    }

    @Test
    @Tag("P1")
    void itIsServedInPagesAsTheSocketTakesThem() {
        FlowWorld.Peer slow = world.connect("user_ann").subscribe(FILE).stall();
        world.publishMany(FILE, 1, 100, LARGE);
        long most = 0;
        for (int i = 0; i < 400; i++) {
            slow.transport.release(null);
            world.world.settle();
            most = Math.max(most, world.node.stats().queuedBytes());
        }
        slow.drain();

        assertThat(events(slow)).isEqualTo(names(1, 100));
        assertThat(most).isLessThanOrEqualTo((1 << 20) + (1 << 18) + (1 << 16));
    }

    @Test
    @Tag("P2")
    void whatLeftTheLogMeanwhileIsOneReset() {
        FlowWorld.Peer slow = world.connect("user_ann").subscribe(FILE).stall();
        world.publishMany(FILE, 1, 30, LARGE);
        world.publishMany(FILE, 31, 1_100, Map.of());
        slow.drain();
        world.publish(FILE, "e.1101");

        assertThat(slow.reason("subscription.reset")).isEqualTo("expired");
        assertThat(slow.names()).endsWith("subscription.reset", "e.1101");
    }

    @Test
    @Tag("P1")
    void whoeverCannotBeServedJustNowIsTriedAgainLessAndLessOften() {
        world.failuresExpected = true;
        FlowWorld.Peer slow = world.connect("user_ann").subscribe(FILE).stall();
        world.publishMany(FILE, 1, 30, LARGE);
        world.backplane.reads = Answers.FAILING;
        slow.drain();
        world.seconds(30);
        // A quarter of a second, then twice as long each time up to 4 s, and of that at least half.
        assertThat(world.events.calls("failed")).hasSizeBetween(10, 18);
        world.backplane.reads = Answers.NOW;
        world.seconds(4);

        assertThat(events(slow)).isEqualTo(names(1, 30));
        assertThat(slow.frames("subscription.reset")).isEmpty();
    }

    @Test
    void eachSpilledChannelOfAConnectionIsServed() {
        FlowWorld.Peer slow =
                world.connect("user_ann").subscribe(FILE).subscribe(OTHER_FILE).stall();
        for (int i = 1; i <= 30; i++) {
            world.publish(FILE, "e." + i, LARGE);
            world.publish(OTHER_FILE, "o." + i, LARGE);
        }
        slow.drain();

        assertThat(events(slow)).isEqualTo(names(1, 30));
        assertThat(slow.names()).hasSize(63);
    }

    @Test
    void whoeverSubscribesWithALongReplayOnAStalledSocketWaitsForRoom() {
        String since = world.publish(FILE, "e.0");
        String other = world.publish(OTHER_FILE, "o.0");
        world.publishMany(FILE, 1, 15, LARGE);
        world.publishMany(OTHER_FILE, 1, 15, LARGE);
        FlowWorld.Peer slow = world.connect("user_ann").stall().send("{'action':'ping'}");
        slow.subscribe(FILE, since).subscribe(OTHER_FILE, other);
        assertThat(world.node.stats().queuedBytes()).isLessThan(1_100_000);
        slow.drain();

        assertThat(slow.frames("subscription.confirmed")).hasSize(2);
        assertThat(events(slow)).hasSize(30);
    }

    @Test
    void aSocketWithoutACompletionForTenSecondsIsClosed4010() {
        FlowWorld.Peer slow = world.connect("user_ann").subscribe(FILE).stall();
        FlowWorld.Peer quick = world.connect("user_bob").subscribe(FILE);
        world.publish(FILE, "e.1");
        world.advance(Duration.ofSeconds(10));
        assertThat(slow.transport.closeCode()).isEmpty();
        world.advance(Duration.ofSeconds(1));

        assertThat(slow.transport.closeCode()).hasValue(4010);
        assertThat(quick.transport.closeCode()).isEmpty();
        assertThat(world.node.stats().queuedBytes()).isZero();
    }

    @Test
    void aSlowSocketThatMovesIsNotClosed() {
        FlowWorld.Peer slow = world.connect("user_ann").subscribe(FILE).stall();
        world.publishMany(FILE, 1, 40, LARGE);
        for (int i = 0; i < 10; i++) {
            world.seconds(9);
            slow.transport.release(null);
            world.world.settle();
        }
        assertThat(slow.transport.closeCode()).isEmpty();
    }

    @Test
    void anIdleSocketIsNotASlowOne() {
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE);
        world.seconds(120);

        assertThat(peer.transport.closeCode()).isEmpty();
    }

    @Test
    @Tag("contract-3.8")
    void volatileEventsConflateByKeyWhenTheConnectionIsBehind() {
        FlowWorld.Peer slow = world.connect("user_ann").subscribe(FILE).stall();
        world.publish(FILE, "e.1");
        progress(Publication.of(FILE, "v.a", 1).asVolatile("a"));
        progress(Publication.of(FILE, "v.b", 1).asVolatile("b"));
        progress(Publication.of(FILE, "v.free", 1).asVolatile(null));
        world.publish(FILE, "e.2");
        progress(Publication.of(FILE, "v.a", 2).asVolatile("a"));
        progress(Publication.of(FILE, "v.free", 2).asVolatile(null));
        progress(Publication.of(FILE, "v.a", 3).asVolatile("a"));
        slow.drain();

        assertThat(slow.names()).endsWith("subscription.confirmed", "e.1", "v.b", "v.free", "e.2", "v.free", "v.a");
        assertThat(slow.only("v.a").get("data").asInt()).isEqualTo(3);
        assertThat(world.events.calls("dropped")).hasSize(2);
    }

    @Test
    @Tag("contract-3.8")
    void theSameKeyInTwoChannelsIsTwoKeys() {
        FlowWorld.Peer slow =
                world.connect("user_ann").subscribe(FILE).subscribe(OTHER_FILE).stall();
        world.publish(FILE, "e.1");
        progress(Publication.of(FILE, "v.a", 1).asVolatile("a"));
        progress(Publication.of(OTHER_FILE, "v.b", 1).asVolatile("a"));
        slow.drain();

        assertThat(slow.names()).endsWith("e.1", "v.a", "v.b");
    }

    @Test
    void volatileEventsForAFullQueueAreDroppedAndReported() {
        FlowWorld.Peer slow = world.connect("user_ann").subscribe(FILE).stall();
        world.publishMany(FILE, 1, 30, LARGE);
        world.events.clear();
        progress(Publication.of(FILE, "v.a", 1).asVolatile("a"));
        assertThat(world.heard("dropped").toString()).contains("v.a", "BEHIND");
        slow.drain();
        progress(Publication.of(FILE, "v.a", 2).asVolatile("a"));

        assertThat(slow.only("v.a").get("data").asInt()).isEqualTo(2);
    }

    @Test
    void aFloodOfRepliesIsBounded() {
        Limit wide = new Limit(10_000, Duration.ofSeconds(60));
        RateLimits rates = new RateLimits(wide, wide, wide, wide, wide, wide, wide);
        try (FlowWorld wideOpen = FlowWorld.with(RealtimeSettings.DEFAULT.with(rates))) {
            FlowWorld.Peer peer = wideOpen.connect("user_ann").stall();
            String items = IntStream.range(0, 50)
                    .mapToObj(i -> "{'channel':'file','resource_id':'" + "x".repeat(128) + "'}")
                    .collect(Collectors.joining(","));
            long most = 0;
            for (int i = 0; i < 1_000 && peer.transport.closeCode().isEmpty(); i++) {
                peer.send("{'action':'subscribe','subscriptions':[" + items + "]}");
                most = Math.max(most, wideOpen.node.stats().queuedBytes());
            }
            assertThat(peer.transport.closeCode()).hasValue(4010);
            assertThat(most).isLessThan(7 << 20);
        }
    }

    @Test
    void aSmallQueueStillTakesALongReplay() {
        OutboundLimits small = new OutboundLimits(65_536, 65_536, 64, Duration.ofSeconds(10));
        try (FlowWorld tight = FlowWorld.with(RealtimeSettings.DEFAULT.with(small))) {
            String since = tight.publish(FILE, "e.0");
            tight.publishMany(FILE, 1, 15, LARGE);
            FlowWorld.Peer slow = tight.connect("user_ann").stall().send("{'action':'ping'}");
            slow.subscribe(FILE, since);
            tight.publish(FILE, "e.16");
            slow.drain();

            assertThat(events(slow)).isEqualTo(names(1, 16));
            assertThat(slow.transport.closeCode()).isEmpty();
        }
    }

    @Test
    void aSendThatFailsEndsTheConnection() {
        FlowWorld.Peer slow = world.connect("user_ann").subscribe(FILE).stall();
        world.publish(FILE, "e.1");
        slow.transport.release(new java.io.IOException("reset by peer"));
        world.world.settle();

        assertThat(slow.transport.aborted()).isTrue();
        assertThat(world.node.stats().connections()).isZero();
        assertThat(world.heard("closed").get(1)).isEqualTo(1006);
    }
}
