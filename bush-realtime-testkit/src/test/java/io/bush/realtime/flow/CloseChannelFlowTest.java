package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static io.bush.realtime.flow.FlowWorld.OTHER_FILE;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.RealtimeNode.AccessChange;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("contract-3.9")
class CloseChannelFlowTest {

    @RegisterExtension
    final FlowWorld world = new FlowWorld();

    private void close() {
        assertThat(world.now(world.node.closeChannel(FILE))).isEqualTo(AccessChange.RECORDED);
    }

    @Test
    void everybodyGetsWhatWasPublishedAndThenTheEnd() {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE).subscribe(OTHER_FILE);
        FlowWorld.Peer bob = world.connect("user_bob").subscribe(FILE);
        world.publish(FILE, "file.deleted");
        close();
        world.publish(FILE, "e.late");
        world.publish(OTHER_FILE, "e.other");

        assertThat(ann.names())
                .containsExactly(
                        "connection.established",
                        "subscription.confirmed",
                        "subscription.confirmed",
                        "file.deleted",
                        "subscription.revoked",
                        "e.other");
        assertThat(ann.reason("subscription.revoked")).isEqualTo("resource_deleted");
        assertThat(bob.names())
                .containsExactly(
                        "connection.established", "subscription.confirmed", "file.deleted", "subscription.revoked");
        assertThat(world.backplane.subscribed).containsExactly(OTHER_FILE);
    }

    @Test
    void aChannelNobodyListensToCanBeClosed() {
        close();
        world.connect("user_ann").subscribe(FILE);
    }

    @Test
    void whatIsQueuedOnAStalledSocketIsStillSent() {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE).stall();
        world.publish(FILE, "e.1");
        world.publish(FILE, "file.deleted");
        close();
        ann.drain();

        assertThat(ann.names())
                .containsExactly(
                        "connection.established",
                        "subscription.confirmed",
                        "e.1",
                        "file.deleted",
                        "subscription.revoked");
    }

    @Test
    @Tag("contract-3.12")
    void aSpilledSubscriberGetsTheRestFromTheLogUpToTheEndAndNothingMore() {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE).stall();
        world.publishMany(FILE, 1, 40, Map.of("x", "y".repeat(60_000)));
        assertThat(world.events.calls("spilled")).isNotEmpty();
        world.publish(FILE, "file.deleted");
        close();
        world.publish(FILE, "e.late");
        assertThat(world.node.stats().subscriptions()).isEqualTo(1);
        ann.drain();

        assertThat(ann.names()).hasSize(2 + 40 + 1 + 1).endsWith("e.40", "file.deleted", "subscription.revoked");
        assertThat(ann.reason("subscription.revoked")).isEqualTo("resource_deleted");
    }

    @Test
    void aSubscriberThatCatchesUpGetsItsReplayAndThenTheEnd() {
        String since = world.publish(FILE, "e.1");
        world.publish(FILE, "e.2");
        FlowWorld.Peer bob = world.connect("user_bob").subscribe(FILE);
        world.backplane.reads = ScriptedBackplane.Answers.ASKED_LATE;
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE, since);
        world.publish(FILE, "file.deleted");
        close();
        world.publish(FILE, "e.late");
        world.backplane.heal();
        world.world.settle();

        assertThat(ann.names())
                .containsExactly(
                        "connection.established",
                        "subscription.confirmed",
                        "e.2",
                        "file.deleted",
                        "subscription.revoked");
        assertThat(bob.names()).endsWith("file.deleted", "subscription.revoked");
    }

    @Test
    @Tag("P1")
    void aBusThatIsBehindTheLogDelaysTheEnd() {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        world.backplane.events = ScriptedBackplane.Events.HELD;
        world.backplane.reads = ScriptedBackplane.Answers.ASKED_LATE;
        world.publish(FILE, "e.1");
        close();
        assertThat(ann.frames("subscription.revoked")).isEmpty();
        world.backplane.heal();
        world.world.settle();

        assertThat(ann.names())
                .containsExactly("connection.established", "subscription.confirmed", "e.1", "subscription.revoked");
    }

    @Test
    @Tag("P1")
    void aBusThatLostTheLastEventDelaysTheEndUntilTheLogIsRead() {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        world.backplane.events = ScriptedBackplane.Events.LOST;
        world.publish(FILE, "e.1");
        close();

        assertThat(ann.names())
                .containsExactly("connection.established", "subscription.confirmed", "e.1", "subscription.revoked");
    }

    @Test
    void whenTheLogDoesNotAnswerTheChannelIsClosedWhereThisNodeIs() {
        world.failuresExpected = true;
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        world.publish(FILE, "e.1");
        world.backplane.heads = ScriptedBackplane.Answers.FAILING;
        world.now(world.node.closeChannel(FILE));

        assertThat(ann.names())
                .containsExactly("connection.established", "subscription.confirmed", "e.1", "subscription.revoked");
    }

    @Test
    void whoeverSubscribesAgainAfterwardsIsAskedAbout() {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        close();
        world.access = (principal, channel) -> FlowWorld.denied();
        ann.subscribe(FILE);

        assertThat(ann.reason("subscription.rejected")).isEqualTo("insufficient_permissions");
    }
}
