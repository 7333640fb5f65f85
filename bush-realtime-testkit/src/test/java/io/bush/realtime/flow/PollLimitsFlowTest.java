package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static io.bush.realtime.flow.FlowWorld.OTHER_FILE;
import static io.bush.realtime.flow.Polling.item;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.RealtimeSettings;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.flow.Polling.Answer;
import io.bush.realtime.polling.PollReply;
import io.bush.realtime.polling.PollRequest.Activity;
import io.bush.realtime.polling.PollRequest.OfChannel;
import io.bush.realtime.polling.PollRequest.OfMany;
import io.bush.realtime.polling.PollingSettings;
import io.bush.realtime.ratelimit.RateLimits.Limit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How often and how many, what is malformed, and what happens when a back end is away. */
@Tag("contract-3.16")
@Tag("P9")
class PollLimitsFlowTest {

    private static final OfChannel ONE = new OfChannel(FILE, null, Activity.ACTIVE);

    @RegisterExtension
    final FlowWorld world = FlowWorld.with(RealtimeSettings.DEFAULT.with(new PollingSettings(
            new Limit(120, Duration.ofSeconds(60)),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            10,
            3,
            Duration.ofSeconds(10))));

    private final Polling polling = new Polling(world);

    // ---- how often ----

    @Test
    void aUserMayPollOneHundredAndTwentyTimesInAnySixtySeconds() {
        for (int i = 0; i < 120; i++) {
            assertThat(polling.poll("user_ann", FILE, null).status()).isEqualTo(200);
            world.advance(Duration.ofMillis(100));
        }

        Answer refused = polling.poll("user_ann", FILE, null);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.code()).isEqualTo("rate_limited");
        assertThat(refused.retryAfterMillis()).isEqualTo(48_000);
        assertThat(polling.poll("user_bob", FILE, null).status()).isEqualTo(200);
        world.advance(Duration.ofMillis(47_999));
        assertThat(polling.poll("user_ann", FILE, null).status()).isEqualTo(429);
        world.advance(Duration.ofMillis(1));
        assertThat(polling.poll("user_ann", FILE, null).status()).isEqualTo(200);
    }

    @Test
    void guestsAreCountedByAddressAndNotAtAllWhereNobodyKnowsIt() {
        OfChannel share = new OfChannel(new Channel("share", "share_a"), null, Activity.ACTIVE);
        for (int i = 0; i < 120; i++) {
            polling.poll(Polling.from("192.0.2.1", "guest:share_a"), share);
        }

        assertThat(polling.poll(Polling.from("192.0.2.1", "guest:share_a"), share)
                        .status())
                .isEqualTo(429);
        assertThat(polling.poll(Polling.from("192.0.2.2", "guest:share_a"), share)
                        .status())
                .isEqualTo(200);
        for (int i = 0; i < 130; i++) {
            assertThat(polling.poll(Polling.from(null, "guest:share_a"), share).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void pollingDoesNotUseUpWhatSocketsMay() {
        for (int i = 0; i < 120; i++) {
            polling.poll("user_ann", FILE, null);
        }
        FlowWorld.Peer socket = world.connect("user_ann").subscribe(FILE);

        assertThat(socket.names()).containsExactly("connection.established", "subscription.confirmed");
    }

    // ---- how many at a time ----

    private List<CompletableFuture<PollReply>> hold(String user, int polls) {
        List<CompletableFuture<PollReply>> held = new ArrayList<>();
        for (int i = 0; i < polls; i++) {
            held.add(polling.ask(Polling.from("192.0.2.7", user), ONE));
        }
        return held;
    }

    @Test
    void oneUserHasOnlySoManyUnderWayUntilTheyAreWritten() {
        List<CompletableFuture<PollReply>> written = hold("user_ann", 3);
        assertThat(written).allMatch(CompletableFuture::isDone);

        Answer fourth = polling.poll("user_ann", FILE, null);
        Answer other = polling.poll("user_bob", FILE, null);
        written.get(0).join().close();
        written.get(0).join().close();

        assertThat(fourth.status()).isEqualTo(429);
        assertThat(fourth.retryAfterMillis()).isEqualTo(1_000);
        assertThat(other.status()).isEqualTo(200);
        assertThat(polling.poll("user_ann", FILE, null).status()).isEqualTo(200);
        hold("user_ann", 1);
        assertThat(polling.poll("user_ann", FILE, null).status()).isEqualTo(429);
    }

    @Test
    void theNodeHasOnlySoManyUnderWay() {
        for (String user : List.of("user_a", "user_b", "user_c", "user_d")) {
            hold(user, 3);
        }

        Answer refused = polling.poll("user_e", FILE, null);

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.retryAfterMillis()).isEqualTo(5_000);
    }

    // ---- what is malformed ----

    @ParameterizedTest
    @CsvSource({
        "file, '', 400, invalid_resource_id",
        "file, file_, 400, invalid_resource_id",
        "file, file_a/../b, 400, invalid_resource_id",
        "file, FILE_a, 400, invalid_resource_id",
        "project, file_a, 400, invalid_resource_id",
        "moon, moon_a, 404, unknown_channel",
        "control, access, 404, unknown_channel"
    })
    void anIdThatIsNoneIsRefusedBeforeAnythingElse(String type, String id, int status, String code) {
        Answer answer = polling.poll("nobody", new Channel(type, id), null);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(polling.poll("nobody", FILE, null).status())
                .as("not counted")
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{}",
                "{}{}",
                "{'subscriptions':[]}",
                "{'subscriptions':{}}",
                "{'subscriptions':[1]}",
                "{'subscriptions':[{}]}",
                "{'subscriptions':[{'channel':'file'}]}",
                "{'subscriptions':[{'channel':'file','resource_id':7}]}",
                "{'subscriptions':[{'channel':'file','resource_id':'file_a','since_event_id':7}]}",
                "{'subscriptions':[{'channel':'file','resource_id':'file_a','events':'x'}]}",
                "{'subscriptions':[{'channel':'file','resource_id':'file_a','resource_id':'file_b'}]}",
                "{'subscriptions':[{'channel':'file','resource_id':'file_a'}]} x",
                "{'channel':'file','resource_id':'file_a'}",
                "{'channel':'file','subscriptions':[{'channel':'file','resource_id':'file_a'}]}",
                "{'subscriptions':[{'channel':'file','resource_id':'\\ud800'}]}"
            })
    void aBodyThatIsNoneIsRefusedWithoutItsText(String body) {
        Answer answer = polling.many("user_ann", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid_message");
        assertThat(answer.text()).doesNotContain("file_a");
    }

    @Test
    void fiftyChannelsAreAllowedAndNotOneMore() {
        List<String> items = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            items.add(item(new Channel("file", "file_" + i), null));
        }
        Answer fifty = polling.many("user_ann", "{'subscriptions':[" + String.join(",", items) + "]}");
        items.add(item(new Channel("file", "file_x"), null));
        Answer more = polling.many("user_ann", "{'subscriptions':[" + String.join(",", items) + "]}");

        assertThat(fifty.json().get("results")).hasSize(50);
        assertThat(more.status()).isEqualTo(400);
    }

    // ---- when something is away ----

    @ParameterizedTest
    @ValueSource(strings = {"FAILING", "THROWING"})
    @Tag("contract-7")
    void withoutTheLogNothingIsAnswered(ScriptedBackplane.Answers how) {
        world.failuresExpected = true;
        String since = world.publish(FILE, "e.0");
        world.publish(FILE, "e.1");
        OfMany many = new OfMany(
                ("{'subscriptions':[" + item(FILE, since) + "," + item(OTHER_FILE, null) + "]}").replace('\'', '"'),
                Activity.ACTIVE);
        world.backplane.reads = how;
        Answer reading = polling.poll("user_ann", many);
        world.backplane.reads = ScriptedBackplane.Answers.NOW;
        world.backplane.heads = how;
        Answer heads = polling.poll("user_ann", many);
        world.backplane.heal();

        assertThat(reading.status()).isEqualTo(503);
        assertThat(reading.retryAfterMillis()).isEqualTo(5_000);
        assertThat(heads).isEqualTo(reading);
        assertThat(polling.poll("user_ann", FILE, since).events()).containsExactly("e.1");
    }

    @Test
    void whateverDoesNotAnswerItIsAnsweredInTime() {
        world.failuresExpected = true;
        world.access = (principal, channel) -> FlowWorld.never();
        CompletableFuture<PollReply> asked = polling.ask(Polling.from("192.0.2.7", "user_ann"), ONE);
        world.backplane.heads = ScriptedBackplane.Answers.ASKED_LATE;
        world.access = (principal, channel) -> CompletableFuture.completedFuture(Grant.allow());
        CompletableFuture<PollReply> read = polling.ask(Polling.from("192.0.2.7", "user_ann"), ONE);
        world.advance(Duration.ofMillis(4_999));
        assertThat(asked).isNotDone();
        world.advance(Duration.ofMillis(1));
        assertThat(Polling.written(asked).status()).isEqualTo(503);
        world.advance(Duration.ofMillis(4_999));
        assertThat(read).isNotDone();
        world.advance(Duration.ofMillis(1));

        assertThat(Polling.written(read).status()).isEqualTo(503);
        world.backplane.heal();
        world.world.settle();
        assertThat(polling.poll("user_ann", FILE, null).status()).isEqualTo(200);
    }

    @Test
    @Tag("P11")
    void aNodeThatDrainsSaysSoAndOneThatClosesAnswersWhatIsUnderWay() {
        world.backplane.heads = ScriptedBackplane.Answers.ASKED_LATE;
        CompletableFuture<PollReply> underWay = polling.ask(Polling.from("192.0.2.7", "user_ann"), ONE);
        world.node.drain(Duration.ZERO);
        world.world.settle();
        assertThat(polling.poll("user_ann", FILE, null).status()).isEqualTo(503);
        assertThat(underWay).isNotDone();

        world.node.close();

        assertThat(Polling.written(underWay).status()).isEqualTo(503);
        assertThat(polling.poll("user_ann", FILE, null).status()).isEqualTo(503);
    }

    @Test
    void whatWasPolledIsTold() {
        String since = world.publish(FILE, "e.0");
        world.publish(FILE, "e.1");
        polling.poll("user_ann", FILE, since);
        polling.poll("nobody", FILE, since);

        assertThat(world.events.calls("polled"))
                .extracting(call -> call.arguments().subList(0, 3))
                .containsExactly(List.of(200, 1, 1), List.of(401, 0, 0));
    }
}
