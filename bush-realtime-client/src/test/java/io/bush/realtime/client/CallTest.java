package io.bush.realtime.client;

import static io.bush.realtime.client.ClientRig.json;
import static io.bush.realtime.client.ClientRig.last;
import static io.bush.realtime.client.ClientRig.refOf;
import static io.bush.realtime.client.ClientRig.sent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.bush.realtime.client.call.CallException;
import io.bush.realtime.client.call.CallException.Outcome;
import io.bush.realtime.client.call.CallException.Reason;
import io.bush.realtime.client.call.CallOptions;
import io.bush.realtime.client.connection.ClientLimits;
import io.bush.realtime.client.connection.ConnectionState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("3.20")
class CallTest {

    record Answer(boolean resolved) {}

    private final ClientRig rig = new ClientRig();

    private CompletableFuture<Answer> call(CallOptions options) {
        CompletableFuture<Answer> answer = rig.client
                .call("comments.resolve", Map.of("comment_id", "c1"), Answer.class, options)
                .toCompletableFuture();
        rig.world.pump();
        return answer;
    }

    private static CallException failure(CompletableFuture<?> call) {
        assertThat(call).isCompletedExceptionally();
        try {
            call.join();
            throw new AssertionError("completed");
        } catch (CompletionException e) {
            return (CallException) e.getCause();
        }
    }

    private void answer(ScriptedTransport.Socket socket, String frame) {
        socket.serverSends(
                "{\"type\":\"result\",\"ref\":\"%s\",\"result\":{\"resolved\":true}}".formatted(refOf(frame)));
        rig.world.pump();
    }

    private void refuse(ScriptedTransport.Socket socket, String code, String more) {
        socket.serverSends(
                "{\"type\":\"error\",\"code\":\"%s\",\"message\":\"no\",\"action\":\"call\",\"ref\":\"%s\"%s}"
                        .formatted(code, refOf(last(socket)), more));
        rig.world.pump();
    }

    private ScriptedTransport.Socket reconnected() {
        rig.nextSocket();
        return rig.establish();
    }

    @Test
    void aCallHasItsAnswer() {
        ScriptedTransport.Socket socket = rig.connected();
        CompletableFuture<Answer> call = call(CallOptions.DEFAULT);
        assertThat(json(last(socket)))
                .isEqualTo(
                        json(
                                "{\"action\":\"call\",\"method\":\"comments.resolve\",\"params\":{\"comment_id\":\"c1\"},\"ref\":\"r1\"}"));
        answer(socket, last(socket));

        assertThat(call).isCompletedWithValue(new Answer(true));
        assertThat(rig.heard.controls).extracting(it -> it.type()).doesNotContain("result");
        assertThat(rig.world.timers()).isEqualTo(1);
    }

    @Test
    void whatTheServerRefusesSaysWhy() {
        ScriptedTransport.Socket socket = rig.connected();
        CompletableFuture<Answer> call = call(CallOptions.DEFAULT);
        refuse(socket, "call_failed", ",\"app_code\":\"comment.locked\"");

        assertThat(failure(call)).satisfies(it -> {
            assertThat(it.reason()).isEqualTo(Reason.FAILED);
            assertThat(it.outcome()).isEqualTo(Outcome.NOT_DONE);
            assertThat(it.code()).hasValue("call_failed");
            assertThat(it.appCode()).hasValue("comment.locked");
        });
        assertThat(rig.heard.errors).isEmpty();
    }

    @Test
    void anAnswerThatCannotBeReadSaysThatItWasDone() {
        ScriptedTransport.Socket socket = rig.connected();
        CompletableFuture<Answer> call = call(CallOptions.DEFAULT);
        socket.serverSends("{\"type\":\"result\",\"ref\":\"r1\",\"result\":[1]}");
        rig.world.pump();

        assertThat(failure(call).reason()).isEqualTo(Reason.UNREADABLE);
        assertThat(failure(call).outcome()).isEqualTo(Outcome.DONE);
    }

