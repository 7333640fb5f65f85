package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Names that cannot be subscribed to, and subscribing where one is subscribed already. */
@Tag("contract-2")
class ResubscribeFlowTest {

    @RegisterExtension
    final FlowWorld world = new FlowWorld();

    @Test
    void aNewSubscribeIsAuthorisedAgainAndReplacesThePatterns() {
        int[] asked = new int[1];
        var allow = world.access;
        world.access = (principal, channel) -> {
            asked[0]++;
            return allow.apply(principal, channel);
        };
        FlowWorld.Peer peer = world.connect("user_ann").filtered().subscribeWith(FILE, ",'events':['comment.*']");
        world.publish(FILE, "version.created");
        world.publish(FILE, "comment.created");
        peer.subscribeWith(FILE, ",'events':['version.>'],'ref':'again'");
        world.publish(FILE, "version.created");
        world.publish(FILE, "comment.created");

        assertThat(peer.names())
                .containsExactly(
                        "connection.established",
                        "subscription.confirmed",
                        "comment.created",
                        "subscription.confirmed",
                        "version.created");
        assertThat(asked[0]).isEqualTo(2);
        assertThat(world.node.stats().subscriptions()).isEqualTo(1);
    }

    @Test
    @Tag("P2")
    void aNewSubscribeWithAPositionReplaysFromThere() {
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE);
        List<String> ids = world.publishMany(FILE, 1, 3, java.util.Map.of());
        peer.subscribe(FILE, ids.get(0));
        world.publish(FILE, "e.4");

