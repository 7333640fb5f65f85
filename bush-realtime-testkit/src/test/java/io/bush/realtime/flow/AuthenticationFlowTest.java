package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static io.bush.realtime.flow.FlowWorld.never;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.auth.Authentication;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("contract-3.1")
class AuthenticationFlowTest {

    @RegisterExtension
    final FlowWorld world = new FlowWorld();

    @Test
    void theTokenMayComeInTheAuthorizationHeader() {
        FlowWorld.Peer peer = world.open(Map.of(), Map.of("Authorization", List.of("bearer user_ann")));

        assertThat(peer.only("connection.established").at("/user/id").asText()).isEqualTo("user_ann");
    }

    @Test
    void theTokenMayComeInTheQuery() {
        FlowWorld.Peer peer = world.connect("user_ann");

        assertThat(peer.only("connection.established").at("/user/name").asText())
                .isEqualTo("Name of user_ann");
    }

    @Test
    void theTokenMayComeAsASubprotocol() {
        String token =
                Base64.getUrlEncoder().withoutPadding().encodeToString("user_ann".getBytes(StandardCharsets.UTF_8));
        FlowWorld.Peer peer =
                world.open(Map.of(), Map.of("Sec-WebSocket-Protocol", List.of("bush.v4, bearer." + token)));

        assertThat(peer.only("connection.established").at("/user/id").asText()).isEqualTo("user_ann");
    }

    @Test
    void theTokenMayComeAsTheFirstMessageWhoseRefIsRepeated() {
        FlowWorld.Peer peer = world.open();
        assertThat(peer.names()).isEmpty();
        peer.send("{'action':'authenticate','token':'user_ann','ref':'a1'}");

        assertThat(peer.names()).containsExactly("connection.established");
        assertThat(peer.only("connection.established").get("ref").asText()).isEqualTo("a1");
    }

    @Test
    void theGreetingSaysEverythingAClientNeeds() {
        JsonNode frame = world.connect("user_ann@3600").only("connection.established");

        assertThat(frame.get("connection_id").asText()).startsWith("conn_");
        assertThat(frame.get("server_time").asText()).isEqualTo("2026-01-15T10:30:00.000Z");
        assertThat(frame.get("token_expires_at").asText()).isEqualTo("2026-01-15T11:30:00.000Z");
        assertThat(frame.get("heartbeat_interval_ms").asLong()).isEqualTo(30_000);
        assertThat(frame.get("limits").toString())
                .isEqualTo("{\"max_message_bytes\":16384,\"max_subscriptions\":50,\"max_batch\":50,"
                        + "\"messages_per_minute\":100,\"subscribes_per_minute\":20,\"presence_per_10s\":10,"
                        + "\"locks_per_minute\":5,\"signals_per_second\":10}");
    }

    @Test
    void twoDifferentTokensAreRefusedWithoutAskingAnybody() {
        world.tokens = credentials -> {
            throw new AssertionError("asked");
        };
        FlowWorld.Peer peer =
                world.open(Map.of("token", List.of("user_ann")), Map.of("Authorization", List.of("Bearer user_bob")));

        assertThat(peer.transport.closeCode()).hasValue(4001);
        assertThat(peer.names()).isEmpty();
    }

