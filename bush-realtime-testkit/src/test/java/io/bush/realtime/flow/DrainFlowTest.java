package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.bush.realtime.observe.Health;
import io.bush.realtime.transport.Admission;
import io.bush.realtime.transport.Handshake;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("P11")
class DrainFlowTest {

    private static final Duration WITHIN = Duration.ofSeconds(20);

    @RegisterExtension
    final FlowWorld world = new FlowWorld();

    private CompletableFuture<Void> drain() {
        CompletableFuture<Void> done = world.node.drain(WITHIN).toCompletableFuture();
        world.world.settle();
        return done;
    }

    @Test
    void everybodyIsToldWhenToComeBackAndThenClosed1012() {
        for (int i = 0; i < 20; i++) {
            world.connect("user_" + i).subscribe(FILE);
        }
        CompletableFuture<Void> done = drain();
        Set<Long> hints = new TreeSet<>();
        for (FlowWorld.Peer peer : world.peers) {
            assertThat(peer.reason("connection.closing")).isEqualTo("draining");
            hints.add(peer.only("connection.closing").get("reconnect_after_ms").asLong());
        }
        assertThat(hints).hasSizeGreaterThan(15).allMatch(hint -> hint >= 20_000 && hint < 40_000);
        world.seconds(10);
        assertThat(world.node.stats().connections()).isBetween(8, 12);
        assertThat(done).isNotDone();
        world.seconds(10);

        assertThat(world.peers)
                .allSatisfy(peer -> assertThat(peer.transport.closeCode()).hasValue(1012));
        world.peers.forEach(this::ended);
        assertThat(done).isCompleted();
    }

    private void ended(FlowWorld.Peer peer) {
        peer.wire.onClosed(1012);
        world.world.settle();
    }

    @Test
    void itLastsUntilTheSocketsHaveEnded() {
        FlowWorld.Peer ann = world.connect("user_ann");
        FlowWorld.Peer bob = world.connect("user_bob");
        bob.send("nonsense".repeat(200_000));
        CompletableFuture<Void> done = drain();
        world.seconds(10);
        assertThat(ann.transport.closeCode()).hasValue(1012);
        assertThat(bob.transport.closeCode()).hasValue(1009);
        assertThat(world.node.stats().connections()).isZero();

        ended(ann);
        assertThat(done).isNotDone();
        ended(ann);
        assertThat(done).isNotDone();
        ended(bob);
        assertThat(done).isCompleted();
    }

    @Test
    void aSocketThatDoesNotEndIsWaitedForForASecondAlsoWhereTheProcessStoodStill() {
        world.connect("user_ann");
        CompletableFuture<Void> done = drain();
        world.world.time().standStill(WITHIN.plusSeconds(5));

        world.advance(Duration.ofMillis(999));
        assertThat(done).isNotDone();
        world.advance(Duration.ofMillis(1));
        assertThat(done).isCompleted();
    }

    @Test
    void aClosedNodeIsDryAlready() {
        world.node.close();
        world.world.settle();

        assertThat(world.node.drain(WITHIN).toCompletableFuture()).isCompleted();
    }

    @Test
    void whoeverIsStillThereGetsItsEvents() {
        world.connect("user_0");
        FlowWorld.Peer last = world.connect("user_ann").subscribe(FILE);
        assertThat(drain()).isNotDone();
        world.publish(FILE, "e.1");

        assertThat(last.names()).endsWith("connection.closing", "e.1");
    }

    @Test
    void nobodyNewIsLetIn() {
        assertThat(drain()).isCompleted();
        assertThat(world.node.gate().admit(new Handshake("192.0.2.7", "/cable", Map.of(), Map.of())))
                .isInstanceOfSatisfying(Admission.Refused.class, refused -> {
                    assertThat(refused.httpStatus()).isEqualTo(503);
                    assertThat(refused.closeCode()).isEqualTo(1012);
                    assertThat(refused.retryAfter()).isPositive();
                });
        assertThat(world.connect("user_ann").transport.closeCode()).hasValue(1012);
        assertThat(world.node.health().status()).isEqualTo(Health.Status.DRAINING);
    }

    @Test
    void whatIsQueuedIsSentBeforeTheEnd() {
        FlowWorld.Peer slow = world.connect("user_ann").subscribe(FILE).stall();
        world.publish(FILE, "e.1");
        world.publish(FILE, "e.2");
        assertThat(drain()).isNotDone();
        world.seconds(1);
        assertThat(slow.transport.closeCode()).isEmpty();
        slow.drain();

        assertThat(slow.names()).endsWith("e.1", "e.2", "connection.closing");
        assertThat(slow.transport.closeCode()).hasValue(1012);
    }

    @Test
    void whoeverNeverReadsIsClosedWhenTheTimeIsOver() {
        FlowWorld.Peer slow = world.connect("user_ann").subscribe(FILE).stall();
        world.publish(FILE, "e.1");
        CompletableFuture<Void> done = world.node.drain(Duration.ofSeconds(5)).toCompletableFuture();
        world.seconds(6);

        assertThat(slow.transport.closeCode()).hasValue(1012);
        assertThat(done).isCompleted();
    }

    @Test
    void withoutTimeEverybodyLeavesAtOnce() {
        FlowWorld.Peer ann = world.connect("user_ann");
        CompletableFuture<Void> done = world.node.drain(Duration.ZERO).toCompletableFuture();
        world.world.settle();

        assertThat(ann.names()).endsWith("connection.closing");
        assertThat(ann.transport.closeCode()).hasValue(1012);
        ended(ann);
        assertThat(done).isCompleted();
    }

    @Test
    void theTimeHasARange() {
        assertThatIllegalArgumentException().isThrownBy(() -> world.node.drain(Duration.ofMillis(-1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> world.node.drain(Duration.ofHours(2)))
                .withMessageContaining("PT2H");
    }

    @Test
    void aCloseInTheMiddleEndsTheDrain() {
        FlowWorld.Peer ann = world.connect("user_ann");
        world.connect("user_bob");
        CompletableFuture<Void> done = drain();
        world.close();

        assertThat(done).isCompleted();
        assertThat(ann.transport.closeCode()).isPresent();
    }
}
