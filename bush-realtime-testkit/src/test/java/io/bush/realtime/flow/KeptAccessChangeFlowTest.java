package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static io.bush.realtime.flow.FlowWorld.OTHER_FILE;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.RealtimeNode.AccessChange;
import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.ReadLimit;
import io.bush.realtime.eventlog.Replay;
import io.bush.realtime.flow.ScriptedBackplane.Answers;
import io.bush.realtime.flow.ScriptedBackplane.Events;
import io.bush.realtime.testkit.ManualWorld;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A change of access that the back end does not take: in force here at once, everywhere as soon as it can be. */
@Tag("contract-3.9")
@Tag("P6")
class KeptAccessChangeFlowTest {

    private static final Channel CONTROL = new Channel(ChannelTypes.CONTROL, "access");
    private static final Retention RETENTION = new Retention(100_000, Duration.ofHours(1), Duration.ofDays(366));
    private static final AccessSelector ANN = AccessSelector.user("user_ann");

    @RegisterExtension
    final TwoNodes nodes = new TwoNodes();

    private final FlowWorld here = nodes.here;
    private final FlowWorld there = nodes.there;
    private Position start = new Position(Position.epoch(0, 0), 0, Position.tag(0));

    @BeforeEach
    void failuresAreTheSubject() {
        here.failuresExpected = true;
        start = here.now(nodes.memory.eventLog().heads(List.of(CONTROL), RETENTION))
                .get(0);
    }

    /** The names of all entries so far. */
    private List<String> log() {
        Replay replay = here.now(nodes.memory
                .eventLog()
                .readAfter(CONTROL, start, RETENTION, new ReadLimit(5_000, 1 << 22, ReadLimit.Overflow.REFUSE)));
        assertThat(replay).isInstanceOf(Replay.Missed.class);
        return ((Replay.Missed) replay).events().stream().map(Event::name).toList();
    }

    private static int revoked(FlowWorld.Peer peer) {
        return peer.frames("subscription.revoked").size();
    }

    @ParameterizedTest
    @EnumSource(names = {"FAILING", "THROWING", "REPLY_LOST"})
    void itIsInForceHereAtOnceAndEverywhereWhenTheLogIsBack(Answers broken) {
        FlowWorld.Peer ann = here.connect("user_ann").subscribe(FILE);
        here.backplane.controlAppending = broken;
        assertThat(here.now(here.node.revoke(ANN))).isEqualTo(AccessChange.KEPT_FOR_LATER);
        assertThat(revoked(ann)).isEqualTo(1);
        FlowWorld.Peer elsewhere = there.connect("user_ann").subscribe(FILE);
        ann.clear().subscribe(FILE);
        here.seconds(5);
        here.backplane.heal();
        here.seconds(2);

        // Stored once whatever the answers said; and what was granted here in between stays.
        assertThat(log()).containsExactly("revoked");
        assertThat(ann.names()).containsExactly("subscription.confirmed");
        assertThat(revoked(elsewhere)).isEqualTo(broken == Answers.REPLY_LOST ? 0 : 1);
    }

    @Test
    void anAppendWithoutAnAnswerIsNotWaitedForLongerThanASecond() {
        FlowWorld.Peer ann = here.connect("user_ann").subscribe(FILE);
        here.backplane.controlAppending = Answers.ASKED_LATE;
        CompletionStage<AccessChange> change = here.node.revoke(ANN);
        here.advance(Duration.ofMillis(999));
        assertThat(revoked(ann)).isZero();
        here.advance(Duration.ofMillis(1));
        assertThat(revoked(ann)).isEqualTo(1);
        ann.clear().subscribe(FILE);
        here.backplane.heal();

        assertThat(here.now(change)).isEqualTo(AccessChange.RECORDED);
        assertThat(ann.names()).containsExactly("subscription.confirmed");
    }

    @Test
    void anEntryOfOnesOwnThatTheBusLostIsInForceWithinASecond() {
        FlowWorld.Peer ann = here.connect("user_ann").subscribe(FILE);
        here.backplane.controlEvents = Events.LOST;
        CompletionStage<AccessChange> change = here.node.revoke(ANN);
        here.advance(Duration.ofMillis(999));
        assertThat(change.toCompletableFuture()).isNotDone();
        here.advance(Duration.ofMillis(1));
        assertThat(here.now(change)).isEqualTo(AccessChange.RECORDED);
        assertThat(revoked(ann)).isEqualTo(1);
        ann.clear().subscribe(FILE);
        here.seconds(70);

        assertThat(ann.names()).containsExactly("subscription.confirmed");
    }

