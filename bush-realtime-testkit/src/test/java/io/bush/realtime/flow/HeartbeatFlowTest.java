package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("contract-5")
class HeartbeatFlowTest {

    @RegisterExtension
    final FlowWorld world = new FlowWorld();

    /** The second in which each connection is pinged first. */
    private Set<Integer> firstPings() {
        Set<Integer> seconds = new TreeSet<>();
        boolean[] pinged = new boolean[world.peers.size()];
        for (int second = 1; second <= 31; second++) {
            world.advance(Duration.ofSeconds(1));
            for (int i = 0; i < pinged.length; i++) {
                if (!pinged[i] && world.peers.get(i).transport.pings() > 0) {
                    pinged[i] = true;
                    seconds.add(second);
                }
            }
        }
        assertThat(pinged).doesNotContain(false);
        return seconds;
    }

    @Test
    void theFirstPingComesWithinAnIntervalAndNotForAllAtOnce() {
        for (int i = 0; i < 30; i++) {
            world.connect("user_" + i);
        }
        assertThat(firstPings()).hasSizeGreaterThan(10);
    }

    @Test
    void afterThatThereIsOneEachThirtySeconds() {
        FlowWorld.Peer peer = world.connect("user_ann");
        world.seconds(600);

        assertThat(peer.transport.pings()).isBetween(19, 20);
        assertThat(peer.transport.closeCode()).isEmpty();
        assertThat(world.events.calls("heartbeatMissed")).isEmpty();
    }

    @Test
    void twoMissedPongsEndTheConnectionAndItsSubscriptions() {
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE);
        world.advance(Duration.ofSeconds(59));
        assertThat(peer.transport.closeCode()).isEmpty();
        world.advance(Duration.ofSeconds(33));

        assertThat(peer.transport.closeCode()).hasValue(1001);
        assertThat(world.events.calls("heartbeatMissed"))
                .extracting(call -> call.arguments().get(1))
                .containsExactly(1, 2);
        assertThat(world.node.stats().channels()).isZero();
        assertThat(world.backplane.leases).isEmpty();
    }

    @Test
    @Tag("contract-3.10")
    void anyInboundFrameCountsAsAPong() {
        FlowWorld.Peer talks = world.connect("user_ann");
        FlowWorld.Peer trickles = world.connect("user_bob");
        FlowWorld.Peer babbles = world.connect("user_cat");
        for (int i = 0; i < 20; i++) {
            world.advance(Duration.ofSeconds(20));
            talks.send("{'action':'ping'}");
            trickles.wire.onTextPart(" ");
            if (i % 3 == 0) {
                babbles.wire.onBinary();
            }
        }
        assertThat(talks.transport.closeCode()).isEmpty();
        assertThat(trickles.transport.closeCode()).isEmpty();
        assertThat(babbles.transport.closeCode()).isEmpty();
    }

    @Test
    void oneMissedPongIsForgivenByTheNextFrame() {
        FlowWorld.Peer peer = world.connect("user_ann");
        for (int i = 0; i < 10; i++) {
            world.advance(Duration.ofSeconds(45));
            peer.wire.onPong();
        }
        assertThat(peer.transport.closeCode()).isEmpty();
    }

    @Test
    void theGrantedApplicationPingIsAnsweredWithTheTime() {
        FlowWorld.Peer peer = world.connect("user_ann").send("{'action':'ping','ref':'p'}");

        assertThat(peer.only("pong").toString())
                .isEqualTo("{\"type\":\"pong\",\"ref\":\"p\",\"server_time\":\"2026-01-15T10:30:00.000Z\"}");
    }

    @Test
    void aSocketThatIsLostIsClearedUpAtOnce() {
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE);
        peer.drop();

        assertThat(world.node.stats().connections()).isZero();
        assertThat(world.node.stats().channels()).isZero();
        assertThat(world.heard("closed").get(1)).isEqualTo(1006);
    }
}
