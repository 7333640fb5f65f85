package io.bush.realtime.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.channel.Channel;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SubscribeFlowTest {

    private static final Channel FILE = new Channel("file", "file_a");

    @Test
    @Tag("P1")
    void anEventReachesASubscriberAfterItsConfirm() {
        try (FlowWorld world = new FlowWorld()) {
            FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE);
            String id = world.publish(FILE, "comment.created", Map.of("text", "hi"));

            assertThat(peer.names())
                    .containsExactly("connection.established", "subscription.confirmed", "comment.created");
            assertThat(peer.only("comment.created").get("event_id").asText()).isEqualTo(id);
            assertThat(peer.only("comment.created").at("/data/text").asText()).isEqualTo("hi");
        }
    }

    @Test
    @Tag("P2")
    void whatWasMissedComesBetweenTheConfirmAndWhatIsLive() {
        try (FlowWorld world = new FlowWorld()) {
            String first = world.publish(FILE, "e.one", Map.of());
            world.publish(FILE, "e.two", Map.of());
            world.publish(FILE, "e.three", Map.of());
            FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE, first);
            world.publish(FILE, "e.four", Map.of());

            assertThat(peer.names())
                    .containsExactly("connection.established", "subscription.confirmed", "e.two", "e.three", "e.four");
            assertThat(peer.only("subscription.confirmed").get("recovered").asBoolean())
                    .isTrue();
            assertThat(peer.only("subscription.confirmed").get("replayed").asInt())
                    .isEqualTo(2);
        }
    }

    @Test
    @Tag("P2")
    void aForeignPositionIsAnsweredWithOneReset() {
        try (FlowWorld world = new FlowWorld()) {
            String other = world.publish(new Channel("file", "file_b"), "e.one", Map.of());
            FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE, other);
            world.publish(FILE, "e.two", Map.of());

            assertThat(peer.names())
                    .containsExactly("connection.established", "subscription.confirmed", "subscription.reset", "e.two");
            assertThat(peer.only("subscription.reset").get("reason").asText()).isEqualTo("malformed");
        }
    }

    @Test
    @Tag("P5")
    void nothingComesAfterUnsubscribed() {
        try (FlowWorld world = new FlowWorld()) {
            FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE).unsubscribe(FILE);
            world.publish(FILE, "e.one", Map.of());

            assertThat(peer.names())
                    .containsExactly("connection.established", "subscription.confirmed", "unsubscribed");
        }
    }

    @Test
    @Tag("seed000-1.4")
    void aClientThatAnswersNoPingIsClosedAfterTwoIntervals() {
        try (FlowWorld world = new FlowWorld()) {
            FlowWorld.Peer peer = world.connect("user_ann");
            world.advance(Duration.ofSeconds(95));

            assertThat(peer.transport.closeCode()).hasValue(1001);
            assertThat(world.node.stats().connections()).isZero();
        }
    }
}
