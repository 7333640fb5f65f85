package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.Publication;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelType;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.flow.ScriptedBackplane.Answers;
import io.bush.realtime.flow.ScriptedBackplane.Events;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where what is read from the log meets what comes live, when either is late or lost. */
@Tag("P1")
class SeamFlowTest {

    @RegisterExtension
    final FlowWorld world = new FlowWorld(builder -> builder.channelType(ChannelType.withPrefix("brief", "brief")
            .withRetention(new Retention(1_000, Duration.ofMinutes(1), Duration.ofMinutes(1)))));

    private FlowWorld.Peer settled(FlowWorld.Peer peer) {
        world.backplane.heal();
        world.world.settle();
        return peer;
    }

    @Test
    void whatIsPublishedWhileTheLogIsReadComesAfterTheReplay() {
        String since = world.publish(FILE, "e.0");
        world.publish(FILE, "e.1");
        world.backplane.reads = Answers.LATE;
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE, since);
        world.publishMany(FILE, 2, 4, Map.of());
        assertThat(peer.names()).containsExactly("connection.established");
        settled(peer);
        world.publish(FILE, "e.5");

        assertThat(peer.names())
                .containsExactly("connection.established", "subscription.confirmed", "e.1", "e.2", "e.3", "e.4", "e.5");
        assertThat(peer.only("subscription.confirmed").get("replayed").asInt()).isEqualTo(1);
    }

    @Test
    void whoeverReadFurtherThanTheBusGetsNothingTwice() {
        String since = world.publish(FILE, "e.0");
        FlowWorld.Peer bob = world.connect("user_bob").subscribe(FILE);
        world.backplane.events = Events.HELD;
        world.publishMany(FILE, 1, 3, Map.of());
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE, since);
        assertThat(ann.names()).endsWith("subscription.confirmed", "e.1", "e.2", "e.3");
        assertThat(bob.names()).containsExactly("connection.established", "subscription.confirmed");
        settled(bob);
        world.publish(FILE, "e.4");

        assertThat(ann.names()).endsWith("e.1", "e.2", "e.3", "e.4").hasSize(6);
        assertThat(bob.names()).endsWith("e.1", "e.2", "e.3", "e.4").hasSize(6);
    }

    @Test
    void whoeverIsAheadIsToldNoOlderPosition() {
        String since = world.publish(FILE, "e.0");
        world.connect("user_bob").subscribe(FILE);
        world.backplane.events = Events.HELD;
        world.publish(FILE, "comment.created");
        world.publish(FILE, "other.thing");
        world.publish(FILE, "other.thing");
        FlowWorld.Peer ann = world.connect("user_ann")
                .filtered()
                .subscribeWith(FILE, ",'events':['comment.*'],'since_event_id':'" + since + "'");
        world.backplane.heads = Answers.LATE;
        world.seconds(70);

        assertThat(ann.frames("comment.created")).hasSize(1);
        assertThat(ann.frames("subscription.position")).hasSize(1);
    }

    @Test
    void aVolatileEventReachesWhoeverIsAheadAtOnce() {
        String since = world.publish(FILE, "e.0");
        world.connect("user_bob").subscribe(FILE);
        world.backplane.events = Events.HELD;
        world.publish(FILE, "e.1");
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE, since);
        world.backplane.events = Events.NOW;
        world.publish(Publication.of(FILE, "v.one", 1).asVolatile(null));

        assertThat(ann.names()).endsWith("e.1", "v.one");
    }

    @Test
    @Tag("P3")
    void aLostEventIsRepairedFromTheLogAtTheNextEventOnceForAll() {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        FlowWorld.Peer bob = world.connect("user_bob").subscribe(FILE);
        world.backplane.events = Events.LOST;
        world.publishMany(FILE, 1, 3, Map.of());
        world.backplane.events = Events.NOW;
        world.backplane.readCount = 0;
        world.publish(FILE, "e.4");

        for (FlowWorld.Peer peer : List.of(ann, bob)) {
            assertThat(peer.names())
                    .containsExactly("connection.established", "subscription.confirmed", "e.1", "e.2", "e.3", "e.4");
        }
        assertThat(world.backplane.readCount).isEqualTo(1);
    }

    @Test
    @Tag("P3")
    void aBusThatMayHaveLostSomethingIsRepairedWithoutTraffic() {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        world.backplane.events = Events.LOST;
        world.publish(FILE, "e.1");
        world.backplane.maybeLost(FILE);
        world.world.settle();

        assertThat(ann.names()).containsExactly("connection.established", "subscription.confirmed", "e.1");
    }

    @Test
    @Tag("P3")
    void whatComesWhileTheLogIsReadForARepairWaitsItsTurn() {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        world.backplane.events = Events.LOST;
        world.publish(FILE, "e.1");
        world.backplane.events = Events.NOW;
        world.backplane.reads = Answers.LATE;
        world.publish(FILE, "e.2");
        world.publish(FILE, "e.3");
        world.publish(Publication.of(FILE, "v.one", 1).asVolatile(null));
        FlowWorld.Peer bob = world.connect("user_bob").subscribe(FILE);
        world.publish(FILE, "e.4");
        assertThat(ann.names()).hasSize(2);
        settled(ann);

        assertThat(ann.names()).endsWith("e.1", "e.2", "e.3", "v.one", "e.4");
        assertThat(bob.names()).startsWith("connection.established", "subscription.confirmed");
    }

    @Test
    @Tag("P3")
    void aRepairWhoseLogFailsIsTriedAgain() {
        world.failuresExpected = true;
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        world.backplane.events = Events.LOST;
        world.publish(FILE, "e.1");
        world.backplane.events = Events.NOW;
        world.backplane.reads = Answers.FAILING;
        world.publish(FILE, "e.2");
        world.seconds(30);
        world.backplane.reads = Answers.NOW;
        world.seconds(4);

        assertThat(ann.names()).endsWith("subscription.confirmed", "e.1", "e.2");
        // A quarter of a second, then twice as long each time up to 4 s, and of that at least half.
        assertThat(world.events.calls("failed")).hasSizeBetween(10, 18);
    }

    @Test
    void whoeverCatchesUpWhileTheChannelIsRepairedMissesNothing() {
        String since = world.publish(FILE, "e.0");
        world.connect("user_bob").subscribe(FILE);
        world.backplane.reads = Answers.LATE;
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE, since);
        world.publish(FILE, "e.1");
        world.backplane.events = Events.LOST;
        world.publish(FILE, "e.2");
        world.backplane.events = Events.NOW;
        world.publish(FILE, "e.3");
        settled(ann);
        world.publish(FILE, "e.4");

        assertThat(ann.names()).endsWith("subscription.confirmed", "e.1", "e.2", "e.3", "e.4");
    }

    @Test
    @Tag("P2")
    void aGapInTheChannelLeavesNoHoleForWhoeverCatchesUpMeanwhile() {
        String since = world.publish(FILE, "e.0");
        FlowWorld.Peer bob = world.connect("user_bob").subscribe(FILE);
        world.backplane.reads = Answers.LATE;
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE, since);
        world.publish(FILE, "e.1");
        // The log forgets what the bus loses: nobody can repair this.
        world.backplane.reads = Answers.NOW;
        world.backplane.events = Events.LOST;
        world.publishMany(FILE, 2, 1_200, Map.of());
        world.backplane.events = Events.NOW;
        world.publish(FILE, "e.next");
        assertThat(bob.frames("subscription.reset")).hasSize(1);
        settled(ann);
        world.publish(FILE, "e.last");

        assertThat(ann.reason("subscription.reset")).isEqualTo("expired");
        assertThat(ann.names()).endsWith("subscription.reset", "e.last");
    }

    @Test
    @Tag("P2")
    void whatCannotBeRepairedIsOneResetForEverySubscriber() {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        FlowWorld.Peer bob = world.connect("user_bob").subscribe(FILE);
        world.publish(FILE, "e.0");
        world.backplane.events = Events.LOST;
        world.publishMany(FILE, 1, 1_100, Map.of());
        world.backplane.events = Events.NOW;
        world.publish(FILE, "e.next");
        world.publish(FILE, "e.last");

        for (FlowWorld.Peer peer : List.of(ann, bob)) {
            assertThat(peer.names()).endsWith("e.0", "subscription.reset", "e.last");
            assertThat(peer.reason("subscription.reset")).isEqualTo("expired");
        }
    }

    @Test
    void aSeamLongerThanItsBufferIsReadAgain() {
        String since = world.publish(FILE, "e.0");
        world.backplane.reads = Answers.LATE;
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE, since);
        // 1 MiB is kept at the seam; this is more, and the log has it all.
        world.publishMany(FILE, 1, 30, Map.of("x", "y".repeat(60_000)));
        settled(ann);
        world.publish(FILE, "e.31");

        assertThat(ann.names()).hasSize(2 + 31).endsWith("e.30", "e.31");
    }

    @Test
    void twoWhoCatchUpAtDifferentTimesShareOneSeam() {
        String since = world.publish(FILE, "e.0");
        world.backplane.reads = Answers.LATE;
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE, since);
        world.publish(FILE, "e.1");
        FlowWorld.Peer bob = world.connect("user_bob").subscribe(FILE, since);
        world.publish(FILE, "e.2");
        world.backplane.deliver();
        world.publish(FILE, "e.3");
        settled(bob);
        world.publish(FILE, "e.4");

        assertThat(ann.names())
                .endsWith("subscription.confirmed", "e.1", "e.2", "e.3", "e.4")
                .hasSize(6);
        assertThat(bob.names())
                .endsWith("subscription.confirmed", "e.1", "e.2", "e.3", "e.4")
                .hasSize(6);
    }

    @Test
    @Tag("P9")
    void aNewEpochThatTheBusDidNotTellOfIsNotAskedForInACircle() {
        Channel brief = new Channel("brief", "brief_a");
        FlowWorld.Peer bob = world.connect("user_bob").subscribe(brief);
        world.publish(brief, "e.0");
        // The head is forgotten after a minute in which nobody could refresh it.
        world.failuresExpected = true;
        world.backplane.heads = Answers.FAILING;
        world.seconds(200);
        world.backplane.heal();
        world.backplane.events = Events.LOST;
        String fresh = world.publish(brief, "n.1");
        world.publish(brief, "n.2");
        world.backplane.readCount = 0;
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(brief, fresh);
        world.backplane.events = Events.NOW;
        world.seconds(2);
        world.publish(brief, "n.3");

        assertThat(ann.names()).endsWith("subscription.confirmed", "n.2", "n.3").hasSize(4);
        assertThat(bob.names()).endsWith("subscription.reset", "n.3");
        assertThat(world.backplane.readCount).isLessThan(8);
    }

    @Test
    @Tag("P4")
    void aReplyThatIsLateDeliversNothingBeforeItsTime() {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        world.backplane.appending = Answers.LATE;
        var result = world.node.publish(Publication.of(FILE, "e.1", 1)).toCompletableFuture();
        world.advance(Duration.ofSeconds(1));
        assertThat(result).isNotDone();
        assertThat(ann.frames("e.1")).hasSize(1);
        settled(ann);

        assertThat(result).isCompleted();
    }
}