        assertThat(peer.names())
                .containsExactly(
                        "connection.established",
                        "subscription.confirmed",
                        "e.1",
                        "e.2",
                        "e.3",
                        "subscription.confirmed",
                        "e.2",
                        "e.3",
                        "e.4");
        assertThat(peer.frames("subscription.confirmed")
                        .get(1)
                        .get("last_event_id")
                        .asText())
                .isEqualTo(ids.get(0));
    }

    @Test
    @Tag("P1")
    void theFormerSubscriptionGoesOnUntilTheNewOneIsConfirmed() {
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE);
        String first = world.publish(FILE, "e.1");
        world.backplane.reads = ScriptedBackplane.Answers.LATE;
        peer.subscribe(FILE, first);
        world.publish(FILE, "e.2");
        world.backplane.heal();
        world.publish(FILE, "e.3");

        assertThat(peer.names())
                .containsExactly(
                        "connection.established",
                        "subscription.confirmed",
                        "e.1",
                        "e.2",
                        "subscription.confirmed",
                        "e.2",
                        "e.3");
    }

    @Test
    @Tag("P5")
    void aDenialEndsTheFormerSubscriptionToo() {
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE);
        world.access = (principal, channel) -> FlowWorld.denied();
        peer.subscribeWith(FILE, ",'ref':'again'");
        world.publish(FILE, "e.1");

        assertThat(peer.names())
                .containsExactly(
                        "connection.established",
                        "subscription.confirmed",
                        "subscription.revoked",
                        "subscription.rejected");
        assertThat(peer.only("subscription.rejected").get("ref").asText()).isEqualTo("again");
    }

    @Test
    void whenNobodyKnowsTheFormerSubscriptionStays() {
        world.failuresExpected = true;
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE);
        world.access = (principal, channel) -> FlowWorld.broken();
        peer.subscribe(FILE);
        world.publish(FILE, "e.1");

        assertThat(peer.names())
                .containsExactly("connection.established", "subscription.confirmed", "subscription.rejected", "e.1");
        assertThat(peer.reason("subscription.rejected")).isEqualTo("temporarily_unavailable");
    }

    @Test
    void anUnsubscribeWithoutASubscriptionIsConfirmedToo() {
        FlowWorld.Peer peer = world.connect("user_ann")
                .send("{'action':'unsubscribe','channel':'file','resource_id':'file_a','ref':'u'}");

        assertThat(peer.only("unsubscribed").get("ref").asText()).isEqualTo("u");
    }

    @Test
    void anEmptyChannelHasAPositionToo() {
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE);
        String position =
                peer.only("subscription.confirmed").get("last_event_id").asText();
        FlowWorld.Peer other = world.connect("user_bob").subscribe(FILE, position);

        assertThat(position).startsWith("evt_").hasSizeLessThanOrEqualTo(64);
        assertThat(other.only("subscription.confirmed").get("recovered").asBoolean())
                .isTrue();
        assertThat(other.only("subscription.confirmed").get("replayed").asInt()).isZero();
        assertThat(other.names()).containsExactly("connection.established", "subscription.confirmed");
    }

    @Test
    void aNullPositionIsNone() {
        FlowWorld.Peer peer = world.connect("user_ann").subscribeWith(FILE, ",'since_event_id':null");

        assertThat(peer.only("subscription.confirmed").has("recovered")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"planet, planet_x", "File, file_a", "'', file_a", "'file ', file_a"})
    void anUnknownTypeIsUnknown(String type, String id) {
        FlowWorld.Peer peer = world.connect("user_ann")
                .send("{'action':'subscribe','ref':'r','channel':'" + type + "','resource_id':'" + id + "'}");

        assertThat(peer.reason("subscription.rejected")).isEqualTo("unknown_channel");
        assertThat(peer.only("subscription.rejected").get("ref").asText()).isEqualTo("r");
    }

    static List<String> badIds() {
        return List.of(
                "",
                "file_",
                "proj_a",
                "FILE_a",
                "file_a\\n",
                "\\nfile_a",
                "file_a\\nfile_b",
                "file_a\\u0000",
                "file_{a}",
                "{file_a}:head",
                "file_a b",
                "file_\\u0430",
                "file_\\u4e00",
                "file_\\ud83d\\ude00",
                "file_a\\u202e",
                "file_*",
                "file_../x",
                "file_" + "a".repeat(65));
    }

    @ParameterizedTest
    @MethodSource("badIds")
    @Tag("contract-4")
    void anIdOutsideTheGrammarIsRefusedBeforeAnybodyIsAsked(String id) {
        world.access = (principal, channel) -> {
            throw new AssertionError("asked about " + channel);
        };
        FlowWorld.Peer peer = world.connect("user_ann")
                .raw("{\"action\":\"subscribe\",\"channel\":\"file\",\"resource_id\":\"" + id + "\"}");

        assertThat(peer.names()).containsExactly("connection.established", "subscription.rejected");
        assertThat(peer.reason("subscription.rejected")).isEqualTo("invalid_resource_id");
        assertThat(world.node.stats().channels()).isZero();
        assertThat(world.backplane.subscribed).isEmpty();
    }

    @Test
    void anInvalidIdIsEchoedToOneHundredAndTwentyEightCharacters() {
        FlowWorld.Peer peer = world.connect("user_ann");
        peer.send("{'action':'subscribe','channel':'file','resource_id':'" + "x".repeat(128) + "'}")
                .send("{'action':'subscribe','channel':'file','resource_id':'" + "y".repeat(129) + "'}");

        assertThat(peer.frames("subscription.rejected"))
                .extracting(frame -> frame.get("resource_id").asText())
                .containsExactly("x".repeat(128), "y".repeat(128));
    }

    @Test
    @Tag("contract-2")
    void forbiddenAndAbsentAreTheSameBytes() {
        world.access = (principal, channel) -> channel.id().equals("file_a")
                ? FlowWorld.denied()
                : java.util.concurrent.CompletableFuture.completedFuture(null);
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE).subscribe(FlowWorld.OTHER_FILE);
        List<String> texts = peer.transport.sent().stream()
                .filter(sent -> sent.name().equals("subscription.rejected"))
                .map(sent -> sent.text().replace("file_b", "file_a"))
                .toList();

        assertThat(texts).hasSize(2);
        assertThat(texts.get(0)).isEqualTo(texts.get(1)).contains("insufficient_permissions");
    }
}
