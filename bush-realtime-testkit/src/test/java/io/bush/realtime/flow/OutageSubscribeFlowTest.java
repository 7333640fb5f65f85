package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.Publication;
import io.bush.realtime.RealtimeSettings;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.backplane.OutagePolicy;
import io.bush.realtime.flow.ScriptedBackplane.Answers;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who subscribes in an outage gets what there is, and a position when there is one. */
@Tag("P10")
@Tag("contract-7")
class OutageSubscribeFlowTest {

    @RegisterExtension
    final FlowWorld world = new FlowWorld();

    private static void requireUnrecoverable(FlowWorld.Peer peer) {
        JsonNode confirm = peer.only("subscription.confirmed");
        assertThat(confirm.get("last_event_id").isNull()).isTrue();
        assertThat(confirm.get("recoverable").asBoolean(true)).isFalse();
        assertThat(confirm.has("recovered")).isFalse();
    }

    private void publishLocally(String event) {
        world.publish(Publication.of(FILE, event, 1));
    }

    @Test
    @Tag("contract-2")
    void itIsConfirmedWithoutAPositionAndGetsWhatStaysHere() {
        world.outage();
        FlowWorld.Peer ann = world.connect("user_ann").subscribeWith(FILE, ",'ref':'r1'");
        publishLocally("e.1");

        requireUnrecoverable(ann);
        assertThat(ann.only("subscription.confirmed").get("ref").asText()).isEqualTo("r1");
        assertThat(ann.names()).endsWith("subscription.confirmed", "e.1");
    }

    @Test
    void alsoWhereOthersHaveAPosition() {
        FlowWorld.Peer bob = world.connect("user_bob").subscribe(FILE);
        world.publish(FILE, "e.0");
        world.outage();
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        publishLocally("e.1");

        requireUnrecoverable(ann);
        assertThat(ann.names()).endsWith("subscription.confirmed", "e.1");
        assertThat(bob.names()).endsWith("e.0", "connection.degraded", "e.1");
    }

    @Test
    void whatWasMissedBeforeCannotBeAskedFor() {
        String since = world.publish(FILE, "e.0");
        world.publish(FILE, "e.1");
        world.outage();
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE, since);
        world.comeBack();
        world.seconds(10);

