package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.Publication;
import io.bush.realtime.PublishResult;
import io.bush.realtime.flow.ScriptedBackplane.Answers;
import io.bush.realtime.observe.Health;
import io.bush.realtime.testkit.ManualWorld;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients, the listener and {@code health()} are told of each outage once, and once of its end. */
@Tag("P10")
@Tag("contract-7")
class OutageNewsFlowTest {

    @RegisterExtension
    final FlowWorld world = new FlowWorld();

    private static List<String> news(FlowWorld.Peer peer) {
        return peer.names().stream()
                .filter(name -> name.equals("connection.degraded") || name.equals("connection.restored"))
                .toList();
    }

    private static String since(FlowWorld.Peer peer, String name) {
        return peer.only(name).get("since").asText();
    }

    @Test
    @Tag("contract-2")
    void everybodyIsToldWhenItBeganAndWhenItWasOver() {
        FlowWorld.Peer ann = world.connect("user_ann");
        FlowWorld.Peer guest = world.connect("guest:share_a");
        world.advance(Duration.ofSeconds(5));
        world.outage();
        world.advance(Duration.ofSeconds(7));
        world.comeBack();
        world.advance(Duration.ofSeconds(10));

        assertThat(ann.names()).containsExactly("connection.established", "connection.degraded", "connection.restored");
        assertThat(guest.names()).isEqualTo(ann.names());
        assertThat(since(ann, "connection.degraded")).isEqualTo("2026-01-15T10:30:05.000Z");
        assertThat(since(ann, "connection.restored")).isBetween("2026-01-15T10:30:12.000Z", "2026-01-15T10:30:17.999Z");
    }

    @Test
    void whoComesDuringItIsToldAfterBeingEstablished() {
        FlowWorld.Peer early = world.open();
        world.outage();
        world.advance(Duration.ofSeconds(3));
        FlowWorld.Peer ann = world.connect("user_ann");
        assertThat(ann.names()).containsExactly("connection.established", "connection.degraded");
        assertThat(early.names()).isEmpty();
        early.send("{'action':'authenticate','token':'user_bob'}");
        assertThat(early.names()).isEqualTo(ann.names());
        assertThat(since(early, "connection.degraded")).isEqualTo(since(ann, "connection.degraded"));
        world.comeBack();
        FlowWorld.Peer duringTheReturn = world.connect("user_cat");
        assertThat(duringTheReturn.names()).isEqualTo(ann.names());
        world.advance(Duration.ofSeconds(10));
        FlowWorld.Peer late = world.connect("user_dan");

        assertThat(news(ann)).containsExactly("connection.degraded", "connection.restored");
        assertThat(news(early)).isEqualTo(news(ann));
        assertThat(news(duringTheReturn)).isEqualTo(news(ann));
        assertThat(news(late)).isEmpty();
    }

    @Test
    void whoRenewsATokenInTheMiddleIsNotToldTwice() {
        FlowWorld.Peer ann = world.connect("user_ann");
        world.outage();
        ann.send("{'action':'authenticate','token':'user_ann'}");

        assertThat(news(ann)).containsExactly("connection.degraded");
    }

    @Test
    void theListenerAndTheHealthSayTheSame() {
        assertThat(world.node.health()).isEqualTo(new Health(Health.Status.UP, "ok"));
        world.outage();
        assertThat(world.node.health().status()).isEqualTo(Health.Status.DEGRADED);
        assertThat(world.node.health().detail())
                .contains("2026-01-15T10:30:00Z")
                .contains("nobody answers");
        assertThat(world.heard("degraded")).hasSize(1);
        world.advance(Duration.ofSeconds(2));
        world.comeBack();
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        assertThat(ann.names()).endsWith("subscription.confirmed");
        world.advance(Duration.ofSeconds(10));

        assertThat(world.node.health()).isEqualTo(new Health(Health.Status.UP, "ok"));
        assertThat((Duration) world.heard("restored").get(0)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(8));
    }

    @Test
    void eventsThatStayedHereAreATroubleWithoutAnOutageToo() {
        world.failuresExpected = true;
        world.backplane.appending = Answers.REFUSED;
        world.backplane.startingAnew = Answers.FAILING;
        assertThat(world.publish(Publication.of(FILE, "e.1", 1))).isEqualTo(new PublishResult.LocalOnly());
        world.seconds(20);
        assertThat(world.node.health().status()).isEqualTo(Health.Status.DEGRADED);
        assertThat(world.node.health().detail()).contains("1 channels");
        world.backplane.heal();
        world.seconds(6);

        assertThat(world.node.health().status()).isEqualTo(Health.Status.UP);
    }

    // ---- more than one ----

