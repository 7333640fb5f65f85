package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static io.bush.realtime.flow.FlowWorld.OTHER_FILE;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.RealtimeNode.AccessChange;
import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.flow.ScriptedBackplane.Answers;
import io.bush.realtime.flow.ScriptedBackplane.Events;
import io.bush.realtime.protocol.CloseCode;
import io.bush.realtime.testkit.ManualTime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Access is taken back on one node, and ends on another. */
@Tag("contract-3.9")
@Tag("P6")
class ControlLogFlowTest {

    private static final Channel CONTROL = new Channel(ChannelTypes.CONTROL, "access");
    private static final Retention RETENTION = new Retention(100_000, Duration.ofHours(1), Duration.ofDays(366));
    private static final AccessSelector ANN = AccessSelector.user("user_ann");

    @RegisterExtension
    final TwoNodes nodes = new TwoNodes();

    private final FlowWorld here = nodes.here;
    private final FlowWorld there = nodes.there;

    private void revokeHere(AccessSelector who) {
        assertThat(here.now(here.node.revoke(who))).isEqualTo(AccessChange.RECORDED);
    }

    private static boolean ended(FlowWorld.Peer peer) {
        return !peer.frames("subscription.revoked").isEmpty();
    }

    @Test
    void aRevokeOnOneNodeEndsTheSubscriptionOnTheOther() {
        FlowWorld.Peer ann = there.connect("user_ann").subscribe(FILE);
        FlowWorld.Peer bob = there.connect("user_bob").subscribe(FILE);
        revokeHere(ANN);
        here.publish(FILE, "e.1");

        assertThat(ann.names()).endsWith("subscription.revoked");
        assertThat(ann.reason("subscription.revoked")).isEqualTo("permissions_changed");
        assertThat(bob.names()).endsWith("e.1");
    }

    @Test
    void aChangeOfPermissionsIsAskedAboutOnEveryNodeAtOnceAndOnceMore() {
        int[] asked = {0};
        there.access = (principal, channel) -> {
            asked[0]++;
            return CompletableFuture.completedFuture(Grant.allow());
        };
        FlowWorld.Peer ann = there.connect("user_ann").subscribe(FILE);
        asked[0] = 0;
        here.now(here.node.permissionsChanged(ANN));
        assertThat(asked[0]).isEqualTo(1);
        there.access = (principal, channel) -> FlowWorld.denied();
        there.advance(Duration.ofMillis(4_999));
        assertThat(ended(ann)).isFalse();
        there.advance(Duration.ofMillis(1));

        assertThat(ended(ann)).isTrue();
    }

    @Test
    void aClosedChannelEndsOnEveryNodeAfterEverythingUpToThere() {
        FlowWorld.Peer ann = there.connect("user_ann").subscribe(FILE);
        there.backplane.events = Events.HELD;
        here.publish(FILE, "e.1");
        here.now(here.node.closeChannel(FILE));
        here.publish(FILE, "e.late");
        there.backplane.heal();
        nodes.world.settle();

        assertThat(ann.names())
                .containsExactly("connection.established", "subscription.confirmed", "e.1", "subscription.revoked");
        assertThat(ann.reason("subscription.revoked")).isEqualTo("resource_deleted");
    }

    @Test
    void aUserIsDisconnectedEverywhere() {
        FlowWorld.Peer ann = there.connect("user_ann");
        FlowWorld.Peer bob = there.connect("user_bob");
        assertThat(here.now(here.node.disconnectUser("user_ann", CloseCode.FORBIDDEN)))
                .isEqualTo(AccessChange.RECORDED);

        assertThat(ann.transport.closeCode()).hasValue(4003);
        assertThat(bob.transport.closeCode()).isEmpty();
    }

    // ---- what the bus lost ----

    @Test
    void aLostEntryIsFoundByTheNextOne() {
        FlowWorld.Peer ann = there.connect("user_ann").subscribe(FILE);
        there.backplane.controlEvents = Events.LOST;
        revokeHere(ANN);
        assertThat(ended(ann)).isFalse();
        there.backplane.controlEvents = Events.NOW;
        revokeHere(AccessSelector.user("user_nobody"));

        assertThat(ended(ann)).isTrue();
    }

