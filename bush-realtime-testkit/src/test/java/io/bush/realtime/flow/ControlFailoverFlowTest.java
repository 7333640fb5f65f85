package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.RealtimeNode.AccessChange;
import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.bus.Bus;
import io.bush.realtime.bus.BusListener;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.AppendResult;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.testkit.ManualTime;
import io.bush.realtime.testkit.ManualWorld;
import io.bush.realtime.testkit.forwarding.ForwardingBackplane;
import io.bush.realtime.testkit.forwarding.ForwardingBus;
import io.bush.realtime.testkit.forwarding.ForwardingEventLog;
import io.bush.realtime.time.NodeRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The log answers for a change of access, and loses it in a fail-over before every node has heard of it. */
@Tag("contract-3.9")
@Tag("P6")
class ControlFailoverFlowTest {

    private static final Channel CONTROL = new Channel(ChannelTypes.CONTROL, "access");
    private static final AccessSelector ANN = AccessSelector.user("user_ann");

    private final ManualWorld world = ManualWorld.inOrder();
    private final SharedMemory memory = new SharedMemory(world.runtime());
    private final OldMaster old = new OldMaster();
    private final FlowWorld here = new FlowWorld(world, new ScriptedBackplane(old), FlowWorld::eventsOnly);
    private final FlowWorld there = new FlowWorld(world, new ScriptedBackplane(old), FlowWorld::eventsOnly);

    /** While it is the master it answers for entries that its successor will not have. */
    private final class OldMaster implements Backplane.Factory {

        private final List<BusListener> nodes = new ArrayList<>();
        private boolean master;
        /** How many nodes hear what it announces, the first that was made first. */
        private int hearing;

        @Override
        public Backplane create(NodeRuntime runtime) {
            Backplane successor = memory.create(runtime);
            EventLog log = new ForwardingEventLog(successor.eventLog()) {
                @Override
                public CompletionStage<AppendResult> append(
                        EventContent content, Retention retention, @Nullable String idempotencyKey) {
                    boolean control = content.channel().type().equals(ChannelTypes.CONTROL);
                    return master && control
                            ? heads(List.of(content.channel()), retention)
                                    .thenApply(heads -> answeredFor(content, heads.get(0)))
                            : super.append(content, retention, idempotencyKey);
                }
            };
            Bus bus = new ForwardingBus(successor.bus()) {
                @Override
                public void listen(BusListener listener) {
                    nodes.add(listener);
                    super.listen(listener);
                }
            };
            return new ForwardingBackplane(successor) {
                @Override
                public EventLog eventLog() {
                    return log;
                }

                @Override
                public Bus bus() {
                    return bus;
                }
            };
        }

        private AppendResult answeredFor(EventContent content, Position head) {
            Position at = new Position(head.epoch(), head.offset() + 1, Position.tag(77));
            Event event = new Event(content, new Event.Entry(at, head.tag(), ManualTime.START));
            nodes.subList(0, hearing).forEach(node -> node.onEvent(event));
            return new AppendResult.Stored(at, AppendResult.Origin.THIS_CALL);
        }
    }

    @AfterEach
    void everybodyLeaves() {
        here.leave();
        there.leave();
        memory.close();
        FlowWorld.nothingRuns(world);
    }

    /** The old master takes it, so many nodes hear of it, and then it is master no more. */
    private void revokeBeforeTheFailover(int hearing) {
        world.settle();
        old.master = true;
        old.hearing = hearing;
        CompletableFuture<AccessChange> answer = here.node.revoke(ANN).toCompletableFuture();
        // Who does not hear of its own entry does it after a second.
        here.seconds(hearing == 0 ? 1 : 0);
        world.settle();
        assertThat(answer).isCompletedWithValue(AccessChange.RECORDED);
    }

    private void failover() {
        old.master = false;
        for (FlowWorld node : List.of(here, there)) {
            node.backplane.maybeLost(CONTROL);
        }
        world.settle();
    }

    /** It came back empty, and somebody writes before anybody has read. */
    @Test
    void aChangeThatIsWrittenIntoALogThatBeganAnewIsHeardByWhoeverIsStillInTheOldOne() {
        FlowWorld.Peer ann = there.connect("user_ann").subscribe(FILE);
        FlowWorld.Peer bob = there.connect("user_bob").subscribe(FILE);
        world.settle();
        memory.eventLog().startAnew(CONTROL, Retention.DEFAULT, Duration.ZERO);
        assertThat(here.now(here.node.revoke(ANN))).isEqualTo(AccessChange.RECORDED);
        world.settle();

        assertThat(ended(ann)).isTrue();
        assertThat(ended(bob)).isFalse();
    }

    private static boolean ended(FlowWorld.Peer peer) {
        return !peer.frames("subscription.revoked").isEmpty();
    }

    @Test
    void whoeverNeverHeardOfItIsToldAsSoonAsTheOneWhoSaidItFindsThatItIsLost() {
        FlowWorld.Peer ann = there.connect("user_ann").subscribe(FILE);
        revokeBeforeTheFailover(1);
        assertThat(ended(ann)).isFalse();
        failover();

        assertThat(ended(ann)).isTrue();
    }

    @Test
    @Tag("P3")
    void alsoWhenNobodySaysThatTheLogWentBack() {
        FlowWorld.Peer ann = there.connect("user_ann").subscribe(FILE);
        revokeBeforeTheFailover(1);
        old.master = false;
        here.seconds(2);

        assertThat(ended(ann)).isTrue();
    }

    @Test
    void alsoWhenTheOneWhoSaidItHasNotHeardItEither() {
        FlowWorld.Peer ann = there.connect("user_ann").subscribe(FILE);
        revokeBeforeTheFailover(0);
        failover();
        here.seconds(3);

        assertThat(ended(ann)).isTrue();
    }

    @Test
    void alsoWhenTheOldMasterTakesItTwice() {
        FlowWorld.Peer ann = there.connect("user_ann").subscribe(FILE);
        revokeBeforeTheFailover(0);
        here.seconds(5);
        assertThat(ended(ann)).isFalse();
        failover();
        here.seconds(3);

        assertThat(ended(ann)).isTrue();
    }

    @Test
    void alsoWhenTheSameWasSaidBeforeAndIsNotLost() {
        FlowWorld.Peer ann = there.connect("user_ann").subscribe(FILE);
        assertThat(here.now(here.node.revoke(ANN))).isEqualTo(AccessChange.RECORDED);
        ann.clear().subscribe(FILE);
        revokeBeforeTheFailover(1);
        assertThat(ended(ann)).isFalse();
        failover();

        assertThat(ended(ann)).isTrue();
    }

    /** An authorizer that lets her in again was asked after the change: it is not taken back once more. */
    @Test
    void whoeverHeardOfItDoesItOnce() {
        FlowWorld.Peer ann = there.connect("user_ann").subscribe(FILE);
        revokeBeforeTheFailover(2);
        assertThat(ended(ann)).isTrue();
        ann.clear().subscribe(FILE);
        failover();
        here.seconds(3);
        here.publish(FILE, "e.1");

        assertThat(ann.names()).containsExactly("subscription.confirmed", "e.1");
    }
}