    @Test
    void equalOnesAreKeptOnceAndDifferentOnesInOrder() {
        here.backplane.controlAppending = Answers.FAILING;
        for (int i = 0; i < 3; i++) {
            here.now(here.node.revoke(ANN));
            here.now(here.node.permissionsChanged(ANN));
            here.now(here.node.closeChannel(FILE));
        }
        here.backplane.heal();
        here.seconds(2);

        assertThat(log()).containsExactly("revoked", "permissions_changed", "channel_closed");
    }

    @Test
    void oneThatComesWhileAnEqualOneIsOnItsWayIsRecordedToo() {
        here.backplane.controlAppending = Answers.FAILING;
        here.now(here.node.revoke(ANN));
        here.backplane.controlAppending = Answers.LATE;
        here.seconds(1);
        assertThat(log()).containsExactly("revoked");
        here.backplane.controlAppending = Answers.FAILING;
        here.now(here.node.revoke(ANN));
        here.backplane.heal();
        here.seconds(2);

        assertThat(log()).containsExactly("revoked", "revoked");
    }

    @Test
    @Tag("P9")
    void moreThanAThousandBecomeOneThatSaysAnything() {
        FlowWorld.Peer ann = there.connect("user_ann").subscribe(FILE).subscribe(OTHER_FILE);
        here.backplane.controlAppending = Answers.FAILING;
        for (int i = 0; i < 1_500; i++) {
            here.now(here.node.permissionsChanged(AccessSelector.tag("tag:" + i)));
        }
        there.access = (principal, channel) ->
                CompletableFuture.completedFuture(channel.equals(FILE) ? Grant.DENIED : Grant.allow());
        here.backplane.heal();
        here.seconds(2);

        assertThat(log()).containsExactly("anything_changed");
        assertThat(ann.only("subscription.revoked").get("resource_id").asText()).isEqualTo("file_a");
    }

    @Test
    void aThousandAreToldOneByOne() {
        here.backplane.controlAppending = Answers.FAILING;
        for (int i = 0; i < 1_000; i++) {
            here.now(here.node.revoke(AccessSelector.tag("tag:" + i)));
        }
        here.backplane.heal();
        here.seconds(2);

        assertThat(log()).hasSize(1_000).containsOnly("revoked");
    }

    // ---- a node that has only just begun ----

    @Test
    void aNodeThatCannotBeginToFollowHoldsAndAsksUntilItCan() {
        try (FlowWorld late = lateStarter()) {
            late.world.settle();
            FlowWorld.Peer ann = late.connect("user_ann").subscribe(FILE);
            int[] asked = {0};
            late.access = (principal, channel) -> {
                asked[0]++;
                return CompletableFuture.completedFuture(Grant.allow());
            };
            late.seconds(60);
            assertThat(asked[0]).isEqualTo(2);
            late.backplane.heal();
            late.seconds(2);
            // Once more: it does not know what it missed.
            assertThat(asked[0]).isEqualTo(3);
            late.seconds(60);
            assertThat(asked[0]).isEqualTo(3);
            assertThat(ann.names()).containsExactly("connection.established", "subscription.confirmed");
        }
    }

    @Test
    void whatIsTakenBackBeforeTheNodeFollowsIsInForceAtOnce() {
        try (FlowWorld late = lateStarter()) {
            late.world.settle();
            FlowWorld.Peer ann = late.connect("user_ann").subscribe(FILE);
            assertThat(late.now(late.node.revoke(ANN))).isEqualTo(AccessChange.RECORDED);
            assertThat(revoked(ann)).isEqualTo(1);
            ann.clear().subscribe(FILE);
            late.backplane.heal();
            late.seconds(2);

            assertThat(ann.names()).containsExactly("subscription.confirmed");
        }
    }

    /** A node of its own whose first subscribe on the bus fails. */
    private static FlowWorld lateStarter() {
        ScriptedBackplane backplane = new ScriptedBackplane();
        backplane.controlSubscribing = Answers.FAILING;
        FlowWorld late = new FlowWorld(ManualWorld.inOrder(), backplane, FlowWorld::eventsOnly);
        late.failuresExpected = true;
        return late;
    }
}
