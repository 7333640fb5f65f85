package io.bush.realtime.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.RealtimeSettings;
import io.bush.realtime.call.CallFailedException;
import io.bush.realtime.call.CallLimits;
import io.bush.realtime.call.Caller;
import io.bush.realtime.call.Calls;
import io.bush.realtime.observe.NodeStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("contract-3.20")
class CallIdempotencyFlowTest {

    record Counted(int count) {}

    private static final Duration WINDOW = Duration.ofMinutes(2);

    /** Every run, in order. */
    private final List<Caller> runs = new ArrayList<>();
    /** What the so-manieth run answers, counted from 1; changed by tests. */
    private IntFunction<CompletionStage<?>> handler = CompletableFuture::completedFuture;

    @RegisterExtension
    final FlowWorld world = new FlowWorld(builder -> builder.calls(calls()));

    private Calls calls() {
        return Calls.none().with("add", Counted.class, this::run).with("other", Counted.class, this::run);
    }

    private CompletionStage<?> run(Caller caller, Counted params) {
        runs.add(caller);
        return handler.apply(runs.size());
    }

    private static FlowWorld.Peer call(FlowWorld.Peer peer, String ref, String id) {
        return call(peer, "add", ref, id);
    }

    private static FlowWorld.Peer call(FlowWorld.Peer peer, String method, String ref, String id) {
        return peer.send("{'action':'call','ref':'" + ref + "','method':'" + method
                + "','params':{'count':1},'idempotency_id':'" + id + "'}");
    }

    private static List<String> results(FlowWorld.Peer peer) {
        return peer.frames("result").stream()
                .map(frame ->
                        frame.get("ref").asText() + "=" + frame.get("result").asText())
                .toList();
    }

    private static List<String> errors(FlowWorld.Peer peer) {
        return peer.frames("error").stream()
                .map(frame ->
                        frame.get("ref").asText() + "=" + frame.get("code").asText())
                .toList();
    }

    private NodeStats.Calls stats() {
        return world.node.stats().calls();
    }

    @Test
    void aRetryGetsTheFirstAnswerAndNothingRunsTwice() {
        FlowWorld.Peer peer = world.connect("user_ann");
        call(peer, "a", "id1");
        call(peer, "b", "id1");
        call(peer, "c", "id2");
        call(world.connect("user_ann"), "d", "id1");

        assertThat(results(peer)).containsExactly("a=1", "b=1", "c=2");
        assertThat(results(world.peers.get(1))).containsExactly("d=1");
        assertThat(runs).hasSize(2);
        assertThat(runs.get(0).idempotencyId()).isEqualTo("id1");
        assertThat(stats().remembered()).isEqualTo(2);
        assertThat(stats().pending()).isZero();
    }

    @Test
    void anotherUserAndAnotherMethodAreAnotherCall() {
        FlowWorld.Peer ann = world.connect("user_ann");
        FlowWorld.Peer bob = world.connect("user_bob");
        call(ann, "a", "id1");
        call(ann, "other", "b", "id1");
        call(bob, "c", "id1");

        assertThat(results(ann)).containsExactly("a=1", "b=2");
        assertThat(results(bob)).containsExactly("c=3");
    }

    @Test
    void callsWithoutAnIdRunEachTimeAndAreNotRemembered() {
        FlowWorld.Peer peer = world.connect("user_ann")
                .send("{'action':'call','ref':'a','method':'add','params':{'count':1}}")
                .send("{'action':'call','ref':'b','method':'add','params':{'count':1}}");

        assertThat(results(peer)).containsExactly("a=1", "b=2");
        assertThat(stats()).isEqualTo(new NodeStats.Calls(0, 0, 0));
    }

    @Test
    void aRetryOnAnotherConnectionWaitsForTheFirstOnesAnswer() {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        handler = run -> answer;
        FlowWorld.Peer first = call(world.connect("user_ann"), "a", "id1");
        FlowWorld.Peer second = call(world.connect("user_ann"), "b", "id1");
        assertThat(stats().pending()).isEqualTo(2);
        assertThat(results(second)).isEmpty();
        answer.complete(7);
        world.world.settle();

        assertThat(results(first)).containsExactly("a=7");
        assertThat(results(second)).containsExactly("b=7");
        assertThat(runs).hasSize(1);
    }