    @Test
    void theSameTokenInTwoPlacesIsOneToken() {
        FlowWorld.Peer peer =
                world.open(Map.of("token", List.of("user_ann")), Map.of("Authorization", List.of("Bearer user_ann")));

        assertThat(peer.names()).containsExactly("connection.established");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "", "user_ann@-1", "user_ann@0"})
    void aBadOrExpiredTokenIsClosed4001(String token) {
        assertThat(world.connect(token).transport.closeCode()).hasValue(4001);
    }

    @Test
    void withoutATokenTheConnectionEndsAfterTenSeconds() {
        FlowWorld.Peer peer = world.open();
        world.advance(Duration.ofMillis(9_999));
        assertThat(peer.transport.closeCode()).isEmpty();
        world.advance(Duration.ofMillis(1_001));

        assertThat(peer.transport.closeCode()).hasValue(4001);
    }

    @Test
    void whateverComesBeforeATokenIsAnsweredUnauthenticated() {
        FlowWorld.Peer peer =
                world.open().send("{'action':'subscribe','channel':'file','resource_id':'file_a','ref':'r'}");

        assertThat(peer.names()).containsExactly("error");
        assertThat(peer.only("error").get("code").asText()).isEqualTo("unauthenticated");
        assertThat(peer.only("error").get("ref").asText()).isEqualTo("r");
        assertThat(peer.only("error").get("action").asText()).isEqualTo("subscribe");
        assertThat(peer.transport.closeCode()).isEmpty();
    }

    @Test
    @Tag("P9")
    void anAuthenticatorThatThrowsIsTheServersFault() {
        world.failuresExpected = true;
        world.tokens = credentials -> {
            throw new IllegalStateException("boom");
        };
        assertThat(world.connect("user_ann").transport.closeCode()).hasValue(1011);
    }

    @Test
    @Tag("P9")
    void anAuthenticatorWithoutAStageIsTheServersFault() {
        world.failuresExpected = true;
        world.tokens = credentials -> null;
        assertThat(world.connect("user_ann").transport.closeCode()).hasValue(1011);
    }

    @Test
    @Tag("P9")
    void anAuthenticatorThatNeverAnswersIsTheServersFault() {
        world.failuresExpected = true;
        world.tokens = credentials -> never();
        FlowWorld.Peer peer = world.connect("user_ann");
        world.advance(Duration.ofMillis(4_999));
        assertThat(peer.transport.closeCode()).isEmpty();
        world.advance(Duration.ofMillis(1));

        assertThat(peer.transport.closeCode()).hasValue(1011);
    }

    @Test
    @Tag("P5")
    void aLateAnswerOfTheAuthenticatorIsDiscarded() {
        world.failuresExpected = true;
        CompletableFuture<Authentication> answer = never();
        world.tokens = credentials -> answer;
        FlowWorld.Peer peer = world.connect("user_ann");
        world.advance(Duration.ofSeconds(5));
        answer.complete(FlowWorld.read("user_ann"));
        world.world.settle();

        assertThat(peer.names()).isEmpty();
        assertThat(world.node.stats().users()).isZero();
    }

    @Test
    void framesBehindAnAuthenticateWaitForIt() {
        CompletableFuture<Authentication> answer = never();
        world.tokens = credentials -> answer;
        FlowWorld.Peer peer = world.open()
                .send("{'action':'authenticate','token':'user_ann'}")
                .send("{'action':'ping','ref':'p'}")
                .subscribe(FILE);
        assertThat(peer.names()).isEmpty();
        answer.complete(FlowWorld.read("user_ann"));
        world.world.settle();

        assertThat(peer.names()).containsExactly("connection.established", "pong", "subscription.confirmed");
    }

    @Test
    @Tag("P9")
    void atMostThirtyTwoFramesWaitForAnAuthenticate() {
        CompletableFuture<Authentication> answer = never();
        world.tokens = credentials -> answer;
        FlowWorld.Peer peer = world.connect("user_ann");
        for (int i = 1; i <= 33; i++) {
            peer.send("{'action':'ping','ref':'" + i + "'}");
        }
        assertThat(peer.error()).isEqualTo("too_many_pending");
        assertThat(peer.only("error").get("ref").asText()).isEqualTo("33");
        answer.complete(FlowWorld.read("user_ann"));
        world.world.settle();

        assertThat(peer.frames("pong")).hasSize(32);
    }

    @Test
    @Tag("P9")
    void aTokenNeverReachesTheListener() {
        world.failuresExpected = true;
        world.connect("user_secret1");
        world.connect("nobody_secret2");
        world.tokens = credentials -> CompletableFuture.failedFuture(new IllegalStateException("down"));
        world.connect("user_secret3");

        assertThat(world.events.calls().toString()).doesNotContain("secret2").doesNotContain("secret3");
    }

    @Test
    void aConnectionThatEndsWhileItsTokenIsJudgedLeavesNothing() {
        CompletableFuture<Authentication> answer = never();
        world.tokens = credentials -> answer;
        FlowWorld.Peer peer = world.connect("user_ann");
        peer.drop();
        answer.complete(FlowWorld.read("user_ann"));
        world.world.settle();

        assertThat(world.backplane.leases).isEmpty();
        assertThat(world.node.stats().connections()).isZero();
    }
}
