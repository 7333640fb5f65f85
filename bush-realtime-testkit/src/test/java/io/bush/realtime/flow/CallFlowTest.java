package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.call.CallFailedException;
import io.bush.realtime.call.CallHandler;
import io.bush.realtime.call.Caller;
import io.bush.realtime.call.Calls;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.observe.NodeStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("contract-3.20")
class CallFlowTest {

    enum Colour {
        RED,
        GREEN
    }

    record Note(
            String text,
            int count,
            @Nullable List<Integer> numbers,
            @Nullable Map<String, Integer> named,
            @Nullable Colour colour) {

        Note {
            if (text.isEmpty()) {
                throw new IllegalArgumentException("empty");
            }
        }
    }

    interface Unreadable {}

    static final class Loop {
        public Loop getSelf() {
            return this;
        }
    }

    /** Who called, in order. */
    private final List<Caller> callers = new ArrayList<>();
    /** What came as parameters, in order. */
    private final List<Note> notes = new ArrayList<>();
    /** What the handler does; changed by tests. */
    private Supplier<@Nullable CompletionStage<?>> handler = () -> CompletableFuture.completedFuture(Map.of("ok", 1));

    @RegisterExtension
    final FlowWorld world = new FlowWorld(builder -> builder.calls(Calls.none()
            .with("note.create", Note.class, this::handle)
            .with("ping_me", JsonNode.class, (caller, params) -> CompletableFuture.completedFuture(params))
            .with("broken", Unreadable.class, (caller, params) -> CompletableFuture.completedFuture(null))));

    @SuppressWarnings("NullAway") // Some tests answer with no stage at all, as an application might.
    private CompletionStage<?> handle(Caller caller, Note note) {
        callers.add(caller);
        notes.add(note);
        return handler.get();
    }

    private static FlowWorld.Peer call(FlowWorld.Peer peer, String ref) {
        return peer.send(
                "{'action':'call','ref':'" + ref + "','method':'note.create','params':{'text':'SECRET','count':1}}");
    }

    private static FlowWorld.Peer callWith(FlowWorld.Peer peer, String params) {
        return peer.clear().send("{'action':'call','ref':'c','method':'note.create','params':" + params + "}");
    }

    private List<Object> outcomes() {
        return world.events.calls("called").stream()
                .map(call -> call.arguments().get(2))
                .toList();
    }

    @Test
    void aCallRunsAsThePrincipalAndIsAnsweredWithItsResult() {
        FlowWorld.Peer peer = world.connect("user_ann").clear();
        call(peer, "c1");

        assertThat(peer.transport.sent()).hasSize(1);
        assertThat(peer.transport.sent().get(0).json())
                .hasToString("{\"type\":\"result\",\"ref\":\"c1\",\"result\":{\"ok\":1}}");
        Principal ann = new Principal.Member("user_ann", "Name of user_ann", null);
        assertThat(callers).containsExactly(new Caller(ann, peer.connectionId(), "note.create", null));
        assertThat(notes).containsExactly(new Note("SECRET", 1, null, null, null));
        assertThat(world.heard("called")).containsExactly(peer.connectionId(), "note.create", "result", Duration.ZERO);
    }

    @Test
    void unknownFieldsAreIgnoredAndAbsentParamsAreEmpty() {
        FlowWorld.Peer peer = world.connect("user_ann");
        callWith(peer, "{'text':'a','count':2,'named':{'x':1},'numbers':[1],'colour':'GREEN','new':{'y':[]}}");
        assertThat(notes).containsExactly(new Note("a", 2, List.of(1), Map.of("x", 1), Colour.GREEN));
        assertThat(peer.names()).containsExactly("result");
        peer.clear().send("{'action':'call','method':'ping_me'}");

        assertThat(peer.transport.sent().get(0).json()).hasToString("{\"type\":\"result\",\"result\":{}}");
    }

    @Test
    void aResultMayBeNull() {
        handler = () -> CompletableFuture.completedFuture(null);

        assertThat(call(world.connect("user_ann"), "c")
                        .only("result")
                        .get("result")
                        .isNull())
                .isTrue();
    }

    @Test
    @Tag("contract-3.3")
    void aGuestMayNotCallAndDoesNotLearnWhatThereIs() {
        FlowWorld.Peer guest = world.connect("guest:share_a").clear();
        call(guest, "c").send("{'action':'call','ref':'c','method':'nothing'}");

        assertThat(guest.frames("error")).hasSize(2);
        assertThat(guest.frames("error").get(0)).isEqualTo(guest.frames("error").get(1));
        assertThat(guest.frames("error").get(0).get("code").asText()).isEqualTo("forbidden");
        assertThat(callers).isEmpty();
    }

