package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static io.bush.realtime.flow.FlowWorld.OTHER_FILE;
import static io.bush.realtime.flow.Polling.item;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.Publication;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.flow.Polling.Answer;
import io.bush.realtime.polling.PollReply;
import io.bush.realtime.polling.PollRequest.Activity;
import io.bush.realtime.polling.PollRequest.OfChannel;
import io.bush.realtime.transport.Handshake;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who may poll what: tokens, permissions, and what happens when they change meanwhile. */
@Tag("contract-3.16")
class PollAccessFlowTest {

    @RegisterExtension
    final FlowWorld world = new FlowWorld();

    private final Polling polling = new Polling(world);

    private static Handshake with(Map<String, List<String>> headers, Map<String, List<String>> query) {
        return new Handshake("192.0.2.7", "/v4", headers, query);
    }

    // ---- tokens ----

    @Test
    @Tag("contract-3.1")
    void theTokenComesAsAHeaderOrInTheQueryAndTwoDifferentOnesAreRefused() {
        OfChannel file = new OfChannel(FILE, null, Activity.ACTIVE);
        Map<String, List<String>> header = Map.of("Authorization", List.of("bearer user_ann"));

        assertThat(polling.poll(with(header, Map.of()), file).status()).isEqualTo(200);
        assertThat(polling.poll(with(Map.of(), Map.of("token", List.of("user_ann"))), file)
                        .status())
                .isEqualTo(200);
        assertThat(polling.poll(with(header, Map.of("token", List.of("user_bob"))), file)
                        .status())
                .isEqualTo(401);
        assertThat(polling.poll(with(Map.of(), Map.of()), file).status()).isEqualTo(401);
    }

    @Test
    @Tag("contract-3.2")
    void aTokenThatIsNotValidOrOverIsRefused() {
        assertThat(polling.poll("nobody", FILE, null).code()).isEqualTo("unauthenticated");
        assertThat(polling.poll("user_ann@10", FILE, null).status()).isEqualTo(200);
        world.advance(Duration.ofSeconds(10));
        assertThat(polling.poll("user_ann@10", FILE, null).status()).isEqualTo(401);
    }

    @Test
    @Tag("contract-3.6")
    void failedTokensOfAnAddressAreCountedWithThoseOfSocketsAndAValidOnePasses() {
        for (int i = 0; i < 5; i++) {
            assertThat(polling.poll("nobody", FILE, null).status()).isEqualTo(401);
            world.connect("nobody");
        }

        Answer eleventh = polling.poll("nobody", FILE, null);

        assertThat(eleventh.status()).isEqualTo(429);
        assertThat(eleventh.retryAfterMillis()).isEqualTo(60_000);
        assertThat(polling.poll("user_ann", FILE, null).status()).isEqualTo(200);
    }