    @Test
    void aRetryAfterAConnectionWasLostGetsWhatTheFirstCallDid() {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        handler = run -> answer;
        FlowWorld.Peer lost = call(world.connect("user_ann"), "a", "id1");
        lost.drop();
        FlowWorld.Peer waits = call(world.connect("user_ann"), "b", "id1");
        answer.complete(7);
        world.world.settle();
        FlowWorld.Peer later = call(world.connect("user_ann"), "c", "id1");

        assertThat(results(lost)).isEmpty();
        assertThat(results(waits)).containsExactly("b=7");
        assertThat(results(later)).containsExactly("c=7");
        assertThat(runs).hasSize(1);
    }

    @Test
    void anAnswerThatCameAfterTheDeadlineIsGivenToTheRetry() {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        handler = run -> answer;
        FlowWorld.Peer peer = call(world.connect("user_ann"), "a", "id1");
        world.seconds(10);
        assertThat(errors(peer)).containsExactly("a=deadline_exceeded");
        call(peer, "b", "id1");
        world.seconds(10);
        assertThat(errors(peer)).containsExactly("a=deadline_exceeded", "b=deadline_exceeded");
        call(peer, "c", "id1");
        world.seconds(5);
        answer.complete(7);
        world.world.settle();
        call(peer, "d", "id1");

        assertThat(results(peer)).containsExactly("c=7", "d=7");
        assertThat(errors(peer)).hasSize(2);
        assertThat(runs).hasSize(1);
    }

    @Test
    void anAnswerIsRememberedForTwoMinutesSinceItCame() {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        handler = run -> run == 1 ? answer : CompletableFuture.completedFuture(run);
        FlowWorld.Peer peer = call(world.connect("user_ann"), "a", "id1");
        world.seconds(5);
        answer.complete(1);
        world.world.settle();
        world.advanceAlive(WINDOW.minusNanos(1));
        call(peer, "b", "id1");
        world.advance(Duration.ofNanos(1));
        call(peer, "c", "id1");

        assertThat(results(peer)).containsExactly("a=1", "b=1", "c=2");
    }

    @Test
    void whatIsOldIsForgottenWithoutAnyCall() {
        FlowWorld.Peer peer = call(world.connect("user_ann"), "a", "id1");
        assertThat(stats().remembered()).isEqualTo(1);
        assertThat(stats().rememberedBytes()).isPositive();
        world.advanceAlive(WINDOW.plusSeconds(1));

        assertThat(results(peer)).containsExactly("a=1");
        assertThat(stats()).isEqualTo(new NodeStats.Calls(0, 0, 0));
    }

    @Test
    void aCallThatNeverEndsIsForgottenAWindowAfterItBegan() {
        handler = run -> run == 1 ? FlowWorld.never() : CompletableFuture.completedFuture(run);
        FlowWorld.Peer peer = call(world.connect("user_ann"), "a", "id1");
        world.advanceAlive(WINDOW.plusSeconds(1));
        assertThat(stats()).isEqualTo(new NodeStats.Calls(0, 0, 0));
        call(peer, "b", "id1");

        assertThat(errors(peer)).containsExactly("a=deadline_exceeded");
        assertThat(results(peer)).containsExactly("b=2");
    }

    @Test
    void aRefusalOfTheApplicationIsAnAnswerAndIsRemembered() {
        handler = run -> CompletableFuture.failedFuture(new CallFailedException("no", "refused in run " + run));
        FlowWorld.Peer peer = world.connect("user_ann");
        call(peer, "a", "id1");
        call(peer, "b", "id1");

        assertThat(errors(peer)).containsExactly("a=call_failed", "b=call_failed");
        JsonNode second = peer.frames("error").get(1);
        assertThat(second.get("message").asText()).isEqualTo("refused in run 1");
        assertThat(second.get("app_code").asText()).isEqualTo("no");
        assertThat(runs).hasSize(1);
    }