        requireUnrecoverable(ann);
        assertThat(ann.names())
                .endsWith("subscription.confirmed", "subscription.reset", "connection.restored")
                .doesNotContain("e.1");
    }

    @Test
    void whoWaitedForTheBusWhenItBeganIsConfirmedAtOnce() {
        world.backplane.subscribing = Answers.NEVER;
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        assertThat(ann.names()).containsExactly("connection.established");
        world.outage();

        requireUnrecoverable(ann);
    }

    @Test
    void whoWaitedForTheBusBehindSomebodyWhoLeftGetsAPositionAfterwards() {
        world.backplane.subscribing = Answers.NEVER;
        FlowWorld.Peer bob = world.connect("user_bob").subscribe(FILE);
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        bob.unsubscribe(FILE);
        world.outage();
        requireUnrecoverable(ann);
        world.comeBack();
        world.seconds(10);
        world.publish(FILE, "e.1");

        assertThat(ann.names()).endsWith("connection.degraded", "subscription.reset", "connection.restored", "e.1");
    }

    @Test
    void serviceIsNotRestoredBeforeWhatWasMissedWhileTheChannelAttachedIsRead() {
        world.outage();
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        world.comeBackBut(() -> world.backplane.reads = Answers.ASKED_LATE);
        world.backplane.maybeLost(FILE);
        world.seconds(7);
        assertThat(ann.names()).endsWith("connection.degraded", "subscription.confirmed");
        world.backplane.heal();
        world.world.settle();

        assertThat(ann.names()).endsWith("subscription.reset", "connection.restored");
    }

    @Test
    void whoseReplayWasUnderWayIsConfirmedWhenItFails() {
        String since = world.publish(FILE, "e.0");
        world.backplane.reads = Answers.NEVER;
        world.publish(FILE, "e.1");
        FlowWorld.Peer bob = world.connect("user_bob").subscribe(FILE);
        CompletableFuture<Object> none = new CompletableFuture<>();
        assertThat(none).isNotDone();
        world.outage();
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE, since);
        world.backplane.reads = Answers.FAILING;

        requireUnrecoverable(ann);
        assertThat(bob.names()).endsWith("connection.degraded");
    }

    @Test
    void whatHasAPositionIsNotSentBeforeTheReset() {
        world.outage();
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        world.backplane.heal();
        // The link is back before anybody says so.
        String id = world.publish(FILE, "e.1");
        assertThat(ann.names()).endsWith("subscription.confirmed");
        world.backplane.comeBack();
        world.seconds(10);
        world.publish(FILE, "e.2");

        assertThat(ann.names()).endsWith("subscription.confirmed", "subscription.reset", "connection.restored", "e.2");
        assertThat(ann.only("subscription.reset").get("last_event_id").asText()).isEqualTo(id);
        assertThat(ann.reason("subscription.reset")).isEqualTo("epoch_changed");
    }

    @Test
    void itIsResetOnceWhetherOrNotTheChannelIsStartedAnew() {
        FlowWorld.Peer bob = world.connect("user_bob").subscribe(FILE);
        world.publish(FILE, "e.0");
        world.outage();
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        publishLocally("e.1");
        world.comeBack();
        world.seconds(10);
        String id = world.publish(FILE, "e.2");

        assertThat(ann.names())
                .endsWith("subscription.confirmed", "e.1", "subscription.reset", "connection.restored", "e.2");
        assertThat(bob.frames("subscription.reset")).hasSize(1);
        assertThat(ann.only("subscription.reset").get("last_event_id"))
                .isEqualTo(bob.only("subscription.reset").get("last_event_id"));
        assertThat(ann.only("e.2").get("event_id").asText()).isEqualTo(id);
    }

    @Test
    @Tag("P5")
    void whoIsHeldIsResetWhenAccessIsConfirmed() {
        world.outage();
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        CompletableFuture<Grant> answer = new CompletableFuture<>();
        world.access = (principal, channel) -> answer.thenApply(grant -> grant);
        world.seconds(31);
        publishLocally("e.1");
        assertThat(ann.names()).endsWith("subscription.confirmed");
        world.comeBackBut(() -> world.backplane.controlReads = Answers.FAILING);
        world.seconds(3);
        assertThat(ann.names()).doesNotContain("subscription.reset");
        answer.complete(Grant.allow());
        world.seconds(10);
        world.publish(FILE, "e.2");

        assertThat(ann.frames("subscription.reset")).hasSize(1);
        assertThat(ann.names()).contains("e.1").endsWith("e.2");
    }

    @Test
    void itCanBeLeftAndTakenUpAgain() {
        world.outage();
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE).unsubscribe(FILE);
        publishLocally("e.1");
        assertThat(ann.names()).endsWith("subscription.confirmed", "unsubscribed");
        assertThat(world.node.stats().channels()).isZero();
        ann.clear().subscribe(FILE);
        publishLocally("e.2");

        assertThat(ann.names()).containsExactly("subscription.confirmed", "e.2");
    }

    @Test
    void aNewSubscribeOfTheSameChannelTakesItsPlace() {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        world.outage();
        ann.clear().subscribeWith(FILE, ",'events':['a.*']");
        ann.filtered();
        publishLocally("e.1");
        publishLocally("a.1");

        requireUnrecoverable(ann);
        assertThat(ann.names()).containsExactly("subscription.confirmed", "a.1");
    }

    @Test
    @Tag("contract-3.9")
    void aChannelThatIsClosedInTheOutageEndsForEverybodyHere() {
        FlowWorld.Peer bob = world.connect("user_bob").subscribe(FILE);
        world.outage();
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        publishLocally("e.1");
        world.now(world.node.closeChannel(FILE));

        assertThat(ann.reason("subscription.revoked")).isEqualTo("resource_deleted");
        assertThat(bob.reason("subscription.revoked")).isEqualTo("resource_deleted");
        assertThat(ann.names()).endsWith("e.1", "subscription.revoked");
    }

    @Test
    void whereNobodyElseIsAChannelThatIsClosedEndsToo() {
        world.outage();
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        world.now(world.node.closeChannel(FILE));

        assertThat(ann.names()).endsWith("subscription.revoked");
        assertThat(world.node.stats().channels()).isZero();
    }

    @Test
    void byPolicyItIsRejectedForNow() {
        FlowWorld strict = FlowWorld.with(RealtimeSettings.DEFAULT.with(OutagePolicy.REJECT));
        FlowWorld.Peer ann = strict.connect("user_ann").subscribe(FILE);
        strict.outage();
        FlowWorld.Peer bob = strict.connect("user_bob").subscribe(FILE).subscribe(FlowWorld.OTHER_FILE);
        assertThat(bob.frames("subscription.rejected"))
                .hasSize(2)
                .allMatch(frame -> frame.get("reason").asText().equals("temporarily_unavailable"))
                .allMatch(frame -> frame.get("retry_after_ms").asLong() > 0);
        assertThat(ann.names()).endsWith("connection.degraded");
        strict.comeBack();
        strict.seconds(10);
        bob.clear().subscribe(FILE);
        strict.publish(FILE, "e.1");

        assertThat(bob.names()).containsExactly("subscription.confirmed", "e.1");
        assertThat(ann.names()).endsWith("connection.degraded", "connection.restored", "e.1");
        strict.close();
    }

    @Test
    void byPolicyWhoWaitedForTheBusIsRejectedToo() {
        FlowWorld strict = FlowWorld.with(RealtimeSettings.DEFAULT.with(OutagePolicy.REJECT));
        strict.backplane.subscribing = Answers.NEVER;
        FlowWorld.Peer ann = strict.connect("user_ann").subscribe(FILE);
        strict.outage();

        assertThat(ann.reason("subscription.rejected")).isEqualTo("temporarily_unavailable");
        assertThat(strict.node.stats().channels()).isZero();
        strict.close();
    }

    @Test
    @Tag("P9")
    void aBusThatNeverAnswersWithoutAnOutageIsWaitedForFiveSeconds() {
        world.failuresExpected = true;
        world.backplane.subscribing = Answers.NEVER;
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        world.seconds(4);
        assertThat(ann.names()).containsExactly("connection.established");
        world.seconds(1);
        assertThat(ann.reason("subscription.rejected")).isEqualTo("temporarily_unavailable");
        world.backplane.heal();
        ann.subscribe(FILE);

        assertThat(ann.names()).endsWith("subscription.confirmed");
    }
}
