package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static io.bush.realtime.flow.FlowWorld.OTHER_FILE;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.auth.Grant;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelType;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.Replay;
import io.bush.realtime.flow.ScriptedBackplane.Answers;
import io.bush.realtime.flow.ScriptedBackplane.Events;
import io.bush.realtime.observe.NodeStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who wants the same of the log at the same time shares one reading, and gets what a reading of its own would have given. */
@Tag("P2")
class SharedReadFlowTest {

    private static final Channel BRIEF = new Channel("brief", "brief_a");

    @RegisterExtension
    final FlowWorld world = new FlowWorld(builder -> builder.channelType(ChannelType.withPrefix("brief", "brief")
            .withRetention(new Retention(3, Duration.ofHours(1), Duration.ofHours(1)))));

    private List<FlowWorld.Peer> comeBack(int clients, Channel channel, String since) {
        List<FlowWorld.Peer> peers = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            peers.add(world.connect("user_" + i).subscribe(channel, since));
        }
        return peers;
    }

    private void settle() {
        world.backplane.heal();
        world.world.settle();
    }

    @ParameterizedTest
    @EnumSource(names = {"LATE", "ASKED_LATE"})
    @Tag("P9")
    void fiveHundredWhoComeBackAtOnceCostTwoReadings(Answers travelling) {
        String since = world.publish(FILE, "e.0");
        world.publishMany(FILE, 1, 3, Map.of());
        world.backplane.reads = travelling;
        List<FlowWorld.Peer> peers = comeBack(250, FILE, since);
        world.publish(FILE, "e.4");
        peers.addAll(comeBack(250, FILE, since));
        assertThat(world.backplane.readCount).isEqualTo(1);
        settle();
        world.publish(FILE, "e.5");

        for (FlowWorld.Peer peer : peers) {
            assertThat(peer.names())
                    .containsExactly(
                            "connection.established", "subscription.confirmed", "e.1", "e.2", "e.3", "e.4", "e.5");
        }
        assertThat(world.backplane.readCount).isEqualTo(2);
        assertThat(world.node.stats().reading()).isEqualTo(new NodeStats.Reading(500, 2, 0, 0));
    }

    @Test
    @Tag("contract-3.13")
    void whoWasGivenAccessWhileAReadingWasUnderWayDoesNotShareIt() {
        String since = world.publish(FILE, "e.0");
        world.backplane.reads = Answers.LATE;
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE, since);
        world.publish(FILE, "e.secret");
        world.advance(Duration.ofSeconds(10));
        world.access = (principal, channel) -> CompletableFuture.completedFuture(
                Grant.allow().since(world.world.time().wallTime()));
        FlowWorld.Peer bob = world.connect("user_bob").subscribe(FILE, since);
        settle();

        assertThat(ann.frames("e.secret")).hasSize(1);
        assertThat(bob.reason("subscription.reset")).isEqualTo("access_interrupted");
        assertThat(bob.frames("e.secret")).isEmpty();
    }

    @Test
    void whoseEventsWereLostWhileAReadingWasUnderWayDoesNotShareIt() {
        String since = world.publish(BRIEF, "e.0");
        world.publish(BRIEF, "e.1");
        world.backplane.reads = Answers.LATE;
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(BRIEF, since);
        world.publishMany(BRIEF, 2, 5, Map.of());
        FlowWorld.Peer bob = world.connect("user_bob").subscribe(BRIEF, since);
        settle();

        assertThat(ann.names()).endsWith("subscription.confirmed", "e.1", "e.2", "e.3", "e.4", "e.5");
        assertThat(bob.names()).endsWith("subscription.confirmed", "subscription.reset");
        assertThat(bob.reason("subscription.reset")).isEqualTo("expired");
    }

    @Test
    @Tag("P1")
    void whoLeavesWhileOthersShareItsReadingTakesNothingAway() {
        String since = world.publish(FILE, "e.0");
        world.backplane.reads = Answers.LATE;
        FlowWorld.Peer first = world.connect("user_ann").subscribe(FILE, since);
        world.publish(FILE, "e.1");
        FlowWorld.Peer second = world.connect("user_bob").subscribe(FILE, since);
        FlowWorld.Peer third = world.connect("user_cay").subscribe(FILE, since);
        first.unsubscribe(FILE);
        second.drop();
        world.publish(FILE, "e.2");
        settle();
        world.publish(FILE, "e.3");

        assertThat(third.names())
                .endsWith("subscription.confirmed", "e.1", "e.2", "e.3")
                .hasSize(5);
        assertThat(world.backplane.readCount).isEqualTo(2);
    }

    @Test
    void aSharedReadingThatFailsIsAFailureForEachAndAnotherIsTried() {
        world.failuresExpected = true;
        String since = world.publish(FILE, "e.0");
        world.publish(FILE, "e.1");
        world.backplane.reads = Answers.FAILING;
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE, since);
        assertThat(ann.reason("subscription.rejected")).isEqualTo("temporarily_unavailable");
        world.backplane.reads = Answers.NOW;
        ann.subscribe(FILE, since);

        assertThat(ann.names()).endsWith("subscription.confirmed", "e.1");
    }

    @Test
    void otherPositionsAndChannelsAreReadForThemselves() {
        String older = world.publish(FILE, "e.0");
        String newer = world.publish(FILE, "e.1");
        String foreign = world.publish(OTHER_FILE, "e.0");
        world.backplane.reads = Answers.LATE;
        world.connect("user_ann").subscribe(FILE, older);
        world.connect("user_bob").subscribe(FILE, newer);
        world.connect("user_cay").subscribe(OTHER_FILE, foreign);

        assertThat(world.backplane.readCount).isEqualTo(3);
        settle();
    }

    // ---- a log whose events do not follow each other ----

    /** An answer in which one event is missing, as a log that was put together from two would give it. */
    private static Replay withAHole(Replay replay) {
        if (replay instanceof Replay.Missed missed && missed.events().size() > 1) {
            List<Event> left = new ArrayList<>(missed.events());
            left.remove(left.size() / 2);
            return new Replay.Missed(left, missed.head());
        }
        return replay;
    }

    @Test
    void aReplayThatDoesNotFollowEventByEventIsAReset() {
        String since = world.publish(FILE, "e.0");
        world.publishMany(FILE, 1, 4, Map.of());
        world.backplane.forgery = SharedReadFlowTest::withAHole;
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE, since);
        world.backplane.forgery = replay -> replay;
        world.publish(FILE, "e.5");

        assertThat(ann.names()).endsWith("subscription.confirmed", "subscription.reset", "e.5");
        assertThat(ann.reason("subscription.reset")).isEqualTo("diverged");
    }

    @Test
    @Tag("P3")
    void aRepairThatDoesNotFollowEventByEventIsOneResetForEach() {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        FlowWorld.Peer bob = world.connect("user_bob").subscribe(FILE);
        world.backplane.forgery = SharedReadFlowTest::withAHole;
        world.backplane.events = Events.LOST;
        world.publishMany(FILE, 1, 4, Map.of());
        world.backplane.maybeLost(FILE);
        world.world.settle();
        world.backplane.forgery = replay -> replay;
        world.backplane.events = Events.NOW;
        world.publish(FILE, "e.5");

        for (FlowWorld.Peer peer : List.of(ann, bob)) {
            assertThat(peer.names()).endsWith("subscription.confirmed", "subscription.reset", "e.5");
            assertThat(peer.reason("subscription.reset")).isEqualTo("diverged");
        }
    }
}