    @Test
    void aLostEntryIsFoundWhenTheBusSaysThatItMayHaveLostSomething() {
        FlowWorld.Peer ann = there.connect("user_ann").subscribe(FILE);
        there.backplane.controlEvents = Events.LOST;
        revokeHere(ANN);
        there.backplane.maybeLost(CONTROL);
        nodes.world.settle();

        assertThat(ended(ann)).isTrue();
    }

    @Test
    @Tag("P3")
    void aLostEntryIsFoundInSilenceToo() {
        FlowWorld.Peer ann = there.connect("user_ann").subscribe(FILE);
        there.backplane.controlEvents = Events.LOST;
        revokeHere(ANN);
        there.seconds(2);

        assertThat(ended(ann)).isTrue();
    }

    @Test
    @Tag("P3")
    void aLookThatFailsOnceHoldsNothing() {
        FlowWorld.Peer ann = there.connect("user_ann").subscribe(FILE);
        nobodyKnowsThere();
        there.failuresExpected = true;
        there.backplane.controlHeads = Answers.FAILING;
        there.advance(Duration.ofMillis(1_001));
        assertThat(there.events.calls("failed")).isNotEmpty();
        there.backplane.controlHeads = Answers.NOW;
        there.seconds(3);
        here.publish(FILE, "e.1");

        assertThat(ann.frames("e.1")).hasSize(1);
    }

    @Test
    @Tag("P3")
    void looksThatFailForASecondHoldEverythingUntilOneSucceeds() {
        FlowWorld.Peer ann = there.connect("user_ann").subscribe(FILE);
        nobodyKnowsThere();
        there.failuresExpected = true;
        there.backplane.controlHeads = Answers.FAILING;
        there.seconds(3);
        here.publish(FILE, "e.1");
        assertThat(ann.frames("e.1")).isEmpty();
        there.backplane.controlHeads = Answers.NOW;
        allowThere();
        there.seconds(10);

        assertThat(ann.frames("e.1")).hasSize(1);
    }

    @Test
    @Tag("P3")
    void aLookThatIsNotAnsweredHoldsEverything() {
        FlowWorld.Peer ann = there.connect("user_ann").subscribe(FILE);
        nobodyKnowsThere();
        there.backplane.controlHeads = Answers.LATE;
        there.seconds(4);
        here.publish(FILE, "e.1");
        assertThat(ann.frames("e.1")).isEmpty();
        allowThere();
        there.backplane.heal();
        there.seconds(10);

        assertThat(ann.frames("e.1")).hasSize(1);
    }

    @Test
    void moreThanAPageOfLostEntriesIsReadInOrder() {
        FlowWorld.Peer ann = there.connect("user_ann").subscribe(FILE).subscribe(OTHER_FILE);
        there.backplane.controlEvents = Events.LOST;
        for (int i = 0; i < 600; i++) {
            revokeHere(AccessSelector.tag("tag:" + i));
        }
        revokeHere(AccessSelector.channel(OTHER_FILE));
        there.backplane.controlReadCount = 0;
        there.backplane.maybeLost(CONTROL);
        nodes.world.settle();

        assertThat(there.backplane.controlReadCount).isEqualTo(3);
        assertThat(ann.only("subscription.revoked").get("resource_id").asText()).isEqualTo("file_b");
    }

    @Test
    void anEntryThatComesTwiceIsDoneOnce() {
        FlowWorld.Peer ann = there.connect("user_ann").subscribe(FILE);
        there.backplane.controlEvents = Events.HELD;
        revokeHere(ANN);
        there.backplane.maybeLost(CONTROL);
        nodes.world.settle();
        assertThat(ended(ann)).isTrue();
        ann.clear().subscribe(FILE);
        there.backplane.heal();
        nodes.world.settle();

        assertThat(ann.names()).containsExactly("subscription.confirmed");
    }

