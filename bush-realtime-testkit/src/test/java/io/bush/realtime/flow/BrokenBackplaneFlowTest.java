package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.Publication;
import io.bush.realtime.PublishResult;
import io.bush.realtime.flow.ScriptedBackplane.Answers;
import io.bush.realtime.flow.ScriptedBackplane.Events;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A back end that fails, or even throws, degrades what it was asked for and nothing else. */
@Tag("P9")
@Tag("contract-7")
class BrokenBackplaneFlowTest {

    @RegisterExtension
    final FlowWorld world = new FlowWorld();

    @BeforeEach
    void failuresAreTheSubject() {
        world.failuresExpected = true;
    }

    @ParameterizedTest
    @EnumSource(names = {"FAILING", "THROWING"})
    void aSubscribeIsRefusedForNow(Answers broken) {
        world.backplane.subscribing = broken;
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE);
        world.backplane.subscribing = Answers.NOW;
        world.backplane.heads = broken;
        peer.subscribe(FILE);
        world.backplane.heal();
        peer.subscribe(FILE);

        assertThat(peer.frames("subscription.rejected"))
                .hasSize(2)
                .allMatch(frame -> frame.get("reason").asText().equals("temporarily_unavailable"));
        assertThat(peer.names()).endsWith("subscription.confirmed");
    }

    @ParameterizedTest
    @EnumSource(names = {"FAILING", "THROWING"})
    void aReplayIsRefusedForNowAndTheNextOneIsServed(Answers broken) {
        String since = world.publish(FILE, "e.0");
        world.publish(FILE, "e.1");
        world.backplane.reads = broken;
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE, since);
        assertThat(peer.reason("subscription.rejected")).isEqualTo("temporarily_unavailable");
        world.backplane.heal();
        peer.subscribe(FILE, since);

        assertThat(peer.names()).endsWith("subscription.confirmed", "e.1");
    }

    @ParameterizedTest
    @EnumSource(names = {"FAILING", "THROWING"})
    @Tag("P1")
    void aSpilledSubscriberWaitsForTheLog(Answers broken) {
        FlowWorld.Peer slow = world.connect("user_ann").subscribe(FILE).stall();
        world.publishMany(FILE, 1, 30, Map.of("x", "y".repeat(60_000)));
        world.backplane.reads = broken;
        slow.drain();
        world.seconds(5);
        assertThat(slow.frames("e.30")).isEmpty();
        world.backplane.heal();
        world.seconds(2);

        assertThat(slow.names()).hasSize(32).endsWith("e.29", "e.30");
    }

    @ParameterizedTest
    @EnumSource(names = {"FAILING", "THROWING"})
    @Tag("P3")
    void aRepairIsTriedUntilTheLogAnswers(Answers broken) {
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE);
        world.backplane.events = Events.LOST;
        world.publish(FILE, "e.1");
        world.backplane.events = Events.NOW;
        world.backplane.reads = broken;
        world.publish(FILE, "e.2");
        world.seconds(3);
        world.backplane.heal();
        world.seconds(2);

        assertThat(peer.names()).endsWith("subscription.confirmed", "e.1", "e.2");
    }

    @ParameterizedTest
    @EnumSource(names = {"FAILING", "THROWING"})
    @Tag("P4")
    void aPublishAnswersAndDoesNotThrow(Answers broken) {
        world.backplane.appending = broken;

        assertThat(world.publish(Publication.of(FILE, "e.1", 1))).isInstanceOf(PublishResult.Unknown.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"FAILING", "THROWING"})
    void leasesThatFailLetTheUserInByTheNodesOwnCount(Answers broken) {
        world.backplane.leasing = broken;

        assertThat(world.connect("user_ann").names()).containsExactly("connection.established");
    }

    @Test
    @Tag("contract-3.6")
    void whoIsRefusedByTheNodesOwnCountGivesBackWhatMayHaveBeenTaken() {
        world.backplane.leasing = Answers.FAILING;
        for (int i = 0; i < 10; i++) {
            world.connect("user_ann");
        }
        world.backplane.leasing = Answers.REPLY_LOST;
        FlowWorld.Peer refused = world.connect("user_ann");

        assertThat(refused.transport.closeCode()).hasValue(4029);
        assertThat(world.backplane.leases).isEmpty();
    }

    @Test
    void aBackEndThatThrowsWhenItIsLeftStopsNoClose() {
        world.backplane.leavingThrows = true;
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE);
        peer.drop();

        assertThat(world.node.stats().connections()).isZero();
        assertThat(world.node.stats().channels()).isZero();
        world.backplane.leases.clear();
        world.backplane.subscribed.clear();
        world.node.close();
        world.world.settle();
        assertThat(world.backplane.closed).isTrue();
        world.backplane.controlSubscribed = false;
    }
}
