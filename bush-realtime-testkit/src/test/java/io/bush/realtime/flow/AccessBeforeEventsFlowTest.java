package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static io.bush.realtime.flow.FlowWorld.OTHER_FILE;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.Publication;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.flow.ScriptedBackplane.Answers;
import io.bush.realtime.flow.ScriptedBackplane.Events;
import io.bush.realtime.protocol.CloseCode;
import io.bush.realtime.testkit.ManualWorld;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A change of access and the events behind it are there in one heap, as after a pause of the process: not one of them may reach
 * whoever has lost access, and nobody else may miss one.
 */
@Tag("contract-3.9")
@Tag("P6")
class AccessBeforeEventsFlowTest {

    private static final AccessSelector ANN = AccessSelector.user("user_ann");
    private static final int SEEDS = 30;

    @RegisterExtension
    final TwoNodes nodes = new TwoNodes();

    private final FlowWorld here = nodes.here;
    private final FlowWorld there = nodes.there;

    private static void burst(RealtimeNode node) {
        for (int i = 1; i <= 3; i++) {
            node.publish(Publication.of(FILE, "e." + i, i));
            node.publish(Publication.of(OTHER_FILE, "o." + i, i));
        }
    }

    private static CompletionStage<@Nullable Grant> allButAnn(Principal principal, Channel channel) {
        return CompletableFuture.completedFuture(
                principal.id().equals("user_ann") ? Grant.DENIED : Grant.allow("project:proj_x"));
    }

    private static long events(FlowWorld.Peer peer) {
        return peer.names().stream()
                .filter(name -> name.startsWith("e.") || name.startsWith("o."))
                .count();
    }

    /** Every lane runs whenever the seed wants it. */
    private static void nothingReachesAnn(Consumer<FlowWorld> change) {
        for (int seed = 0; seed < SEEDS; seed++) {
            ManualWorld shuffled = ManualWorld.seeded(seed);
            try (FlowWorld world = new FlowWorld(shuffled, new ScriptedBackplane(), builder -> builder)) {
                FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE).subscribe(OTHER_FILE);
                FlowWorld.Peer bob = world.connect("user_bob").subscribe(FILE).subscribe(OTHER_FILE);
                change.accept(world);
                burst(world.node);
                shuffled.settle();

                assertThat(events(ann)).as("seed %d: %s", seed, ann.names()).isZero();
                assertThat(bob.names())
                        .as("seed %d", seed)
                        .containsSubsequence("e.1", "e.2", "e.3")
                        .containsSubsequence("o.1", "o.2", "o.3");
                assertThat(events(bob)).as("seed %d", seed).isEqualTo(6);
            }
        }
    }

    @Test
    void nothingBehindARevokeReachesTheUser() {
        nothingReachesAnn(world -> world.node.revoke(ANN));
    }

    @Test
    void nothingBehindAChangeOfPermissionsReachesWhoIsDenied() {
        nothingReachesAnn(world -> {
            world.access = AccessBeforeEventsFlowTest::allButAnn;
            world.node.permissionsChanged(AccessSelector.tag("project:proj_x"));
            world.node.permissionsChanged(ANN);
        });
    }

    @Test
    void nothingBehindADisconnectReachesTheUser() {
        nothingReachesAnn(world -> world.node.disconnectUser("user_ann", CloseCode.FORBIDDEN));
    }

    @Test
    void nothingReachesWhoWasAskedForBeforeTheAnswer() {
        FlowWorld.Peer ann = here.connect("user_ann").subscribe(FILE).subscribe(OTHER_FILE);
        CompletableFuture<@Nullable Grant> answer = new CompletableFuture<>();
        here.access = (principal, channel) -> answer.thenApply(grant -> grant);
        here.node.permissionsChanged(ANN);
        burst(here.node);
        here.world.settle();
        assertThat(events(ann)).isZero();
        answer.complete(Grant.allow());
        here.world.settle();

        assertThat(events(ann)).isEqualTo(6);
    }

    @Test
    void whoMayGoOnIsNotShownAgainWhatDidNotChange() {
        FlowWorld.Peer ann = here.connect("user_ann").subscribe(FILE);
        int before = ann.frames("presence.state").size();
        here.now(here.node.permissionsChanged(ANN));
        here.publish(FILE, "e.1");

        assertThat(ann.frames("e.1")).hasSize(1);
        assertThat(ann.frames("presence.state")).hasSize(before);
    }

    @Test
    void nothingBehindTheEndOfAChannelIsDelivered() {
        FlowWorld.Peer ann = there.connect("user_ann").subscribe(FILE);
        here.publish(FILE, "e.0");
        here.node.closeChannel(FILE);
        burst(here.node);
        nodes.world.settle();

        assertThat(ann.names()).endsWith("e.0", "subscription.revoked").doesNotContain("e.1", "e.2", "e.3");
    }

    /** What would be seen if the bus did not keep its promise. */
    @Test
    void aBusThatBringsChangesLateIsNoticed() {
        FlowWorld.Peer ann = there.connect("user_ann").subscribe(FILE);
        there.backplane.controlEvents = Events.HELD;
        here.node.revoke(ANN);
        burst(here.node);
        nodes.world.settle();

        assertThat(events(ann)).isEqualTo(3);
    }

    @Test
    void afterAStandstillNothingIsDeliveredBeforeTheLogOfChangesWasRead() {
        deliversNothingBeforeTheLogWasReadAfter(() -> nodes.world.time().standStill(Duration.ofSeconds(3)));
    }

    @Test
    void aMachineThatWasPutAsideDeliversNothingBeforeTheLogOfChangesWasRead() {
        deliversNothingBeforeTheLogWasReadAfter(() -> nodes.world.time().jumpWall(Duration.ofMinutes(10)));
    }

    private void deliversNothingBeforeTheLogWasReadAfter(Runnable standstill) {
        FlowWorld.Peer ann = there.connect("user_ann").subscribe(FILE);
        FlowWorld.Peer bob = there.connect("user_bob").subscribe(FILE);
        there.backplane.controlEvents = Events.LOST;
        here.now(here.node.revoke(ANN));
        standstill.run();
        there.backplane.controlReads = Answers.LATE;
        burst(here.node);
        nodes.world.settle();
        assertThat(events(ann)).isZero();
        assertThat(events(bob)).isZero();
        there.backplane.heal();
        nodes.world.settle();

        assertThat(events(ann)).isZero();
        assertThat(events(bob)).isEqualTo(3);
    }

    @Test
    void aStandstillOfAMomentIsNone() {
        FlowWorld.Peer bob = there.connect("user_bob").subscribe(FILE);
        there.backplane.controlReads = Answers.LATE;
        nodes.world.time().standStill(Duration.ofMillis(500));
        burst(here.node);
        nodes.world.settle();

        assertThat(events(bob)).isEqualTo(3);
    }

    @Test
    void whoCanBeConfirmedWaitsNoLongerThanASecondForALogThatCannotBeRead() {
        FlowWorld.Peer ann = there.connect("user_ann").subscribe(FILE);
        FlowWorld.Peer bob = there.connect("user_bob").subscribe(FILE);
        there.access = AccessBeforeEventsFlowTest::allButAnn;
        there.backplane.controlReads = Answers.LATE;
        nodes.world.time().standStill(Duration.ofSeconds(3));
        burst(here.node);
        there.advance(Duration.ofSeconds(1));

        assertThat(events(ann)).isZero();
        assertThat(events(bob)).isEqualTo(3);
    }
}
