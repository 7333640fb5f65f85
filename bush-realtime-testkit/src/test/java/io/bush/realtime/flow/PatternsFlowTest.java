package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.Publication;
import io.bush.realtime.auth.AccessSelector;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("contract-2")
class PatternsFlowTest {

    @RegisterExtension
    final FlowWorld world = new FlowWorld();

    private FlowWorld.Peer only(String patterns) {
        return world.connect("user_ann").filtered().subscribeWith(FILE, ",'events':[" + patterns + "]");
    }

    @ParameterizedTest
    @CsvSource({
        "comment.*, comment.created, true",
        "comment.*, comment.reply.created, false",
        "comment.*, comment, false",
        "comment.>, comment.reply.created, true",
        "comment.>, comment, false",
        ">, anything.at.all, true",
        "*, one, true",
        "*, one.two, false",
        "*.created, file.created, true",
        "*.created, created, false",
        "comment.created, comment.created, true",
        "comment.created, comment.createdx, false"
    })
    void aPatternWants(String pattern, String event, boolean wanted) {
        FlowWorld.Peer peer = only("'" + pattern + "'");
        world.publish(FILE, event);

        assertThat(peer.frames(event)).hasSize(wanted ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({
        "'[7]'",
        "'[\"\"]'",
        "'[\"Comment.*\"]'",
        "'[\"comment.\"]'",
        "'[\"comment.>.x\"]'",
        "'[\"a b\"]'",
        "'{}'",
        "'\"comment.*\"'",
        "'[\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"]'",
        "'[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\",\"i\",\"j\",\"k\"]'"
    })
    void aMalformedPatternIsAnInvalidMessage(String patterns) {
        FlowWorld.Peer peer = world.connect("user_ann")
                .raw("{\"action\":\"subscribe\",\"channel\":\"file\",\"resource_id\":\"file_a\",\"events\":" + patterns
                        + "}");

        assertThat(peer.error()).isEqualTo("invalid_message");
        assertThat(world.node.stats().channels()).isZero();
    }

    @Test
    void everyHundredSkippedEventsTheClientIsToldWhereItStands() {
        FlowWorld.Peer peer = only("'comment.*'");
        var ids = world.publishMany(FILE, 1, 100, Map.of());
        assertThat(peer.only("subscription.position").get("last_event_id").asText())
                .isEqualTo(ids.get(99));
        world.publishMany(FILE, 1, 99, Map.of());
        assertThat(peer.frames("subscription.position")).hasSize(1);
        world.publish(FILE, "e.100");

        assertThat(peer.frames("subscription.position")).hasSize(2);
    }

    @Test
    void anEventItGetsStartsTheCountAnew() {
        FlowWorld.Peer peer = only("'comment.*'");
        world.publishMany(FILE, 1, 99, Map.of());
        world.publish(FILE, "comment.created");
        world.publishMany(FILE, 1, 99, Map.of());

        assertThat(peer.frames("subscription.position")).isEmpty();
    }

    @Test
    void afterSixtySecondsTheClientIsToldIfAnythingWasSkipped() {
        FlowWorld.Peer peer = only("'comment.*'");
        FlowWorld.Peer all = world.connect("user_bob").subscribe(FILE);
        String id = world.publish(FILE, "e.1");
        world.seconds(59);
        assertThat(peer.frames("subscription.position")).isEmpty();
        world.seconds(2);
        assertThat(peer.only("subscription.position").get("last_event_id").asText())
                .isEqualTo(id);
        world.seconds(300);

        assertThat(peer.frames("subscription.position")).hasSize(1);
        assertThat(all.frames("subscription.position")).isEmpty();
    }

    @Test
    void whoeverWasHeldMeanwhileIsToldAfterwards() {
        world.failuresExpected = true;
        FlowWorld.Peer peer = only("'comment.*'");
        String id = world.publish(FILE, "e.1");
        world.seconds(50);
        var allow = world.access;
        world.access = (principal, channel) -> FlowWorld.broken();
        world.now(world.node.permissionsChanged(AccessSelector.channel(FILE)));
        world.seconds(15);
        world.access = allow;
        world.seconds(75);

        assertThat(peer.only("subscription.position").get("last_event_id").asText())
                .isEqualTo(id);
    }

    @Test
    void skippedVolatileEventsMoveNoPosition() {
        FlowWorld.Peer peer = only("'comment.*'");
        for (int i = 0; i < 150; i++) {
            world.publish(Publication.of(FILE, "upload.progress", i).asVolatile("k"));
        }
        world.seconds(70);

        assertThat(peer.frames("subscription.position")).isEmpty();
    }

    @Test
    void aGuestIsToldWhereItStandsToo() {
        FlowWorld.Peer guest = world.connect("guest:share_a").filtered().subscribe(FILE);
        world.publishMany(FILE, 1, 100, Map.of());

        assertThat(guest.names())
                .containsExactly("connection.established", "subscription.confirmed", "subscription.position");
    }

    @Test
    @Tag("P5")
    void noPositionComesAfterTheEnd() {
        FlowWorld.Peer peer = only("'comment.*'");
        world.publish(FILE, "e.1");
        peer.unsubscribe(FILE);
        world.connect("user_bob").subscribe(FILE);
        world.seconds(70);

        assertThat(peer.frames("subscription.position")).isEmpty();
    }
}
