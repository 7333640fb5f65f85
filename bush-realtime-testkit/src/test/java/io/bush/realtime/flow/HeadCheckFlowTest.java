package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static io.bush.realtime.flow.FlowWorld.OTHER_FILE;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.Publication;
import io.bush.realtime.RealtimeSettings;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelType;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.RepairSettings;
import io.bush.realtime.flow.ScriptedBackplane.Answers;
import io.bush.realtime.flow.ScriptedBackplane.Events;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is lost in silence is found, in time and at little cost. */
@Tag("P3")
class HeadCheckFlowTest {

    private static final Duration PERIOD = Duration.ofSeconds(2);
    private static final Channel BRIEF = new Channel("brief", "brief_a");

    @RegisterExtension
    final FlowWorld world = new FlowWorld(builder -> builder.channelType(ChannelType.withPrefix("brief", "brief")
            .withRetention(new Retention(1_000, Duration.ofSeconds(1), Duration.ofSeconds(1)))));

    private void lose(String event) {
        world.backplane.events = Events.LOST;
        world.publish(FILE, event);
        world.backplane.events = Events.NOW;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 249, 250, 251, 499, 1_000, 1_749, 1_750, 1_751, 1_999, 2_000, 2_001, 3_333})
    void theLastEventOfAChannelIsFoundWithinThePeriodWheneverItIsLost(int millis) {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        world.advance(Duration.ofMillis(millis));
        lose("e.1");
        world.advance(PERIOD);

        assertThat(ann.names()).containsExactly("connection.established", "subscription.confirmed", "e.1");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 250, 1_000, 1_999, 2_000})
    void anEventJustBeforeTheLossDelaysNothing(int millis) {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        world.advance(Duration.ofMillis(millis));
        world.publish(FILE, "e.1");
        lose("e.2");
        world.advance(PERIOD);

        assertThat(ann.names()).endsWith("subscription.confirmed", "e.1", "e.2");
    }

    @Test
    void aChannelInWhichOnlyVolatileEventsComeIsLookedAtToo() {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        lose("e.1");
        for (int i = 0; i < 20; i++) {
            world.publish(Publication.of(FILE, "upload.progress", i).asVolatile("a"));
            world.advance(Duration.ofMillis(100));
        }

        assertThat(ann.frames("e.1")).hasSize(1);
        assertThat(ann.frames("upload.progress")).hasSize(20);
    }

    @Test
    void aChannelInWhichDurableEventsComeIsNotAskedFor() {
        world.connect("user_ann").subscribe(FILE);
        world.backplane.headCounts.clear();
        for (int i = 0; i < 20; i++) {
            world.publish(FILE, "e." + i);
            world.advance(Duration.ofMillis(500));
        }

        assertThat(world.backplane.headCounts).isEmpty();
        assertThat(world.backplane.readCount).isZero();
    }

    @Test
    @Tag("P1")
    void aQuietChannelKeepsItsEpochHoweverShortItsHeadIsRemembered() {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(BRIEF);
        world.seconds(120);
        world.publish(BRIEF, "e.1");

        assertThat(ann.names()).endsWith("subscription.confirmed", "e.1");
    }

    @Test
    void allSubscribersAreServedFromOneReading() {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        FlowWorld.Peer bob = world.connect("user_bob").subscribe(FILE);
        world.connect("user_cay").subscribe(OTHER_FILE);
        lose("e.1");
        lose("e.2");
        world.advance(PERIOD);

        assertThat(ann.names()).endsWith("e.1", "e.2");
        assertThat(bob.names()).endsWith("e.1", "e.2");
        assertThat(world.backplane.readCount).isEqualTo(1);
    }

    @Test
    void anAnswerThatTheBusHasOvertakenIsNoReasonToRead() {
        world.connect("user_ann").subscribe(FILE);
        world.backplane.heads = Answers.LATE;
        world.advance(PERIOD);
        world.publish(FILE, "e.1");
        world.backplane.heal();
        world.world.settle();

        assertThat(world.backplane.readCount).isZero();
    }

    @Test
    @Tag("P9")
    void aLogThatDoesNotAnswerIsAskedOnce() {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        world.backplane.headCounts.clear();
        world.backplane.heads = Answers.ASKED_LATE;
        lose("e.1");
        world.seconds(60);
        assertThat(world.backplane.headCounts).containsExactly(1);
        world.backplane.heal();
        world.advance(PERIOD);

        assertThat(ann.frames("e.1")).hasSize(1);
    }

    @Test
    @Tag("P9")
    void aLogThatCannotSayIsAskedLessAndLessAndFindsTheLossWhenItCan() {
        world.failuresExpected = true;
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        world.backplane.headCounts.clear();
        world.backplane.heads = Answers.FAILING;
        lose("e.1");
        world.seconds(60);
        assertThat(world.backplane.headCounts).hasSizeBetween(14, 40);
        world.backplane.heads = Answers.NOW;
        world.seconds(5);

        assertThat(ann.frames("e.1")).hasSize(1);
    }

    @Test
    void theTimeInWhichALossIsFoundCanBeSet() {
        try (FlowWorld slow =
                FlowWorld.with(RealtimeSettings.DEFAULT.with(new RepairSettings(Duration.ofSeconds(40), 64, 1_000)))) {
            FlowWorld.Peer ann = slow.connect("user_ann").subscribe(FILE);
            slow.backplane.events = Events.LOST;
            slow.publish(FILE, "e.1");
            slow.seconds(30);
            assertThat(ann.frames("e.1")).isEmpty();
            slow.seconds(10);

            assertThat(ann.frames("e.1")).hasSize(1);
        }
    }
}