    @Test
    void aBrokenAuthenticatorIsNotTheClientsFault() {
        world.failuresExpected = true;
        world.tokens = credentials -> CompletableFuture.failedFuture(new IllegalStateException("down"));

        Answer answer = polling.poll("user_ann", FILE, null);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.retryAfterMillis()).isEqualTo(5_000);
    }

    // ---- permissions ----

    @Test
    void whatIsForbiddenAndWhatIsAbsentAreAnsweredWithTheSameBytes() {
        world.access = (principal, channel) ->
                channel.equals(FILE) ? FlowWorld.denied() : CompletableFuture.<@Nullable Grant>completedFuture(null);
        world.publish(FILE, "e.1");

        Answer forbidden = polling.poll("user_ann", FILE, null);
        Answer absent = polling.poll("user_ann", OTHER_FILE, null);

        assertThat(forbidden).isEqualTo(absent);
        assertThat(forbidden.status()).isEqualTo(404);
        assertThat(forbidden.text())
                .isEqualTo("{\"code\":\"not_found\",\"message\":\"no such channel, or not allowed\"}");
        assertThat(world.backplane.readCount).isZero();
    }

    @Test
    void ofManyOnlyWhatIsAllowedIsAnswered() {
        world.access = (principal, channel) ->
                channel.equals(FILE) ? FlowWorld.denied() : CompletableFuture.completedFuture(Grant.allow());
        String position = world.publish(OTHER_FILE, "e.1");

        Answer answer =
                polling.many("user_ann", "{'subscriptions':[" + item(FILE, null) + "," + item(OTHER_FILE, null) + "]}");

        assertThat(answer.result(0).toString())
                .isEqualTo("{\"channel\":\"file\",\"resource_id\":\"file_a\",\"error\":{\"code\":\"not_found\","
                        + "\"message\":\"no such channel, or not allowed\"}}");
        assertThat(answer.result(1).get("last_event_id").asText()).isEqualTo(position);
    }

    @Test
    @Tag("contract-3.9")
    void anAuthorizerThatFailsIsNeitherYesNorNo() {
        world.failuresExpected = true;
        world.access = (principal, channel) -> FlowWorld.broken();

        Answer one = polling.poll("user_ann", FILE, null);
        Answer many = polling.many("user_ann", "{'subscriptions':[" + item(FILE, null) + "]}");

        assertThat(one.status()).isEqualTo(503);
        assertThat(one.retryAfterMillis()).isEqualTo(2_000);
        assertThat(many.status()).isEqualTo(200);
        assertThat(many.result(0).at("/error/code").asText()).isEqualTo("temporarily_unavailable");
    }

    @Test
    @Tag("contract-3.13")
    void whoeverHadNoAccessInBetweenIsResetAndWhoMissedNothingIsNot() {
        String since = world.publish(FILE, "e.0");
        world.advance(Duration.ofSeconds(10));
        String last = world.publish(FILE, "e.1");
        world.access = (principal, channel) -> CompletableFuture.completedFuture(
                Grant.allow().since(world.world.time().wallTime()));

        Answer behind = polling.poll("user_ann", FILE, since);
        Answer level = polling.poll("user_ann", FILE, last);

        assertThat(behind.reset()).isEqualTo("access_interrupted");
        assertThat(behind.events()).isEmpty();
        assertThat(behind.last()).isEqualTo(last);
        assertThat(level.json().has("reset")).isFalse();
    }

    @Test
    @Tag("P6")
    void nothingPublishedAfterAccessEndedIsShownHoweverLongTheLogTakes() {
        String since = world.publish(FILE, "e.0");
        world.backplane.heads = ScriptedBackplane.Answers.ASKED_LATE;
        CompletableFuture<PollReply> reply =
                polling.ask(Polling.from("192.0.2.7", "user_ann"), new OfChannel(FILE, since, Activity.ACTIVE));
        world.access = (principal, channel) -> FlowWorld.denied();
        world.advance(Duration.ofMillis(1_500));
        world.publish(FILE, "secret.made");
        world.backplane.heal();
        world.world.settle();

        assertThat(Polling.written(reply).status()).isEqualTo(404);
    }

    @Test
    @Tag("P6")
    void anAnswerThatIsQuickAsksOnce() {
        List<Channel> asked = new ArrayList<>();
        world.access = (principal, channel) -> {
            asked.add(channel);
            return CompletableFuture.completedFuture(Grant.allow());
        };
        String since = world.publish(FILE, "e.0");
        world.publish(FILE, "e.1");

        assertThat(polling.poll("user_ann", FILE, since).events()).containsExactly("e.1");
        assertThat(asked).containsExactly(FILE);
    }

    @Test
    @Tag("contract-3.3")
    void eachGuestsPollIsAPrincipalOfItsOwn() {
        List<Principal> asked = new ArrayList<>();
        world.access = (principal, channel) -> {
            asked.add(principal);
            return CompletableFuture.completedFuture(Grant.allow());
        };
        Channel share = new Channel("share", "share_a");

        polling.poll("guest:share_a", share, null);
        polling.poll("guest:share_a", share, null);

        assertThat(asked).hasSize(2).allSatisfy(principal -> {
            assertThat(principal).isInstanceOf(Principal.ShareGuest.class);
            assertThat(principal.id()).startsWith("guest_");
        });
        assertThat(asked.get(0).id()).isNotEqualTo(asked.get(1).id());
    }

    @Test
    void aConnectionThatIsExceptedDoesNotHideAnEventFromPolling() {
        String since = world.publish(FILE, "e.0");
        FlowWorld.Peer socket = world.connect("user_ann");
        world.publish(Publication.of(FILE, "e.1", Map.of()).exceptConnection(socket.connectionId()));

        assertThat(polling.poll("user_ann", FILE, since).events()).containsExactly("e.1");
    }
}
