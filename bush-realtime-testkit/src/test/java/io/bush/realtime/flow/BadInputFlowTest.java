package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.channel.Channel;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each piece of bad input gets one clear error frame and leaves everybody else untouched. */
@Tag("contract-2")
@Tag("P9")
class BadInputFlowTest {

    @RegisterExtension
    final FlowWorld world = new FlowWorld();

    private static String deep(int levels) {
        return "{\"action\":\"ping\",\"x\":" + "[".repeat(levels - 1) + "]".repeat(levels - 1) + "}";
    }

    /** A ping with so many tokens: brackets, keys and values. */
    private static String tokens(int count) {
        return "{\"action\":\"ping\",\"x\":["
                + IntStream.range(0, count - 7).mapToObj(i -> "1").collect(Collectors.joining(","))
                + "]}";
    }

    static List<String> invalid() {
        return List.of(
                "",
                " ",
                "nonsense",
                "{",
                "[]",
                "7",
                "null",
                "\"ping\"",
                "{}",
                "{\"action\":\"ping\"",
                "{\"action\":\"ping\"}}",
                "{\"action\":\"ping\"} {\"action\":\"ping\"}",
                "{\"action\":\"ping\"}x",
                "{'action':'ping'}",
                "{\"action\":\"ping\",}",
                "{\"action\":\"ping\",\"action\":\"ping\"}",
                "{\"action\":\"ping\",\"x\":{\"y\":1,\"y\":2}}",
                "{\"action\":\"ping\",\"x\":NaN}",
                "{\"action\":\"ping\",\"x\":01}",
                "{\"action\":\"ping\",\"x\":" + "9".repeat(33) + "}",
                "{\"action\":\"ping\",\"x\":1e999}",
                "{\"action\":\"ping\",\"x\":\"\\ud83d\"}",
                "{\"action\":\"ping\",\"x\":\"\\ude00\\ud83d\"}",
                "{\"action\":\"ping\",\"\\ud83d\":1}",
                "{\"action\":\"ping\",\"x\":\"\n\"}",
                "{\"action\":\"ping\",/* hello */\"x\":1}",
                deep(17),
                tokens(2_001),
                "{\"action\":7}",
                "{\"action\":null}",
                "{\"action\":\"ping\",\"ref\":7}",
                "{\"action\":\"ping\",\"ref\":null}",
                "{\"action\":\"ping\",\"ref\":\"" + "r".repeat(65) + "\"}",
                "{\"action\":\"subscribe\"}",
                "{\"action\":\"subscribe\",\"channel\":\"file\"}",
                "{\"action\":\"subscribe\",\"channel\":7,\"resource_id\":\"file_a\"}",
                "{\"action\":\"subscribe\",\"channel\":\"file\",\"resource_id\":null}",
                "{\"action\":\"subscribe\",\"channel\":\"file\",\"resource_id\":\"file_a\",\"since_event_id\":7}",
                "{\"action\":\"subscribe\",\"channel\":\"file\",\"resource_id\":\"file_a\",\"since_event_id\":{}}",
                "{\"action\":\"subscribe\",\"subscriptions\":{}}",
                "{\"action\":\"unsubscribe\"}",
                "{\"action\":\"authenticate\"}",
                "{\"action\":\"authenticate\",\"token\":\"\"}",
                "{\"action\":\"presence\",\"channel\":\"file\",\"resource_id\":\"file_a\"}",
                "{\"action\":\"presence\",\"channel\":\"file\",\"resource_id\":\"file_a\",\"state\":{\"status\":\"dancing\"}}",
                "{\"action\":\"signal\",\"channel\":\"file\",\"resource_id\":\"file_a\",\"data\":1}",
                "{\"action\":\"comment.lock\"}",
                "{\"action\":\"comment.lock\",\"comment_id\":\"comment_\\n\"}",
                "{\"action\":\"call\"}",
                "{\"action\":\"call\",\"method\":\"m\",\"params\":7}");
    }

    private void assertOneError(String text, String code) {
        FlowWorld.Peer bystander = world.connect("user_bob").subscribe(FILE);
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE);
        peer.clear().raw(text);

        assertThat(peer.names()).containsExactly("error");
        assertThat(peer.error()).isEqualTo(code);
        assertThat(peer.only("error").get("message").asText()).isNotBlank();
        assertThat(peer.transport.closeCode()).isEmpty();
        peer.send("{'action':'ping'}");
        world.publish(FILE, "e.1");
        assertThat(peer.names()).containsExactly("error", "pong", "e.1");
        assertThat(bystander.names()).containsExactly("connection.established", "subscription.confirmed", "e.1");
        assertThat(world.events.calls("error")).hasSize(1);
        assertThat(world.node.stats().subscriptions()).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void anInvalidMessageIsAnsweredOnce(String text) {
        assertOneError(text, "invalid_message");
    }

