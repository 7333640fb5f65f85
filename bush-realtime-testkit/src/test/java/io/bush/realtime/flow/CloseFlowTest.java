package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.Publication;
import io.bush.realtime.PublishResult;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.RealtimeNode.AccessChange;
import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.observe.Health;
import io.bush.realtime.testkit.RecordingTransport;
import io.bush.realtime.testkit.RecordingTransport.Completing;
import io.bush.realtime.time.SystemTime;
import io.bush.realtime.transport.Handshake;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("P11")
class CloseFlowTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @Test
    void closingEndsEveryConnectionAndAllThatIsUnderWay() {
        try (FlowWorld world = new FlowWorld()) {
            world.failuresExpected = true;
            FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
            FlowWorld.Peer stalled = world.connect("user_bob").subscribe(FILE).stall();
            world.publishMany(FILE, 1, 30, Map.of("x", "y".repeat(60_000)));
            FlowWorld.Peer asking = world.connect("user_cat");
            world.access = (principal, channel) -> FlowWorld.never();
            asking.subscribe(FILE);
            world.now(world.node.permissionsChanged(AccessSelector.channel(FILE)));
            world.access = (principal, channel) -> FlowWorld.broken();
            world.advance(Duration.ofSeconds(6));
            world.tokens = credentials -> FlowWorld.never();
            FlowWorld.Peer unknown = world.connect("user_dan");
            world.node.close();
            world.world.settle();

            assertThat(List.of(ann, stalled, asking, unknown))
                    .allSatisfy(peer -> assertThat(peer.transport.closeCode()).hasValue(1001));
            assertThat(world.world.time().pending()).isZero();
            assertThat(world.node.health()).isEqualTo(new Health(Health.Status.DOWN, "closed"));
        }
    }

    @Test
    void closingTwiceIsClosingOnce() {
        try (FlowWorld world = new FlowWorld()) {
            world.connect("user_ann");
            world.node.close();
            world.node.close();
        }
    }

    @Test
    void aClosedNodeAnswersWithoutFailing() {
        try (FlowWorld world = new FlowWorld()) {
            world.node.close();
            world.world.settle();

            assertThat(world.publish(Publication.of(FILE, "e.1", 1))).isInstanceOf(PublishResult.Rejected.class);
            assertThat(world.now(world.node.position(FILE))).isEmpty();
            assertThat(world.now(world.node.permissionsChanged(AccessSelector.user("user_ann"))))
                    .isEqualTo(AccessChange.KEPT_FOR_LATER);
            assertThat(world.connect("user_ann").transport.closeCode()).isPresent();
            world.world.settle();
            assertThat(world.world.time().pending()).isZero();
        }
    }

    @Test
    void whatWasAcknowledgedBeforeIsInTheLog() {
        try (FlowWorld world = new FlowWorld()) {
            world.backplane.appending = ScriptedBackplane.Answers.LATE;
            CompletableFuture<PublishResult> result =
                    world.node.publish(Publication.of(FILE, "e.1", 1)).toCompletableFuture();
            world.node.close();
            world.backplane.heal();
            world.world.settle();

            assertThat(result).isCompletedWithValueMatching(PublishResult.Durable.class::isInstance);
        }
    }

    @Test
    void aLaneSharedWithTheApplicationNeedNotRunAtOnce() {
        try (FlowWorld world = new FlowWorld()) {
            world.connect("user_ann");
            world.node.close();
            assertThat(world.backplane.closed).isFalse();
            world.world.settle();

            assertThat(world.backplane.leases).isEmpty();
            assertThat(world.backplane.closed).isTrue();
        }
    }

    /** A thread that has nothing more to do is there for a moment still. */
    private static void assertNoThreadIsLeft() throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("bush-")) {
                thread.join(PATIENCE.toMillis());
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        }
    }

    @Test
    void aNodeWithARuntimeOfItsOwnServesOnRealThreadsAndLeavesNone() throws InterruptedException {
        RealtimeNode node = RealtimeNode.builder()
                .authenticator(credentials -> CompletableFuture.completedFuture(FlowWorld.read(credentials.token())))
                .authorizer((principal, channel) -> CompletableFuture.completedFuture(Grant.allow()))
                .build();
        List<RecordingTransport> sockets = new ArrayList<>();
        try (SystemTime clock = SystemTime.start(1)) {
            for (int i = 0; i < 8; i++) {
                RecordingTransport socket = new RecordingTransport(clock, Completing.INLINE);
                sockets.add(socket);
                Handshake handshake =
                        new Handshake("192.0.2.7", "/cable", Map.of(), Map.of("token", List.of("user_" + i)));
                node.gate()
                        .open(handshake, socket)
                        .onTextEnd("{\"action\":\"subscribe\",\"channel\":\"file\",\"resource_id\":\"file_a\"}");
                socket.await("subscription.confirmed", PATIENCE);
            }
            Channel channel = new Channel("file", "file_a");
            for (int i = 1; i <= 200; i++) {
                assertThat(node.publish(Publication.of(channel, "e." + i, i)).toCompletableFuture())
                        .succeedsWithin(PATIENCE)
                        .isInstanceOf(PublishResult.Durable.class);
            }
            sockets.forEach(socket -> socket.await("e.200", PATIENCE));
            node.close();
        }
        for (RecordingTransport socket : sockets) {
            assertThat(socket.closeCode()).hasValue(1001);
            assertThat(FrameOrder.offences(socket.sent(), false)).isEmpty();
            assertThat(socket.offences()).isEmpty();
        }
        assertNoThreadIsLeft();
        assertThat(node.stats().connections()).isZero();
    }
}