    @Test
    void anOutageDuringTheReturnIsTheSameOutage() {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        world.outage();
        world.publish(Publication.of(FILE, "e.1", 1));
        world.comeBack();
        world.outage();
        world.advance(Duration.ofSeconds(30));
        assertThat(news(ann)).containsExactly("connection.degraded");
        world.comeBack();
        world.advance(Duration.ofSeconds(10));

        assertThat(news(ann)).containsExactly("connection.degraded", "connection.restored");
        assertThat(world.events.calls("degraded")).hasSize(1);
        assertThat(world.events.calls("restored")).hasSize(1);
        assertThat(ann.frames("subscription.reset")).hasSize(1);
    }

    @Test
    void aLaterOutageIsAnother() {
        FlowWorld.Peer ann = world.connect("user_ann");
        for (int i = 0; i < 3; i++) {
            world.outage();
            world.advance(Duration.ofSeconds(1));
            world.comeBack();
            world.advance(Duration.ofSeconds(10));
        }

        assertThat(news(ann))
                .containsExactly(
                        "connection.degraded",
                        "connection.restored",
                        "connection.degraded",
                        "connection.restored",
                        "connection.degraded",
                        "connection.restored");
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 1_000, 3_000})
    void whateverItsPaceFlappingIsToldInPairsAndEnds(int millis) {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        for (int i = 0; i < 60; i++) {
            world.outage();
            world.publish(Publication.of(FILE, "e." + i, 1));
            world.advance(Duration.ofMillis(millis / 2));
            world.comeBack();
            world.advance(Duration.ofMillis(millis / 2));
            world.peers.forEach(peer -> peer.wire.onPong());
        }
        world.seconds(20);
        FlowWorld.Peer late = world.connect("user_bob").subscribe(FILE);
        world.publish(FILE, "e.after");

        List<String> told = news(ann);
        for (int i = 0; i < told.size(); i++) {
            assertThat(told.get(i)).isEqualTo(i % 2 == 0 ? "connection.degraded" : "connection.restored");
        }
        assertThat(told).hasSizeBetween(2, 120).endsWith("connection.restored");
        assertThat(ann.names()).endsWith("e.after");
        assertThat(late.names()).endsWith("subscription.confirmed", "e.after");
        assertThat(world.node.health().status()).isEqualTo(Health.Status.UP);
    }

    @Test
    void whatIsSaidTwiceCountsOnce() {
        FlowWorld.Peer ann = world.connect("user_ann");
        world.outage();
        world.outage();
        world.comeBack();
        world.comeBack();
        world.advance(Duration.ofSeconds(10));
        world.comeBack();

        assertThat(news(ann)).containsExactly("connection.degraded", "connection.restored");
        assertThat(world.events.calls("degraded")).hasSize(1);
    }

    // ---- at the edges of a node's life ----

    @Test
    void aNodeThatStartsInAnOutageServesAndComesBack() {
        ScriptedBackplane away = new ScriptedBackplane();
        away.cut();
        away.startsInOutage = true;
        FlowWorld young = new FlowWorld(ManualWorld.inOrder(), away, builder -> builder);
        young.failuresExpected = true;
        FlowWorld.Peer ann = young.connect("user_ann").subscribe(FILE);
        assertThat(ann.names())
                .containsExactly("connection.established", "connection.degraded", "subscription.confirmed");
        young.publish(Publication.of(FILE, "e.1", 1));
        assertThat(ann.names()).endsWith("e.1");
        young.seconds(60);
        young.comeBack();
        young.seconds(10);
        String id = young.publish(FILE, "e.2");

        assertThat(ann.names()).endsWith("e.1", "subscription.reset", "connection.restored", "e.2");
        assertThat(ann.only("e.2").get("event_id").asText()).isEqualTo(id);
        assertThat(away.controlSubscribed).isTrue();
        young.close();
    }

    @Test
    @Tag("P11")
    void aNodeThatIsClosedInAnOutageLeavesNothing() {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        world.outage();
        world.publish(Publication.of(FILE, "e.1", 1));
        world.connect("user_bob").subscribe(FILE);
        world.node.close();
        world.advance(Duration.ofSeconds(10));

        assertThat(ann.transport.closeCode()).hasValue(1001);
        FlowWorld.nothingRuns(world.world);
    }

    @Test
    @Tag("P11")
    void aNodeThatIsClosedDuringTheReturnLeavesNothing() {
        world.connect("user_ann").subscribe(FILE);
        world.outage();
        world.publish(Publication.of(FILE, "e.1", 1));
        world.comeBack();
        world.advance(Duration.ofMillis(10));
        world.node.close();
        world.advance(Duration.ofSeconds(10));

        FlowWorld.nothingRuns(world.world);
        assertThat(world.events.calls("restored")).isEmpty();
    }

    @Test
    void aDrainInAnOutageEndsAsEver() {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        world.outage();
        world.node.drain(Duration.ofSeconds(2));
        assertThat(world.node.health().status()).isEqualTo(Health.Status.DRAINING);
        world.advance(Duration.ofSeconds(4));

        assertThat(ann.transport.closeCode()).hasValue(1012);
    }
}