    @Test
    void whatNobodyRegisteredIsAnUnknownMethodAndItsNameIsNotRepeated() {
        FlowWorld.Peer peer = world.connect("user_ann").send("{'action':'call','ref':'c','method':'SECRET.\\u0000'}");

        assertThat(peer.error()).isEqualTo("unknown_method");
        assertThat(peer.only("error").toString()).doesNotContain("SECRET");
        assertThat(world.events.calls("called")).isEmpty();
    }

    static Stream<Arguments> misfits() {
        return Stream.of(
                Arguments.of("{'text':'a','count':'SECRET'}", "params.count"),
                Arguments.of("{'text':'a','count':1.5}", "params.count"),
                Arguments.of("{'text':'a','count':null}", "params.count"),
                Arguments.of("{'text':'a'}", "params.count"),
                Arguments.of("{'text':'a','count':" + "7".repeat(32) + "}", "params.count"),
                Arguments.of("{'text':'a','count':[1]}", "params.count"),
                Arguments.of("{'text':{'SECRET':1},'count':1}", "params.text"),
                Arguments.of("{'text':'a','count':1,'numbers':[1,2,'SECRET']}", "params.numbers[2]"),
                Arguments.of("{'text':'a','count':1,'numbers':{'SECRET':1}}", "params.numbers"),
                Arguments.of("{'text':'a','count':1,'named':{'SECRET':'SECRET'}}", "params.named.*"),
                Arguments.of("{'text':'a','count':1,'colour':'SECRET'}", "params.colour"),
                Arguments.of("{'text':'a','count':1,'colour':0}", "params.colour"),
                Arguments.of("{'count':1}", "params"),
                Arguments.of("{'text':'','count':1}", "params"));
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void paramsOfTheWrongShapeAreRefusedWithTheirPlaceAndNeverTheirValue(String params, String place) {
        FlowWorld.Peer peer = callWith(world.connect("user_ann"), params);

        assertThat(peer.names()).containsExactly("error");
        JsonNode error = peer.only("error");
        assertThat(error.get("code").asText()).isEqualTo("invalid_params");
        assertThat(error.get("ref").asText()).isEqualTo("c");
        assertThat(error.get("action").asText()).isEqualTo("call");
        assertThat(error.get("message").asText() + " ")
                .startsWith("params do not fit")
                .contains(place + " ");
        assertThat(error.toString()).doesNotContain("SECRET").doesNotContain("777");
        assertThat(callers).isEmpty();
        assertThat(outcomes()).containsExactly("invalid_params");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'text':'a','count':NaN}",
                "{'text':'a','count':Infinity}",
                "[]",
                "null",
                "7",
                "{'text':'a','text':'b','count':1}"
            })
    void whatIsNoObjectOrNotJsonIsAnInvalidMessage(String params) {
        FlowWorld.Peer peer = callWith(world.connect("user_ann"), params);

        assertThat(peer.error()).isEqualTo("invalid_message");
        assertThat(callers).isEmpty();
    }

    @Test
    void aClassThatCannotBeReadIsAFaultOfTheServer() {
        world.failuresExpected = true;
        FlowWorld.Peer peer = world.connect("user_ann").send("{'action':'call','method':'broken'}");

        assertThat(peer.error()).isEqualTo("internal");
        assertThat(world.heard("failed").get(0)).isEqualTo("call broken");
    }

    static Stream<Named<Supplier<@Nullable CompletionStage<?>>>> faults() {
        return Stream.of(
                Named.of("throws", () -> {
                    throw new IllegalStateException("SECRET");
                }),
                Named.of("throws an error", () -> {
                    throw new StackOverflowError("SECRET");
                }),
                Named.of("returns no stage", () -> null),
                Named.of("fails", () -> CompletableFuture.failedFuture(new IllegalStateException("SECRET"))),
                Named.of("is cancelled", () -> {
                    CompletableFuture<Object> stage = new CompletableFuture<>();
                    stage.cancel(true);
                    return stage;
                }),
                Named.of("cannot be written", () -> CompletableFuture.completedFuture(new Loop())));
    }

    @ParameterizedTest
    @MethodSource("faults")
    @Tag("P9")
    void aHandlerThatFailsIsAFaultOfTheServerAndStopsNothing(Supplier<@Nullable CompletionStage<?>> fault) {
        world.failuresExpected = true;
        handler = fault;
        FlowWorld.Peer bob = world.connect("user_bob").subscribe(FILE).clear();
        FlowWorld.Peer peer = world.connect("user_ann").clear();
        call(peer, "c1").send("{'action':'ping','ref':'p'}");

        assertThat(peer.names()).containsExactlyInAnyOrder("error", "pong");
        assertThat(peer.error()).isEqualTo("internal");
        assertThat(peer.only("error").get("ref").asText()).isEqualTo("c1");
        assertThat(peer.only("error").toString()).doesNotContain("SECRET");
        assertThat(world.heard("failed").get(0)).isEqualTo("call note.create");
        assertThat(outcomes()).containsExactly("internal");
        handler = () -> CompletableFuture.completedFuture(1);
        call(peer.clear(), "c2");
        world.publish(FILE, "e.1");
        assertThat(peer.names()).containsExactly("result");
        assertThat(bob.names()).containsExactly("e.1");
        assertThat(world.node.stats().calls()).isEqualTo(new NodeStats.Calls(0, 0, 0));
    }

    static Stream<Named<Supplier<@Nullable CompletionStage<?>>>> refusals() {
        CallFailedException refusal = new CallFailedException("note.too_long", "the note is too long");
        return Stream.of(
                Named.of("thrown", () -> {
                    throw refusal;
                }),
                Named.of("in the stage", () -> CompletableFuture.failedFuture(refusal)),
                Named.of("wrapped", () -> CompletableFuture.failedFuture(new CompletionException(refusal))),
                Named.of(
                        "of a stage behind",
                        () -> CompletableFuture.failedFuture(refusal).thenApply(never -> never)));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void whatTheApplicationRefusesIsToldWithItsCodeAndMessage(Supplier<@Nullable CompletionStage<?>> refusal) {
        handler = refusal;
        FlowWorld.Peer peer = world.connect("user_ann").clear();
        call(peer, "c1");

        assertThat(peer.only("error"))
                .hasToString("{\"type\":\"error\",\"ref\":\"c1\",\"code\":\"call_failed\",\"message\":\"the note is too"
                        + " long\",\"action\":\"call\",\"app_code\":\"note.too_long\"}");
        assertThat(outcomes()).containsExactly("call_failed");
    }

    @Test
    void aHandlerThatAnswersTooLateIsToldOffAndItsAnswerIsNotSent() {
        CompletableFuture<Object> late = new CompletableFuture<>();
        handler = () -> late;
        FlowWorld.Peer peer = world.connect("user_ann").clear();
        call(peer, "c1");
        world.advance(Duration.ofMillis(9_999));
        assertThat(peer.names()).isEmpty();
        world.advance(Duration.ofMillis(1));
        assertThat(peer.error()).isEqualTo("deadline_exceeded");
        late.complete("late");
        world.seconds(20);

        assertThat(peer.frames("result")).isEmpty();
        assertThat(peer.frames("error")).hasSize(1);
        assertThat(world.heard("called"))
                .containsExactly(peer.connectionId(), "note.create", "deadline_exceeded", Duration.ofSeconds(10));
    }

    @Test
    @Tag("P9")
    void aHandlerThatNeverAnswersHoldsNobodyUpAndLeavesNothing() {
        handler = FlowWorld::never;
        FlowWorld.Peer peer = world.connect("user_ann").clear();
        FlowWorld.Peer other = world.connect("user_bob").clear();
        call(peer, "c1").send("{'action':'call','ref':'c2','method':'ping_me'}");
        other.send("{'action':'call','ref':'c3','method':'ping_me'}");
        assertThat(peer.only("result").get("ref").asText()).isEqualTo("c2");
        assertThat(other.only("result").get("ref").asText()).isEqualTo("c3");
        assertThat(world.node.stats().calls()).isEqualTo(new NodeStats.Calls(1, 0, 0));
        world.seconds(10);

        assertThat(peer.error()).isEqualTo("deadline_exceeded");
        assertThat(world.node.stats().calls()).isEqualTo(new NodeStats.Calls(0, 0, 0));
    }

    @Test
    void anAnswerInTimeIsSentOnceAlthoughTheDeadlinePassesLater() {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        handler = () -> answer;
        FlowWorld.Peer peer = world.connect("user_ann").clear();
        call(peer, "c1");
        world.advance(Duration.ofMillis(9_999));
        answer.complete("just in time");
        world.seconds(20);

        assertThat(peer.names()).containsExactly("result");
    }

    @Test
    @Tag("P9")
    void aResultOf64KibPassesAndOneByteMoreIsAFaultOfTheServer() {
        world.failuresExpected = true;
        FlowWorld.Peer peer = world.connect("user_ann").clear();
        for (Object value : List.of(
                "x".repeat(65_534),
                "x".repeat(65_535),
                Payload.ofJson("\"" + "x".repeat(65_534) + "\""),
                Payload.ofJson("\"" + "x".repeat(65_535) + "\""),
                TextNode.valueOf("é".repeat(32_767)),
                TextNode.valueOf("é".repeat(32_768)))) {
            handler = () -> CompletableFuture.completedFuture(value);
            call(peer, "c");
        }

        assertThat(peer.names()).containsExactly("result", "error", "result", "error", "result", "error");
        assertThat(peer.frames("error"))
                .allMatch(error -> error.get("code").asText().equals("internal"));
        assertThat(world.events.calls("failed")).hasSize(3);
        assertThat(world.events.calls("failed").get(0).arguments().get(1).toString())
                .contains("65536");
    }

    @Test
    @Tag("P9")
    void sixteenCallsMayBePendingAndTheNextIsRefused() {
        List<CompletableFuture<Object>> answers = new ArrayList<>();
        handler = () -> {
            answers.add(new CompletableFuture<>());
            return answers.get(answers.size() - 1);
        };
        FlowWorld.Peer peer = world.connect("user_ann").clear();
        for (int i = 1; i <= 17; i++) {
            call(peer, "c" + i);
        }
        assertThat(answers).hasSize(16);
        assertThat(peer.error()).isEqualTo("too_many_pending");
        assertThat(peer.only("error").get("ref").asText()).isEqualTo("c17");
        assertThat(world.node.stats().calls().pending()).isEqualTo(16);
        call(world.connect("user_ann"), "other tab");
        assertThat(answers).hasSize(17);
        answers.get(3).complete(4);
        call(peer, "c18");
        call(peer, "c19");

        assertThat(answers).hasSize(18);
        assertThat(peer.only("result").get("ref").asText()).isEqualTo("c4");
        assertThat(peer.frames("error")).hasSize(2);
        answers.forEach(answer -> answer.complete(0));
        world.world.settle();
        assertThat(peer.frames("result")).hasSize(17);
        assertThat(world.node.stats().calls().pending()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aConnectionThatClosesDuringACallGetsNothingAndLeavesNothing(boolean answers) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        handler = () -> answer;
        FlowWorld.Peer peer = world.connect("user_ann").clear();
        call(peer, "c1");
        peer.drop();
        assertThat(world.node.stats().calls().pending()).isZero();
        if (answers) {
            answer.complete("nobody is there");
        }
        world.seconds(20);

        assertThat(peer.names()).isEmpty();
        assertThat(peer.transport.refused()).isZero();
        assertThat(outcomes()).containsExactly("closed");
        assertThat(world.node.stats().calls().pending()).isZero();
    }

    @Test
    void aCallBehindAnUndecidedTokenWaitsForIt() {
        CompletableFuture<io.bush.realtime.auth.Authentication> judged = new CompletableFuture<>();
        world.tokens = credentials -> judged;
        FlowWorld.Peer peer = world.open().send("{'action':'authenticate','token':'user_ann'}");
        call(peer, "c1");
        assertThat(callers).isEmpty();
        judged.complete(FlowWorld.read("user_ann"));
        world.world.settle();

        assertThat(peer.names()).containsExactly("connection.established", "result");
    }

    @Test
    void blockingCodeRunsOnItsExecutorAndItsFailuresAreToldAlike() throws Exception {
        List<Runnable> tasks = new ArrayList<>();
        List<String> ran = new ArrayList<>();
        CallHandler<String> blocking = CallHandler.blocking(tasks::add, (caller, params) -> {
            ran.add(params);
            if (params.equals("bad")) {
                throw new java.io.IOException("checked");
            }
            return params + " done";
        });
        Caller caller = new Caller(new Principal.Member("user_ann", null, null), "conn_1", "m", null);
        CompletableFuture<?> good = blocking.handle(caller, "good").toCompletableFuture();
        CompletableFuture<?> bad = blocking.handle(caller, "bad").toCompletableFuture();
        assertThat(ran).isEmpty();
        assertThat(good).isNotDone();
        tasks.forEach(Runnable::run);

        assertThat(good.get()).isEqualTo("good done");
        assertThat(bad).isCompletedExceptionally();
        assertThat(bad.handle((none, failure) -> failure.toString()).get()).contains("checked");
    }
}
