package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static io.bush.realtime.flow.FlowWorld.OTHER_FILE;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.Publication;
import io.bush.realtime.RealtimeSettings;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.bus.Signal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.eventlog.RepairSettings;
import io.bush.realtime.flow.ScriptedBackplane.Answers;
import io.bush.realtime.flow.ScriptedBackplane.Events;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** More comes than a channel can take: nothing grows without bound, and nothing is lost without a word. */
@Tag("P9")
class OverflowFlowTest {

    private static final int MOST = 16;

    @RegisterExtension
    final FlowWorld world = FlowWorld.collaborative(builder -> builder.settings(
                    RealtimeSettings.DEFAULT.with(new RepairSettings(Duration.ofSeconds(2), 64, MOST)))
            .channelType(ChannelTypes.PROJECT.withMinimumInterval(Duration.ofSeconds(1))));

    /** Publishes while no lane runs. */
    private List<CompletionStage<?>> burst(int from, int to) {
        List<CompletionStage<?>> results = new ArrayList<>();
        for (int i = from; i <= to; i++) {
            results.add(world.node.publish(Publication.of(FILE, "e." + i, i)));
        }
        return results;
    }

    private static List<String> names(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(i -> "e." + i).toList();
    }

    private static List<String> events(FlowWorld.Peer peer) {
        return peer.names().stream().filter(name -> name.startsWith("e.")).toList();
    }

    @Test
    @Tag("P1")
    @Tag("P3")
    void whatFindsNoRoomIsReadFromTheLogOnceForAllAndInItsPlace() {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        FlowWorld.Peer bob = world.connect("user_bob").subscribe(FILE);
        List<CompletionStage<?>> results = burst(1, 200);
        world.world.settle();

        assertThat(results).allMatch(result -> result.toCompletableFuture().isDone());
        for (FlowWorld.Peer peer : List.of(ann, bob)) {
            assertThat(events(peer)).containsExactlyElementsOf(names(1, 200));
        }
        assertThat(world.backplane.readCount).isEqualTo(1);
    }

    @Test
    void anotherChannelKeepsItsRoom() {
        world.connect("user_ann").subscribe(FILE);
        FlowWorld.Peer bob = world.connect("user_bob").subscribe(OTHER_FILE);
        burst(1, 200);
        world.node.publish(Publication.of(OTHER_FILE, "e.other", 1));
        world.world.settle();

        assertThat(events(bob)).containsExactly("e.other");
        assertThat(world.backplane.readCount).isEqualTo(1);
    }

    @Test
    void volatileEventsThatFindNoRoomAreToldToTheListener() {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        for (int i = 1; i <= 40; i++) {
            world.node.publish(Publication.of(FILE, "v." + i, i).asVolatile(null));
        }
        world.world.settle();

        assertThat(ann.names().stream().filter(name -> name.startsWith("v."))).hasSize(MOST);
        assertThat(world.events.calls("dropped")).hasSize(1);
        assertThat(world.heard("dropped")).contains(FILE);
    }

    @Test
    @Tag("P3")
    void whatComesDuringALongRepairIsReadFromTheLogToo() {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        world.backplane.events = Events.LOST;
        world.publish(FILE, "e.1");
        world.backplane.events = Events.NOW;
        world.backplane.reads = Answers.LATE;
        world.publishMany(FILE, 2, 100, Map.of());
        assertThat(events(ann)).isEmpty();
        world.backplane.heal();
        world.world.settle();
        world.publish(FILE, "e.101");

        assertThat(events(ann)).containsExactlyElementsOf(names(1, 101));
    }

    @Test
    void aMinimumIntervalGivesWayBeforeMuchWaits() {
        Channel project = new Channel("project", "proj_a");
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(project);
        world.publish(project, "e.0");
        for (int i = 1; i <= 2 * MOST; i++) {
            world.publish(project, "e." + i);
        }
        assertThat(events(ann)).hasSizeGreaterThan(MOST);
        world.seconds(1);

        assertThat(events(ann)).containsExactlyElementsOf(names(0, 2 * MOST));
        assertThat(world.backplane.readCount).isZero();
    }

    @Test
    @Tag("P7")
    void newsOfPresenceThatFindsNoRoomIsMadeUpForByThePicture() {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        FlowWorld.Peer bob = world.connect("user_bob").subscribe(FILE);
        for (int i = 0; i < 9; i++) {
            bob.wire.onTextEnd(("{'action':'presence','channel':'file','resource_id':'file_a',"
                            + "'state':{'status':'viewing','page':" + i + "}}")
                    .replace('\'', '"'));
        }
        for (int i = 0; i < 40; i++) {
            world.backplane.signal(new Signal(
                    FILE,
                    "typing",
                    new Principal.Member("user_" + i, null, null),
                    Payload.ofJson("{}"),
                    "conn_elsewhere"));
        }
        world.world.settle();

        assertThat(ann.frames("presence.state")).hasSizeGreaterThan(1);
        assertThat(ann.frames("presence.state")
                        .get(ann.frames("presence.state").size() - 1)
                        .get("total")
                        .asInt())
                .isEqualTo(1);
    }
}
