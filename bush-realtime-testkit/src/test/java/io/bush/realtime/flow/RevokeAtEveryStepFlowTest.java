package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.Publication;
import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.flow.ScriptedBackplane.Answers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Access is taken back while a subscribe with a replay is on its way: wherever it is, not one frame comes afterwards. */
@Tag("contract-3.9")
@Tag("P5")
@Tag("P6")
class RevokeAtEveryStepFlowTest {

    private static final AccessSelector ANN = AccessSelector.user("user_ann");
    private static final Set<String> ENDS = Set.of("subscription.revoked", "subscription.rejected");

    /** Where the subscribe is held back. */
    enum Step {
        AUTHORIZER,
        BUS,
        HEADS,
        LOG,
        SEAM,
        SOCKET
    }

    /** How access is taken back. */
    enum How {
        REVOKE {
            @Override
            void take(FlowWorld world) {
                world.node.revoke(ANN);
            }
        },
        PERMISSIONS_CHANGED {
            @Override
            void take(FlowWorld world) {
                world.node.permissionsChanged(ANN);
            }
        },
        /** It was taken back elsewhere, and this node cannot read what happened. */
        UNREADABLE {
            @Override
            void take(FlowWorld world) {
                world.failuresExpected = true;
                world.backplane.controlReads = Answers.FAILING;
                world.backplane.maybeLost(new Channel(ChannelTypes.CONTROL, "access"));
                world.world.settle();
            }
        };

        abstract void take(FlowWorld world);
    }

    /** The frames of the channel that came before its end, and nothing may come after it. */
    private static List<String> beforeTheEnd(FlowWorld.Peer peer) {
        List<String> names = peer.names().stream()
                .filter(name -> !name.startsWith("connection."))
                .toList();
        assertThat(names).as("the end is the last").isNotEmpty();
        assertThat(names.get(names.size() - 1)).isIn(ENDS);
        List<String> before = names.subList(0, names.size() - 1);
        assertThat(before).as("it ends once").doesNotContainAnyElementsOf(ENDS);
        return before;
    }

    @ParameterizedTest
    @EnumSource
    void whereItIsHeldBackItEndsWithoutAFrameMore(Step step) {
        try (FlowWorld world = new FlowWorld()) {
            String since = world.publish(FILE, "e.1");
            world.publish(FILE, "e.2");
            FlowWorld.Peer ann = world.connect("user_ann");
            CompletableFuture<Grant> answer = new CompletableFuture<>();
            switch (step) {
                case AUTHORIZER -> world.access = (principal, channel) -> answer.thenApply(grant -> grant);
                case BUS -> world.backplane.subscribing = Answers.ASKED_LATE;
                case HEADS -> world.backplane.heads = Answers.LATE;
                case LOG -> world.backplane.reads = Answers.LATE;
                case SEAM -> world.backplane.reads = Answers.ASKED_LATE;
                case SOCKET -> ann.stall();
            }
            if (step == Step.SOCKET) {
                // What is in flight is gone; the replay waits behind it.
                ann.send("{'action':'ping'}");
            }
            ann.subscribe(FILE, since);
            if (step == Step.SEAM) {
                world.publish(FILE, "e.live");
            }
            world.access = (principal, channel) -> FlowWorld.denied();
            world.now(world.node.revoke(ANN));
            answer.complete(Grant.allow());
            world.backplane.heal();
            world.world.settle();
            world.publish(FILE, "e.late");
            ann.drain();

            List<String> before = beforeTheEnd(ann);
            assertThat(before)
                    .containsExactlyElementsOf(
                            step == Step.SOCKET ? List.of("pong", "subscription.confirmed") : List.of());
        }
    }

    static Stream<Arguments> wires() {
        List<Arguments> all = new ArrayList<>();
        for (How how : How.values()) {
            for (Answers answers : List.of(Answers.NOW, Answers.LATE, Answers.ASKED_LATE)) {
                all.add(Arguments.of(how, answers, false));
                all.add(Arguments.of(how, answers, true));
            }
        }
        return all.stream();
    }

    /** One step is one task of a lane or one thing that comes over a wire; access is taken back after 0, 1, 2, … steps. */
    @ParameterizedTest
    @MethodSource("wires")
    void afterHoweverManyStepsItEndsWithoutAFrameMore(How how, Answers answers, boolean stuck) {
        Set<List<String>> seen = new LinkedHashSet<>();
        boolean more = true;
        int steps = 0;
        while (more) {
            try (FlowWorld world = new FlowWorld()) {
                more = history(world, how, answers, stuck, steps, seen);
            }
            steps++;
            assertThat(steps).as("a subscribe comes to its end").isLessThan(100);
        }
        Set<String> all = new TreeSet<>();
        seen.forEach(all::addAll);
        // The steps reached from before the first answer to after the last event.
        assertThat(seen).contains(List.of());
        assertThat(all).contains("subscription.confirmed");
        if (!stuck) {
            assertThat(all).contains("e.2", "e.live");
        }
    }

    private static boolean history(
            FlowWorld world, How how, Answers answers, boolean stuck, int steps, Set<List<String>> seen) {
        Map<String, Boolean> gone = new HashMap<>();
        world.access = (principal, channel) ->
                gone.isEmpty() ? CompletableFuture.completedFuture(Grant.allow()) : FlowWorld.denied();
        String since = world.publish(FILE, "e.1");
        world.publish(FILE, "e.2");
        FlowWorld.Peer ann = world.connect("user_ann");
        if (stuck) {
            ann.stall().send("{'action':'ping'}");
        }
        world.backplane.subscribing = answers;
        world.backplane.heads = answers;
        world.backplane.reads = answers;
        ann.wire.onTextEnd(
                "{\"action\":\"subscribe\",\"channel\":\"file\",\"resource_id\":\"file_a\",\"since_event_id\":\""
                        + since + "\"}");
        boolean more = true;
        for (int i = 0; i < steps && more; i++) {
            more = world.world.executor().runOne() || world.backplane.deliver();
            if (i == steps / 2) {
                world.node.publish(Publication.of(FILE, "e.live", Map.of()));
            }
        }
        gone.put("ann", true);
        how.take(world);
        world.backplane.heal();
        world.world.settle();
        world.publish(FILE, "e.late");
        ann.drain();

        List<String> before = new ArrayList<>(beforeTheEnd(ann));
        before.remove("pong");
        assertThat(before).doesNotContain("e.late");
        seen.add(before);
        return more;
    }
}