    @Test
    void anEntryOfANewerVersionMayBeAnything() {
        FlowWorld.Peer ann = there.connect("user_ann").subscribe(FILE);
        there.access = (principal, channel) -> FlowWorld.denied();
        appendUnknown();
        nodes.world.settle();

        assertThat(ended(ann)).isTrue();
    }

    // ---- a place that cannot be proven ----

    /** The other node misses more than the log keeps. */
    private void gapThere() {
        here.backplane.controlEvents = Events.LOST;
        there.backplane.controlEvents = Events.LOST;
        for (int i = 0; i <= RETENTION.maxEvents(); i++) {
            appendUnknown();
        }
        here.backplane.controlEvents = Events.NOW;
        there.backplane.controlEvents = Events.NOW;
        here.backplane.maybeLost(CONTROL);
        there.backplane.maybeLost(CONTROL);
        nodes.world.settle();
    }

    private void appendUnknown() {
        nodes.memory
                .eventLog()
                .append(
                        new EventContent(
                                CONTROL, "planet_lost", ManualTime.START, Payload.EMPTY, null, null, null, null, null),
                        RETENTION,
                        null);
    }

    private void nobodyKnowsThere() {
        there.failuresExpected = true;
        there.access = (principal, channel) -> FlowWorld.never();
    }

    private void allowThere() {
        there.access = (principal, channel) -> CompletableFuture.completedFuture(Grant.allow());
    }

    @Test
    @Tag("P1")
    void afterAGapNothingIsDeliveredBeforeItIsAuthorisedAgain() {
        FlowWorld.Peer ann = there.connect("user_ann").subscribe(FILE);
        nobodyKnowsThere();
        gapThere();
        here.publish(FILE, "e.1");
        assertThat(ann.frames("e.1")).isEmpty();
        allowThere();
        there.seconds(10);
        here.publish(FILE, "e.2");

        assertThat(ann.names()).containsExactly("connection.established", "subscription.confirmed", "e.1", "e.2");
    }

    @Test
    @Tag("P5")
    void whoeverLostAccessInTheGapGetsNothingMore() {
        FlowWorld.Peer ann = there.connect("user_ann").subscribe(FILE);
        CompletableFuture<Grant> answer = new CompletableFuture<>();
        there.access = (principal, channel) -> answer.thenApply(grant -> grant);
        gapThere();
        here.publish(FILE, "e.1");
        answer.complete(Grant.DENIED);
        nodes.world.settle();

        assertThat(ann.names())
                .containsExactly("connection.established", "subscription.confirmed", "subscription.revoked");
    }

    @Test
    void afterAGapItFollowsAgain() {
        FlowWorld.Peer ann = there.connect("user_ann").subscribe(FILE);
        gapThere();
        there.backplane.controlReadCount = 0;
        revokeHere(ANN);

        assertThat(ended(ann)).isTrue();
        assertThat(there.backplane.controlReadCount).isZero();
    }

    @Test
    void afterAGapInALogThatBeganAnewItFollowsAgain() {
        FlowWorld.Peer ann = there.connect("user_ann").subscribe(FILE);
        nodes.memory.eventLog().startAnew(CONTROL, RETENTION, Duration.ZERO);
        gapThere();
        there.backplane.controlReadCount = 0;
        revokeHere(ANN);

        assertThat(ended(ann)).isTrue();
        assertThat(there.backplane.controlReadCount).isZero();
    }

    @Test
    @Tag("P5")
    void aReplayThatWasGrantedBeforeTheGapIsAskedAboutAgain() {
        String since = here.publish(FILE, "e.1");
        here.publish(FILE, "e.2");
        there.backplane.reads = Answers.LATE;
        FlowWorld.Peer ann = there.connect("user_ann").subscribe(FILE, since);
        there.access = (principal, channel) -> FlowWorld.denied();
        gapThere();
        there.backplane.heal();
        nodes.world.settle();

        assertThat(ann.names()).containsExactly("connection.established", "subscription.rejected");
        assertThat(ann.reason("subscription.rejected")).isEqualTo("insufficient_permissions");
    }

