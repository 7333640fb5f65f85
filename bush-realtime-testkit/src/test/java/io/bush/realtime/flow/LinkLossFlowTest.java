package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static io.bush.realtime.flow.FlowWorld.OTHER_FILE;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.RealtimeSettings;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.eventlog.RepairSettings;
import io.bush.realtime.flow.ScriptedBackplane.Answers;
import io.bush.realtime.flow.ScriptedBackplane.Events;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A link was made anew: what it lost is repaired, for thousands of channels as for one. */
@Tag("P3")
class LinkLossFlowTest {

    @RegisterExtension
    final FlowWorld world = FlowWorld.collaborative();

    private static List<Channel> files(int count) {
        List<Channel> files = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            files.add(new Channel("project", "proj_" + i));
        }
        return files;
    }

    /** Each client has fifty of the channels. */
    private List<FlowWorld.Peer> subscribeTo(List<Channel> channels) {
        List<FlowWorld.Peer> peers = new ArrayList<>();
        for (int from = 0; from < channels.size(); from += 50) {
            String items = channels.subList(from, Math.min(from + 50, channels.size())).stream()
                    .map(channel -> "{'channel':'project','resource_id':'" + channel.id() + "'}")
                    .collect(Collectors.joining(","));
            peers.add(world.connect("user_" + from).send("{'action':'subscribe','subscriptions':[" + items + "]}"));
        }
        return peers;
    }

    private void lose(Channel channel, String event) {
        world.backplane.events = Events.LOST;
        world.publish(channel, event);
        world.backplane.events = Events.NOW;
    }

    @Test
    @Tag("P9")
    void tenThousandChannelsAreAskedForInBatchesAndOnlyThoseBehindAreReadAFewAtATime() {
        List<Channel> channels = files(10_000);
        List<FlowWorld.Peer> peers = subscribeTo(channels);
        for (int i = 0; i < channels.size(); i += 10) {
            lose(channels.get(i), "e.1");
            lose(channels.get(i), "e.2");
        }
        world.backplane.headCounts.clear();
        world.backplane.readCount = 0;
        world.backplane.reads = Answers.LATE;
        channels.forEach(world.backplane::maybeLost);
        world.world.settle();
        assertThat(world.backplane.readsUnderWay).isEqualTo(RepairSettings.DEFAULT.readsInFlight());
        while (world.backplane.deliver()) {
            world.world.settle();
        }

        assertThat(world.backplane.mostReadsUnderWay).isEqualTo(RepairSettings.DEFAULT.readsInFlight());
        assertThat(world.backplane.readCount).isEqualTo(1_000);
        assertThat(world.backplane.headCounts).hasSizeLessThan(50);
        for (FlowWorld.Peer peer : peers) {
            assertThat(peer.frames("e.1")).hasSize(5);
            assertThat(peer.frames("e.2")).hasSize(5);
        }
    }

    @Test
    void aRepairGoesAheadOfThoseWhoComeBackMeanwhile() {
        try (FlowWorld narrow =
                FlowWorld.with(RealtimeSettings.DEFAULT.with(new RepairSettings(Duration.ofSeconds(2), 1, 1_000)))) {
            String since = narrow.publish(OTHER_FILE, "e.0");
            FlowWorld.Peer ann = narrow.connect("user_ann").subscribe(FILE);
            narrow.backplane.reads = Answers.ASKED_LATE;
            List<FlowWorld.Peer> late = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                String at = narrow.publish(OTHER_FILE, "e.x" + i);
                late.add(narrow.connect("user_" + i).subscribe(OTHER_FILE, i == 0 ? since : at));
            }
            narrow.backplane.events = Events.LOST;
            narrow.publish(FILE, "e.1");
            narrow.backplane.events = Events.NOW;
            narrow.publish(FILE, "e.2");
            assertThat(narrow.node.stats().reading().underWay()).isEqualTo(1);
            assertThat(narrow.node.stats().reading().waiting()).isPositive();
            narrow.backplane.deliver();
            narrow.world.settle();
            assertThat(ann.frames("e.1")).isEmpty();
            narrow.backplane.deliver();
            narrow.world.settle();
            assertThat(ann.names()).endsWith("e.1", "e.2");
            narrow.backplane.heal();
            narrow.world.settle();

            assertThat(late)
                    .allSatisfy(peer ->
                            assertThat(peer.frames("subscription.confirmed")).hasSize(1));
        }
    }

    @Test
    void aLossThatIsToldWhileTheLogIsReadIsReadForOnceMore() {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        lose(FILE, "e.1");
        world.backplane.reads = Answers.LATE;
        world.backplane.maybeLost(FILE);
        world.world.settle();
        assertThat(world.backplane.readsUnderWay).isEqualTo(1);
        lose(FILE, "e.2");
        world.backplane.maybeLost(FILE);
        world.world.settle();
        world.backplane.heal();
        world.world.settle();

        assertThat(ann.names()).endsWith("e.1", "e.2");
    }

    @Test
    void aLossThatIsToldWhileTheHeadIsAskedForIsAskedForOnceMore() {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        world.backplane.heads = Answers.LATE;
        world.backplane.maybeLost(FILE);
        world.world.settle();
        lose(FILE, "e.1");
        world.backplane.maybeLost(FILE);
        world.world.settle();
        world.backplane.heal();
        world.world.settle();

        assertThat(ann.frames("e.1")).hasSize(1);
    }

    @Test
    void aLossThatIsToldWhileTheChannelIsAttachedIsReadFor() {
        world.backplane.heads = Answers.LATE;
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        lose(FILE, "e.1");
        world.backplane.maybeLost(FILE);
        world.world.settle();
        world.backplane.heads = Answers.NOW;
        world.backplane.heal();
        world.world.settle();

        assertThat(ann.frames("e.1")).hasSize(1);
    }

    @Test
    @Tag("P9")
    void aLinkThatIsMadeAnewAgainAndAgainDoesNotPileUpQuestions() {
        world.connect("user_ann").subscribe(FILE);
        world.backplane.headCounts.clear();
        world.backplane.heads = Answers.LATE;
        for (int i = 0; i < 1_000; i++) {
            world.backplane.maybeLost(FILE);
            world.world.settle();
        }
        assertThat(world.backplane.headCounts).hasSize(1);
        world.backplane.heal();
        world.world.settle();

        assertThat(world.backplane.headCounts).hasSize(2);
    }

    @Test
    @Tag("P9")
    void manyWhoComeToNewChannelsAtOnceAreLetInAFewAtATime() {
        world.backplane.heads = Answers.LATE;
        List<FlowWorld.Peer> peers = subscribeTo(files(500));
        assertThat(world.backplane.headCounts).hasSize(RepairSettings.DEFAULT.readsInFlight());
        while (world.backplane.deliver()) {
            world.world.settle();
        }

        assertThat(peers)
                .allSatisfy(peer ->
                        assertThat(peer.frames("subscription.confirmed")).hasSize(50));
        world.backplane.heal();
    }
}
