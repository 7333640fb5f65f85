package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static io.bush.realtime.flow.FlowWorld.OTHER_FILE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.channel.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("contract-2")
class BatchSubscribeFlowTest {

    @RegisterExtension
    final FlowWorld world = new FlowWorld();

    private static String items(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(i -> "{'channel':'file','resource_id':'file_" + i + "'}")
                .collect(Collectors.joining(","));
    }

    private static String batch(String items) {
        return "{'action':'subscribe','ref':'b','subscriptions':[" + items + "]}";
    }

    private static List<String> results(FlowWorld.Peer peer) {
        List<String> results = new ArrayList<>();
        for (String type : List.of("subscription.confirmed", "subscription.rejected")) {
            for (JsonNode frame : peer.frames(type)) {
                assertThat(frame.get("ref").asText()).isEqualTo("b");
                results.add(frame.get("resource_id").asText() + " "
                        + frame.path("reason").asText("confirmed"));
            }
        }
        return results;
    }

    @Test
    void everyItemOfABatchHasItsOwnAnswer() {
        world.access = (principal, channel) -> channel.id().equals("file_denied")
                ? FlowWorld.denied()
                : CompletableFuture.completedFuture(Grant.allow());
        FlowWorld.Peer peer = world.connect("user_ann")
                .send(batch("{'channel':'file','resource_id':'file_a'},"
                        + "{'channel':'file','resource_id':'file_denied'},"
                        + "{'channel':'planet','resource_id':'planet_x'},"
                        + "{'channel':'file','resource_id':'proj_x'},"
                        + "{'channel':'file','resource_id':'file_a'},"
                        + "{'channel':'project','resource_id':'proj_x'}"));

        assertThat(results(peer))
                .containsExactlyInAnyOrder(
                        "file_a confirmed",
                        "file_denied insufficient_permissions",
                        "planet_x unknown_channel",
                        "proj_x invalid_resource_id",
                        "file_a duplicate",
                        "proj_x confirmed");
    }

    @Test
    void fiftySubscriptionsFitAndTheFiftyFirstDoesNot() {
        FlowWorld.Peer peer = world.connect("user_ann").send(batch(items(1, 50)));
        assertThat(peer.frames("subscription.confirmed")).hasSize(50);
        peer.clear().subscribe(FILE);
        assertThat(peer.reason("subscription.rejected")).isEqualTo("subscription_limit_exceeded");
        peer.clear().unsubscribe(new Channel("file", "file_7")).subscribe(FILE);

        assertThat(peer.names()).containsExactly("unsubscribed", "subscription.confirmed");
        assertThat(world.node.stats().subscriptions()).isEqualTo(50);
    }

    @Test
    void theCapIsJudgedItemByItemInTheOrderOfTheList() {
        FlowWorld.Peer peer = world.connect("user_ann").send(batch(items(1, 48)));
        peer.clear().send(batch(items(47, 52)));

        assertThat(results(peer))
                .containsExactlyInAnyOrder(
                        "file_47 confirmed",
                        "file_48 confirmed",
                        "file_49 confirmed",
                        "file_50 confirmed",
                        "file_51 subscription_limit_exceeded",
                        "file_52 subscription_limit_exceeded");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'channel':'file','resource_id':'file_a'},{'channel':'file'}",
                "{'channel':'file','resource_id':'file_a'},7",
                "{'channel':'file','resource_id':'file_a'},{'channel':'file','resource_id':'file_b','events':[7]}",
                "{'channel':'file','resource_id':'file_a'},{'channel':'file','resource_id':'file_b','since_event_id':7}"
            })
    void anErrorOfShapeRejectsTheWholeFrameAndSaysWhere(String items) {
        FlowWorld.Peer peer = world.connect("user_ann").send(batch(items));

        assertThat(peer.names()).containsExactly("connection.established", "error");
        assertThat(peer.error()).isEqualTo("invalid_message");
        assertThat(peer.only("error").get("index").asInt()).isEqualTo(1);
        assertThat(peer.only("error").get("ref").asText()).isEqualTo("b");
        assertThat(world.node.stats().channels()).isZero();
    }

    @Test
    void aBatchHasOneToFiftyItems() {
        FlowWorld.Peer peer = world.connect("user_ann").send(batch(""));
        assertThat(peer.error()).isEqualTo("invalid_message");
        peer.clear().send(batch(items(1, 51)));

        assertThat(peer.error()).isEqualTo("invalid_message");
    }

    @Test
    void anUnsubscribeMayNameManyAndAnswersEach() {
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE).subscribe(OTHER_FILE);
        peer.clear()
                .send("{'action':'unsubscribe','ref':'u','subscriptions':["
                        + "{'channel':'file','resource_id':'file_b'},{'channel':'file','resource_id':'file_z'},"
                        + "{'channel':'file','resource_id':'file_a'}]}");

        assertThat(peer.frames("unsubscribed"))
                .extracting(frame ->
                        frame.get("resource_id").asText() + frame.get("ref").asText())
                .containsExactly("file_bu", "file_zu", "file_au");
        assertThat(world.node.stats().channels()).isZero();
    }

    @Test
    @Tag("contract-3.4")
    void aBatchIsOneChargeToTheRateLimit() {
        FlowWorld.Peer peer = world.connect("user_ann").send(batch(items(1, 50)));
        var figures = world.now(world.node.limiterFigures(peer.connectionId())).orElseThrow();

        assertThat(figures.limits().get("subscribes").remaining()).isEqualTo(19);
        assertThat(figures.limits().get("messages").remaining()).isEqualTo(99);
    }
}