    @Test
    void anUnknownActionIsAnsweredOnceAndNotRepeated() {
        assertOneError("{\"action\":\"<img>\"}", "unknown_action");
        assertThat(world.peers.get(1).everything().toString()).doesNotContain("<img>");
    }

    @Test
    void aCallNobodyOffersIsAnUnknownMethod() {
        assertOneError("{\"action\":\"call\",\"method\":\"m\",\"params\":{},\"ref\":\"c\"}", "unknown_method");
        assertThat(world.peers.get(1).only("error").get("ref").asText()).isEqualTo("c");
    }

    @Test
    void theEdgesAreValid() {
        FlowWorld.Peer peer = world.connect("user_ann");
        peer.raw(deep(16))
                .raw(tokens(2_000))
                .raw("{\"action\":\"ping\",\"x\":" + "9".repeat(32) + "}")
                .raw("{\"action\":\"ping\",\"ref\":\"" + "r".repeat(64) + "\"}")
                .raw("{\"action\":\"ping\",\"x\":\"\\ud83d\\ude00\",\"y\":\"\\u0000\"}")
                .raw(" {\"action\" : \"ping\" , \"unknown\" : [ { } ] } ");

        assertThat(peer.frames("pong")).hasSize(6);
        assertThat(peer.frames("error")).isEmpty();
    }

    @Test
    void aBinaryFrameIsInvalid() {
        FlowWorld.Peer peer = world.connect("user_ann");
        peer.wire.onBinary();
        world.world.settle();

        assertThat(peer.error()).isEqualTo("invalid_message");
        assertThat(peer.transport.closeCode()).isEmpty();
    }

    @Test
    @Tag("contract-4")
    void anotherUsersChannelAndAnotherShareAreForbidden() {
        world.access = (principal, channel) -> principal.id().equals(channel.id())
                ? java.util.concurrent.CompletableFuture.completedFuture(io.bush.realtime.auth.Grant.allow())
                : FlowWorld.denied();
        FlowWorld.Peer ann = world.connect("user_ann")
                .subscribe(new Channel("user", "user_bob"))
                .subscribe(new Channel("user", "user_ann"));

        assertThat(ann.reason("subscription.rejected")).isEqualTo("insufficient_permissions");
        assertThat(ann.only("subscription.confirmed").get("resource_id").asText())
                .isEqualTo("user_ann");
    }

    @Test
    void everyReplyRepeatsTheRef() {
        world.access = (principal, channel) -> channel.equals(FILE)
                ? java.util.concurrent.CompletableFuture.completedFuture(io.bush.realtime.auth.Grant.allow())
                : FlowWorld.denied();
        FlowWorld.Peer peer = world.connect("user_ann");
        for (String frame : List.of(
                "'action':'ping'",
                "'action':'authenticate','token':'user_ann'",
                "'action':'authenticate','token':'nobody'",
                "'action':'subscribe','channel':'file','resource_id':'file_a'",
                "'action':'subscribe','channel':'file','resource_id':'file_b'",
                "'action':'unsubscribe','channel':'file','resource_id':'file_a'",
                "'action':'call','method':'m'",
                "'action':'presence','channel':'file','resource_id':'file_a','state':null",
                "'action':'subscribe'",
                "'action':'fly'")) {
            peer.clear().send("{" + frame + ",'ref':'my ref'}");
            assertThat(peer.transport.sent()).as(frame).hasSize(1);
            assertThat(peer.transport.sent().get(0).json().path("ref").asText())
                    .as(frame)
                    .isEqualTo("my ref");
        }
    }

    @Test
    void aClientsTextIsNeverRepeatedInAnErrorsMessage() {
        FlowWorld.Peer peer = world.connect("user_ann")
                .raw("{\"action\":\"SECRET1\"}")
                .raw("{\"action\":\"ping\",\"SECRET2\":1,\"SECRET2\":2}")
                .raw(
                        "{\"action\":\"subscribe\",\"channel\":\"file\",\"resource_id\":\"file_a\",\"events\":[\"SECRET3\"]}")
                .raw("SECRET4");

        assertThat(peer.frames("error")).hasSize(4);
        assertThat(peer.frames("error").toString()).doesNotContain("SECRET");
        assertThat(world.publish(FILE, "e.1", Map.of())).isNotBlank();
    }
}
