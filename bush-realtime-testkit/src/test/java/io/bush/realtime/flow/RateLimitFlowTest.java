package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.observe.LimiterFigures;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("contract-3.4")
class RateLimitFlowTest {

    private static final String PRESENCE =
            "{'action':'presence','channel':'file','resource_id':'file_a','state':{'status':'viewing'}}";
    private static final String SIGNAL =
            "{'action':'signal','channel':'file','resource_id':'file_a','event':'typing','data':1}";

    @RegisterExtension
    final FlowWorld world = new FlowWorld();

    private static FlowWorld.Peer ping(FlowWorld.Peer peer, int times) {
        for (int i = 0; i < times; i++) {
            peer.send("{'action':'ping','ref':'p" + i + "'}");
        }
        return peer;
    }

    private static long limited(FlowWorld.Peer peer) {
        return peer.frames("error").stream()
                .filter(frame -> frame.get("code").asText().equals("rate_limited"))
                .count();
    }

    private LimiterFigures figures(FlowWorld.Peer peer) {
        return world.now(world.node.limiterFigures(peer.connectionId())).orElseThrow();
    }

    @Test
    void oneHundredMessagesPassInAMinuteAndTheNextIsToldWhenToComeBack() {
        FlowWorld.Peer peer = world.connect("user_ann");
        ping(peer, 1);
        world.seconds(20);
        ping(peer, 100);
        assertThat(peer.frames("pong")).hasSize(100);
        JsonNode error = peer.only("error");
        assertThat(error.get("code").asText()).isEqualTo("rate_limited");
        assertThat(error.get("retry_after_ms").asLong()).isEqualTo(40_000);
        assertThat(error.get("action").asText()).isEqualTo("ping");
        assertThat(error.get("ref").asText()).isEqualTo("p99");
        world.seconds(40);
        peer.clear();
        ping(peer, 2);

        // Exactly the first has left the window: a refused frame consumed nothing.
        assertThat(peer.names()).containsExactly("pong", "error");
    }

    @Test
    void twentySubscribeFramesPassInAMinute() {
        FlowWorld.Peer peer = world.connect("user_ann");
        for (int i = 0; i < 21; i++) {
            peer.subscribe(FILE);
        }
        assertThat(peer.frames("subscription.confirmed")).hasSize(20);
        assertThat(peer.error()).isEqualTo("rate_limited");
        assertThat(peer.only("error").get("retry_after_ms").asLong()).isEqualTo(60_000);
        peer.unsubscribe(FILE);

        assertThat(peer.frames("unsubscribed")).hasSize(1);
    }

    @Test
    void refusedPresenceAndSignalFramesAreNoHits() {
        FlowWorld.Peer peer = world.connect("user_ann");
        for (int i = 0; i < 40; i++) {
            peer.send(PRESENCE).send(SIGNAL);
        }
        assertThat(limited(peer)).isEqualTo(60);
        assertThat(figures(peer).limits().get("hits").remaining()).isEqualTo(5);
        assertThat(peer.transport.closeCode()).isEmpty();
    }

    @Test
    void signalsAreNoMessages() {
        FlowWorld.Peer peer = world.connect("user_ann");
        for (int i = 0; i < 10; i++) {
            peer.send(SIGNAL);
        }
        assertThat(limited(peer)).isZero();
        assertThat(figures(peer).limits().get("messages").remaining()).isEqualTo(100);
        world.advance(Duration.ofSeconds(1));
        peer.send(SIGNAL);

        assertThat(limited(peer)).isZero();
    }

    @Test
    void theFifthHitCloses4008() {
        FlowWorld.Peer peer = ping(world.connect("user_ann"), 104);
        assertThat(limited(peer)).isEqualTo(4);
        assertThat(peer.transport.closeCode()).isEmpty();
        ping(peer, 1);

        assertThat(limited(peer)).isEqualTo(5);
        assertThat(peer.transport.closeCode()).hasValue(4008);
    }

    @Test
    void hitsAreForgottenAfterTenMinutes() {
        FlowWorld.Peer peer = ping(world.connect("user_ann"), 104);
        world.seconds(600);
        ping(peer, 101);

        assertThat(peer.transport.closeCode()).isEmpty();
    }

    @Test
    void hitsAreInheritedByTheUsersNextConnectionAndNobodyElses() {
        ping(world.connect("user_ann"), 104).drop();
        FlowWorld.Peer bob = ping(world.connect("user_bob"), 101);
        FlowWorld.Peer ann = ping(world.connect("user_ann"), 101);

        assertThat(ann.transport.closeCode()).hasValue(4008);
        assertThat(bob.transport.closeCode()).isEmpty();
    }

    @Test
    void anotherTabOpenedMeanwhileInheritsTheHitsToo() {
        FlowWorld.Peer first = ping(world.connect("user_ann"), 104);
        FlowWorld.Peer second = world.connect("user_ann");

        assertThat(first.transport.closeCode()).isEmpty();
        assertThat(figures(second).limits().get("hits").remaining()).isEqualTo(1);
    }

    @Test
    void anAdministratorSeesTheLimitsAndFreesThem() {
        FlowWorld.Peer peer = ping(world.connect("user_ann"), 103);
        world.seconds(10);
        LimiterFigures.Figure messages = figures(peer).limits().get("messages");
        assertThat(messages).isEqualTo(new LimiterFigures.Figure(100, 0, Duration.ofSeconds(50)));
        assertThat(figures(peer).principalId()).isEqualTo("user_ann");
        assertThat(world.node.resetLimits(peer.connectionId())).isTrue();
        world.world.settle();

        assertThat(figures(peer).limits().get("messages").remaining()).isEqualTo(100);
        assertThat(figures(peer).limits().get("hits").remaining()).isEqualTo(5);
        assertThat(figures(world.connect("user_ann")).limits().get("hits").remaining())
                .isEqualTo(5);
        assertThat(world.node.resetLimits("conn_none")).isFalse();
        assertThat(world.now(world.node.limiterFigures("conn_none"))).isEmpty();
    }

    @Test
    @Tag("contract-3.5")
    void theTenthInvalidFrameInAMinuteCloses4009() {
        FlowWorld.Peer peer = world.connect("user_ann");
        for (int i = 0; i < 3; i++) {
            peer.send("nonsense").send("{'action':'fly'}").wire.onBinary();
        }
        world.world.settle();
        assertThat(peer.frames("error")).hasSize(9);
        assertThat(peer.transport.closeCode()).isEmpty();
        peer.send("{'action':'ping'}");
        assertThat(peer.frames("pong")).hasSize(1);
        peer.send("x".repeat(20_000));

        assertThat(peer.frames("error")).hasSize(10);
        assertThat(peer.transport.closeCode()).hasValue(4009);
    }

    @Test
    @Tag("contract-3.5")
    void nineInvalidFramesAMinuteAreBorne() {
        FlowWorld.Peer peer = world.connect("user_ann");
        for (int minute = 0; minute < 3; minute++) {
            for (int i = 0; i < 9; i++) {
                peer.send("nonsense");
            }
            world.seconds(60);
        }
        assertThat(peer.transport.closeCode()).isEmpty();
    }
}