    @Test
    void aCallWithoutAnAnswerEndsAtItsDeadline() {
        rig.connected();
        CompletableFuture<Answer> call = call(CallOptions.DEFAULT.withDeadline(Duration.ofSeconds(5)));
        rig.world.advance(Duration.ofMillis(4999));
        assertThat(call).isNotDone();
        rig.world.advance(Duration.ofMillis(1));

        assertThat(failure(call).reason()).isEqualTo(Reason.DEADLINE);
        assertThat(failure(call).outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void aCallMadeOfflineLeavesBehindTheSubscribesOfTheNextConnection() {
        rig.subscribe("file", "file_a", it -> {});
        rig.connected().serverCloses(1006, "");
        rig.world.pump();
        CompletableFuture<Answer> call = call(CallOptions.DEFAULT);
        assertThat(call).isNotDone();
        ScriptedTransport.Socket socket = reconnected();
        assertThat(socket.sent)
                .extracting(it -> json(it).get("action").asText())
                .containsExactly("subscribe", "call");
        answer(socket, last(socket));

        assertThat(call).isCompletedWithValue(new Answer(true));
    }

    @Test
    void aCallThatNeverLeftIsNotDoneWhenItsTimeIsOver() {
        rig.client.connect();
        rig.world.pump();
        CompletableFuture<Answer> call = call(CallOptions.DEFAULT.withDeadline(Duration.ofSeconds(5)));
        rig.world.advance(Duration.ofSeconds(5));

        assertThat(failure(call).reason()).isEqualTo(Reason.DEADLINE);
        assertThat(failure(call).outcome()).isEqualTo(Outcome.NOT_DONE);
        assertThat(sent(rig.establish(), "call"))
                .as("it does not leave any more")
                .isEmpty();
    }

    @Test
    void withoutAnyWishToConnectACallFailsAtOnce() {
        assertThat(failure(call(CallOptions.DEFAULT)).reason()).isEqualTo(Reason.NOT_CONNECTED);
        rig.connected().serverCloses(4003, "");
        rig.world.pump();
        assertThat(failure(call(CallOptions.DEFAULT)).reason()).isEqualTo(Reason.NOT_CONNECTED);
    }

    @Test
    void aCallThatWaitsFailsWhenTheClientGivesUp() {
        rig.connected().serverCloses(1006, "");
        rig.world.pump();
        CompletableFuture<Answer> call = call(CallOptions.DEFAULT.withDeadline(Duration.ofHours(1)));
        rig.nextSocket().serverCloses(4003, "");
        rig.world.pump();

        assertThat(failure(call).reason()).isEqualTo(Reason.NOT_CONNECTED);
        assertThat(failure(call).outcome()).isEqualTo(Outcome.NOT_DONE);
    }

    @Test
    void aCallWhoseConnectionEndsIsNotRepeatedBlindly() {
        ScriptedTransport.Socket socket = rig.connected();
        CompletableFuture<Answer> call = call(CallOptions.DEFAULT);
        socket.serverCloses(1006, "");
        rig.world.pump();

        assertThat(failure(call).reason()).isEqualTo(Reason.OUTCOME_UNKNOWN);
        assertThat(failure(call).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(sent(reconnected(), "call")).isEmpty();
    }

    @Test
    void aCallThatMayBeRepeatedLeavesAgainWithTheSameId() {
        ScriptedTransport.Socket socket = rig.connected();
        CompletableFuture<Answer> call = call(CallOptions.DEFAULT.repeatable());
        CompletableFuture<Answer> named = call(CallOptions.DEFAULT.withIdempotencyId("mine"));
        List<String> first = ids(socket);
        socket.serverCloses(1006, "");
        ScriptedTransport.Socket next = reconnected();
        assertThat(ids(next))
                .isEqualTo(first)
                .hasSize(2)
                .doesNotHaveDuplicates()
                .contains("mine");
        answer(next, next.sent.get(0));
        answer(next, next.sent.get(1));

        assertThat(call).isCompleted();
        assertThat(named).isCompleted();
    }

    private static List<String> ids(ScriptedTransport.Socket socket) {
        return sent(socket, "call").stream()
                .map(it -> json(it).get("idempotency_id").asText())
                .toList();
    }

    @Test
    @Tag("P12")
    void theQueueIsBounded() {
        ClientRig small = new ClientRig(it -> it.limits(ClientLimits.DEFAULT.withCalls(3)));
        small.client.connect();
        small.world.pump();
        List<CompletableFuture<Answer>> calls = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            calls.add(small.client.call("m", Map.of(), Answer.class).toCompletableFuture());
        }
        small.world.pump();

        assertThat(calls.subList(0, 3)).noneMatch(CompletableFuture::isDone);
        assertThat(failure(calls.get(3)).reason()).isEqualTo(Reason.QUEUE_FULL);
    }

    @Test
    @Tag("3.4")
    void noMoreCallsAreUnderWayThanTheServerTakesAndNoMoreThanItsLimit() {
        ScriptedTransport.Socket socket = rig.connected();
        List<CompletableFuture<Answer>> calls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            calls.add(rig.client
                    .call("m", Map.of("i", i), Answer.class, CallOptions.DEFAULT.withDeadline(Duration.ofMinutes(5)))
                    .toCompletableFuture());
        }
        rig.world.pump();
        assertThat(socket.sent).hasSize(16);
        for (int i = 0; i < 80; i++) {
            answer(socket, socket.sent.get(i));
        }
        assertThat(sent(socket, "call"))
                .as("the rest of the window is left to what is urgent")
                .hasSize(80);
        rig.world.advance(Duration.ofSeconds(30));
        socket.serverPings();
        rig.world.advance(Duration.ofSeconds(31));
        assertThat(sent(socket, "call")).hasSize(96);
        for (int i = 80; i < 100; i++) {
            answer(socket, socket.sent.get(i));
        }

        assertThat(calls).allMatch(CompletableFuture::isDone);
        for (int i = 0; i < 100; i++) {
            assertThat(json(socket.sent.get(i)).at("/params/i").asInt()).isEqualTo(i);
        }
    }

    @Test
    void whatTheServerHasNoRoomForIsTriedAgain() {
        ScriptedTransport.Socket socket = rig.connected();
        CompletableFuture<Answer> call = call(CallOptions.DEFAULT);
        refuse(socket, "temporarily_unavailable", ",\"retry_after_ms\":2000");
        rig.world.advance(Duration.ofSeconds(2));
        assertThat(socket.sent).hasSize(2);
        refuse(socket, "too_many_pending", "");
        rig.world.advance(Duration.ofSeconds(1));
        assertThat(socket.sent).hasSize(3);
        refuse(socket, "rate_limited", ",\"retry_after_ms\":4000");
        rig.world.advance(Duration.ofSeconds(4));
        assertThat(socket.sent).hasSize(4);
        answer(socket, last(socket));

        assertThat(call).isCompleted();
        assertThat(rig.client.status().state()).isEqualTo(ConnectionState.CONNECTED);
    }

    @Test
    void callsThatAreRefusedTogetherLeaveAgainInTheirOrder() {
        ScriptedTransport.Socket socket = rig.connected();
        for (int i = 0; i < 4; i++) {
            var unused = rig.client.call("m", Map.of("i", i), Answer.class);
        }
        rig.world.pump();
        for (int i = 1; i < 4; i++) {
            socket.serverSends("{\"type\":\"error\",\"code\":\"too_many_pending\",\"message\":\"no\",\"ref\":\"%s\"}"
                    .formatted(refOf(socket.sent.get(i))));
        }
        var unused = rig.client.call("m", Map.of("i", 4), Answer.class);
        rig.world.advance(Duration.ofSeconds(1));

        assertThat(socket.sent.subList(4, socket.sent.size()))
                .extracting(it -> json(it).at("/params/i").asInt())
                .containsExactly(1, 2, 3, 4);
    }

    @Test
    void aCallThatIsTooLargeIsNotSent() {
        ScriptedTransport.Socket socket = rig.connected();
        CompletableFuture<Answer> call = rig.client
                .call("m", Map.of("text", "€".repeat(6000)), Answer.class)
                .toCompletableFuture();
        rig.world.pump();

        assertThat(socket.sent).isEmpty();
        assertThat(failure(call).code()).hasValue("message_too_large");
    }

    @Test
    void closeFailsWhatWaits() {
        rig.client.connect();
        rig.world.pump();
        CompletableFuture<Answer> call = call(CallOptions.DEFAULT);
        rig.client.closeAsync();
        rig.world.pump();

        assertThat(failure(call).reason()).isEqualTo(Reason.CLOSED);
        assertThat(failure(call(CallOptions.DEFAULT)).reason()).isEqualTo(Reason.CLOSED);
    }

    @Test
    void whatIsNoCallIsRefusedWithItsValue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rig.client.call("m", List.of(1), Answer.class))
                .withMessageContaining("ARRAY");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CallOptions.DEFAULT.withDeadline(Duration.ZERO))
                .withMessageContaining("PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CallOptions.DEFAULT.withIdempotencyId("x".repeat(65)))
                .withMessageContaining("65 characters");
    }
}