    @Test
    @Tag("P2")
    void aReplayThatIsGrantedAgainIsServedAsIfNothingHadBeen() {
        String since = here.publish(FILE, "e.1");
        here.publish(FILE, "e.2");
        there.backplane.reads = Answers.LATE;
        FlowWorld.Peer ann = there.connect("user_ann").subscribe(FILE, since);
        gapThere();
        there.backplane.heal();
        nodes.world.settle();
        here.publish(FILE, "e.3");

        assertThat(ann.names()).containsExactly("connection.established", "subscription.confirmed", "e.2", "e.3");
    }

    @Test
    void aReadingThatFailsHoldsEverythingAtOnceAndIsRepeatedUntilItSucceeds() {
        FlowWorld.Peer ann = there.connect("user_ann").subscribe(FILE);
        nobodyKnowsThere();
        there.backplane.controlReads = Answers.FAILING;
        there.backplane.maybeLost(CONTROL);
        nodes.world.settle();
        here.publish(FILE, "e.1");
        assertThat(ann.frames("e.1")).isEmpty();
        allowThere();
        there.seconds(10);
        assertThat(ann.frames("e.1")).hasSize(1);
        // A grant is good for half a minute while the log cannot be read.
        int[] asked = {0};
        there.access = (principal, channel) -> {
            asked[0]++;
            return CompletableFuture.completedFuture(Grant.allow());
        };
        there.seconds(60);
        assertThat(asked[0]).isEqualTo(2);
        there.backplane.heal();
        there.seconds(100);

        assertThat(asked[0]).isEqualTo(2);
        assertThat(there.events.calls("failed")).isNotEmpty();
    }

    @Test
    void aReadingThatTakesLongerThanASecondHoldsEverything() {
        FlowWorld.Peer ann = there.connect("user_ann").subscribe(FILE);
        nobodyKnowsThere();
        there.backplane.controlReads = Answers.LATE;
        there.backplane.maybeLost(CONTROL);
        here.publish(FILE, "e.1");
        assertThat(ann.frames("e.1")).isEmpty();
        there.seconds(2);
        here.publish(FILE, "e.2");
        assertThat(ann.frames("e.2")).isEmpty();
        allowThere();
        there.seconds(10);

        assertThat(ann.frames("e.1")).hasSize(1);
        assertThat(ann.frames("e.2")).hasSize(1);
    }

    @Test
    void whatComesDuringAReadingThatCannotHaveSeenItIsReadAfterwards() {
        FlowWorld.Peer ann = there.connect("user_ann").subscribe(FILE);
        there.backplane.controlReads = Answers.LATE;
        there.backplane.maybeLost(CONTROL);
        nodes.world.settle();
        revokeHere(ANN);
        assertThat(ended(ann)).isFalse();
        there.backplane.heal();
        nodes.world.settle();

        assertThat(ended(ann)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"LATE", "ASKED_LATE"})
    void whatComesBeforeANewNodeKnowsItsPlaceIsDoneOnce(Answers late) {
        ScriptedBackplane backplane = new ScriptedBackplane(nodes.memory);
        backplane.controlHeads = late;
        FlowWorld young = new FlowWorld(nodes.world, backplane, FlowWorld::eventsOnly);
        FlowWorld.Peer ann = young.connect("user_ann").subscribe(FILE);
        FlowWorld.Peer bob = young.connect("user_bob").subscribe(FILE);
        revokeHere(ANN);
        backplane.heal();
        nodes.world.settle();
        assertThat(ended(ann)).isTrue();
        ann.clear().subscribe(FILE);
        revokeHere(AccessSelector.user("user_bob"));

        assertThat(ended(bob)).isTrue();
        assertThat(ann.names()).containsExactly("subscription.confirmed");
        assertThat(backplane.controlReadCount).isZero();
        young.leave();
    }

    @Test
    void aQuickReadingHoldsNobody() {
        there.connect("user_ann").subscribe(FILE);
        int[] asked = {0};
        there.access = (principal, channel) -> {
            asked[0]++;
            return CompletableFuture.completedFuture(Grant.allow());
        };
        there.backplane.maybeLost(CONTROL);
        there.seconds(130);

        assertThat(asked[0]).isZero();
    }
}