    @Test
    void aFaultOfTheServerIsToldToAllWhoWaitAndTheNextRetryRunsAgain() {
        world.failuresExpected = true;
        CompletableFuture<Object> answer = new CompletableFuture<>();
        handler = run -> run == 1 ? answer : CompletableFuture.completedFuture(run);
        FlowWorld.Peer peer = world.connect("user_ann");
        call(peer, "a", "id1");
        call(peer, "b", "id1");
        answer.completeExceptionally(new IllegalStateException("the database is away"));
        world.world.settle();
        assertThat(errors(peer)).containsExactlyInAnyOrder("a=internal", "b=internal");
        assertThat(world.events.calls("failed")).hasSize(1);
        assertThat(stats()).isEqualTo(new NodeStats.Calls(0, 0, 0));
        call(peer, "c", "id1");

        assertThat(results(peer)).containsExactly("c=2");
    }

    @Test
    void whatNeverRanIsNotRemembered() {
        handler = run -> run <= 16 ? FlowWorld.never() : CompletableFuture.completedFuture(run);
        FlowWorld.Peer peer = world.connect("user_ann")
                .send("{'action':'call','ref':'a','method':'add','params':{},'idempotency_id':'id1'}");
        assertThat(errors(peer)).containsExactly("a=invalid_params");
        for (int i = 1; i <= 16; i++) {
            peer.send("{'action':'call','ref':'p','method':'other','params':{'count':1}}");
        }
        call(peer, "b", "id1");
        assertThat(errors(peer)).containsExactly("a=invalid_params", "b=too_many_pending");
        assertThat(stats()).isEqualTo(new NodeStats.Calls(16, 0, 0));
        world.seconds(10);
        call(peer, "c", "id1");

        assertThat(results(peer)).containsExactly("c=17");
    }

    @Test
    @Tag("P9")
    void aUserWithoutRoomIsToldWhenToComeBackAndNothingIsForgottenForIt() {
        CallLimits few = CallLimits.DEFAULT.withRemembered(2, CallLimits.DEFAULT.rememberedBytes());
        try (FlowWorld small =
                new FlowWorld(builder -> builder.calls(calls()).settings(RealtimeSettings.DEFAULT.with(few)))) {
            FlowWorld.Peer ann = small.connect("user_ann");
            call(ann, "a", "id1");
            small.seconds(30);
            call(ann, "b", "id2");
            call(ann, "c", "id3");
            assertThat(errors(ann)).containsExactly("c=temporarily_unavailable");
            assertThat(ann.only("error").get("retry_after_ms").asLong()).isEqualTo(90_000);
            call(small.connect("user_bob"), "d", "id3");
            ann.send("{'action':'call','ref':'e','method':'add','params':{'count':1}}");
            call(ann, "f", "id1");
            small.seconds(90);
            call(ann, "g", "id3");

            assertThat(results(ann)).containsExactly("a=1", "b=2", "e=4", "f=1", "g=5");
            assertThat(results(small.peers.get(1))).containsExactly("d=3");
            assertThat(errors(ann)).hasSize(1);
        }
    }

    @Test
    @Tag("P9")
    void aNodeWithoutRoomRefusesCallsWithAnIdAndDoesTheOthers() {
        CallLimits little = CallLimits.DEFAULT.withRemembered(512, 2_097_152);
        try (FlowWorld small =
                new FlowWorld(builder -> builder.calls(calls()).settings(RealtimeSettings.DEFAULT.with(little)))) {
            handler = run -> FlowWorld.never();
            // Each under way counts as 64 KiB and a little: 31 fit into 2 MiB.
            for (int i = 0; i < 31; i++) {
                call(small.connect("user_" + i), "a", "id1");
            }
            assertThat(small.node.stats().calls().remembered()).isEqualTo(31);
            assertThat(small.node.stats().calls().rememberedBytes()).isLessThanOrEqualTo(2_097_152);
            FlowWorld.Peer ann = call(small.connect("user_ann"), "b", "id1");
            assertThat(errors(ann)).containsExactly("b=temporarily_unavailable");
            assertThat(ann.only("error").get("retry_after_ms").asLong()).isEqualTo(1_000);
            handler = CompletableFuture::completedFuture;
            ann.send("{'action':'call','ref':'c','method':'add','params':{'count':1}}");

            assertThat(results(ann)).containsExactly("c=32");
        }
    }
}
