package io.bush.realtime.client;

import static io.bush.realtime.client.ClientRig.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bush.realtime.client.channel.ChannelHandle;
import io.bush.realtime.client.channel.Registration;
import io.bush.realtime.client.channel.User;
import io.bush.realtime.client.signal.Signal;
import io.bush.realtime.client.signal.Signals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("contract-2")
@Tag("3.4")
class SignalTest {

    record Cursor(double x, double y) {}

    private final ClientRig rig = new ClientRig();
    private Signals signals;
    private ChannelHandle file;

    private ScriptedTransport.Socket here() {
        file = rig.confirmed("file_a", "evt_1", it -> signals = rig.client.signals(it));
        return rig.transport.newest();
    }

    private void say(String event, Object data) {
        signals.send(event, data);
        rig.world.pump();
    }

    private static List<String> sent(ScriptedTransport.Socket socket) {
        return ClientRig.sent(socket, "signal");
    }

    private void confirm(ScriptedTransport.Socket socket) {
        List<String> asked = ClientRig.sent(socket, "subscribe");
        socket.serverSends(ClientRig.confirmation("file_a", "evt_1", ClientRig.refOf(asked.get(asked.size() - 1))));
        rig.world.pump();
    }

    private void refuse(ScriptedTransport.Socket socket, String code, String more) {
        socket.serverSends(
                "{\"type\":\"error\",\"code\":\"%s\",\"message\":\"no\",\"action\":\"signal\",\"ref\":\"%s\"%s}"
                        .formatted(code, ClientRig.refOf(ClientRig.last(socket)), more));
        rig.world.pump();
    }

    private void hears(ScriptedTransport.Socket socket, String event, String data) {
        socket.serverSends("""
                {"type":"signal","channel":"file","resource_id":"file_a","event":"%s",\
                "user":{"id":"user_bob","name":"Bob"},"data":%s}""".formatted(event, data));
        rig.world.pump();
    }

    @Test
    void aSignalLeavesAtOnceWithItsData() {
        ScriptedTransport.Socket socket = here();
        say("cursor.moved", new Cursor(0.25, 0.75));
        say("user.typing", null);

        assertThat(sent(socket)).hasSize(2);
        ObjectNode first = (ObjectNode) json(sent(socket).get(0));
        first.remove("ref");
        assertThat(first)
                .isEqualTo(json("{\"action\":\"signal\",\"channel\":\"file\",\"resource_id\":\"file_a\","
                        + "\"event\":\"cursor.moved\",\"data\":{\"x\":0.25,\"y\":0.75}}"));
        assertThat(json(sent(socket).get(1)).get("data").isNull()).isTrue();
    }

    @Test
    void whatIsSaidWhileNobodyListensIsNotSaidLater() {
        file = rig.subscribe("file", "file_a", it -> signals = rig.client.signals(it));
        say("user.typing", Map.of());
        ScriptedTransport.Socket socket = rig.connected();
        say("user.typing", Map.of());
        confirm(socket);
        rig.world.advance(Duration.ofMillis(1));
        assertThat(sent(socket)).as("before the confirmation").isEmpty();

        say("user.typing", Map.of("n", 1));
        say("user.typing", Map.of("n", 2));
        assertThat(sent(socket)).as("the second one waits for the limit").hasSize(1);
        socket.serverCloses(1006, "");
        say("user.typing", Map.of("n", 3));
        rig.nextSocket();
        ScriptedTransport.Socket next = rig.establish();
        confirm(next);
        rig.world.advance(Duration.ofSeconds(5));

        assertThat(sent(next)).isEmpty();
    }

    @Test
    void manyInASecondAreThinnedEvenlyAndTheNewestIsAlwaysAmongThem() {
        ScriptedTransport.Socket socket = here();
        for (int i = 1; i <= 300; i++) {
            say("cursor.moved", Map.of("n", i));
            rig.world.advance(Duration.ofMillis(10));
            assertThat(sent(socket)).hasSizeBetween(i / 20, i / 20 + 1);
        }
        rig.world.advance(Duration.ofSeconds(1));

        assertThat(sent(socket)).hasSize(16);
        assertThat(json(ClientRig.last(socket)).at("/data/n").asInt()).isEqualTo(300);
    }

    @Test
    void theServersLimitIsKeptOverAllChannelsAndWhatIsOldByThenIsDropped() {
        List<Signals> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            rig.subscribe("file", "file_" + i, it -> all.add(rig.client.signals(it)));
        }
        ScriptedTransport.Socket socket = rig.connected();
        String ref = ClientRig.refOf(ClientRig.last(socket));
        for (int i = 0; i < 50; i++) {
            socket.serverSends(ClientRig.confirmation("file_" + i, "evt_1", ref));
        }
        rig.world.pump();
        all.forEach(it -> it.send("user.typing", Map.of()));
        rig.world.pump();
        assertThat(sent(socket)).hasSize(10);
        rig.world.advance(Duration.ofSeconds(10));

        assertThat(sent(socket))
                .as("ten each two seconds, and none that is older")
                .hasSize(20);
    }

    @Test
    void aSignalThatWasRefusedAsTooMuchLeavesAgainWhileItIsTrueOrTheNewerOneDoes() {
        ScriptedTransport.Socket socket = here();
        say("user.typing", Map.of("n", 1));
        refuse(socket, "rate_limited", ",\"retry_after_ms\":500");
        rig.world.advance(Duration.ofMillis(500));
        assertThat(sent(socket)).hasSize(2);
        assertThat(json(ClientRig.last(socket)).at("/data/n").asInt()).isEqualTo(1);
        refuse(socket, "rate_limited", ",\"retry_after_ms\":1000");
        say("user.typing", Map.of("n", 2));
        rig.world.advance(Duration.ofSeconds(1));
        assertThat(sent(socket)).hasSize(3);
        assertThat(json(ClientRig.last(socket)).at("/data/n").asInt()).isEqualTo(2);
        refuse(socket, "rate_limited", ",\"retry_after_ms\":5000");
        rig.world.advance(Duration.ofSeconds(10));

        assertThat(sent(socket)).as("nobody types any more").hasSize(3);
        assertThat(rig.heard.errors).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"not_supported", "forbidden"})
    void whereThereAreNoneTheListenerIsToldAndTheServerIsLeftAloneForAWhile(String code) {
        ScriptedTransport.Socket socket = here();
        say("user.typing", Map.of());
        refuse(socket, code, "");
        for (int i = 0; i < 29; i++) {
            rig.world.advance(Duration.ofSeconds(1));
            socket.serverPings();
            say("user.typing", Map.of());
        }
        assertThat(sent(socket)).hasSize(1);
        rig.world.advance(Duration.ofSeconds(1));
        say("user.typing", Map.of());

        assertThat(sent(socket)).hasSize(2);
        assertThat(rig.heard.errors)
                .singleElement()
                .satisfies(it -> assertThat(it.code()).isEqualTo(code));
    }

    @Test
    @Tag("P12")
    void whoInventsNamesWithoutEndFillsNoMemoryAndNoQueue() {
        ScriptedTransport.Socket socket = here();
        for (int i = 0; i < 10_000; i++) {
            signals.send("name." + i, i);
        }
        rig.world.pump();
        assertThat(sent(socket)).hasSize(10);
        rig.world.advance(Duration.ofSeconds(30));

        assertThat(sent(socket)).hasSizeLessThanOrEqualTo(20);
        say("user.typing", Map.of());
        assertThat(ClientRig.last(socket)).contains("user.typing");
    }

    @Test
    void whatOthersSayIsReadAsATypeInOrderWithTheChannel() {
        List<String> heard = new ArrayList<>();
        List<Signal> whole = new ArrayList<>();
        ScriptedTransport.Socket socket = here();
        Registration typed = signals.on(
                "cursor.moved",
                Cursor.class,
                (cursor, signal) -> heard.add(signal.user().id() + " at " + cursor.x()));
        signals.onSignal(whole::add);
        file.onEvent(event -> heard.add(event.event()));
        hears(socket, "cursor.moved", "{\"x\":0.5,\"y\":1}");
        socket.serverSends(ClientRig.event("file_a", "evt_2", "comment.created", "{}"));
        hears(socket, "user.typing", "{}");
        hears(socket, "cursor.moved", "[\"no cursor\"]");
        hears(socket, "cursor.moved", "{\"x\":1.5,\"y\":1}");
        typed.off();
        hears(socket, "cursor.moved", "{\"x\":2.5,\"y\":1}");

        assertThat(heard).containsExactly("user_bob at 0.5", "comment.created", "user_bob at 1.5");
        assertThat(rig.heard.failures).hasSize(1);
        assertThat(whole).hasSize(5);
        assertThat(whole.get(1))
                .isEqualTo(new Signal(file.channel(), "user.typing", new User("user_bob", "Bob", null), json("{}")));
    }

    @Test
    void afterTheEndOfTheSubscriptionNothingIsSentAndNothingHeard() {
        List<Signal> heard = new ArrayList<>();
        ScriptedTransport.Socket socket = here();
        signals.onSignal(heard::add);
        file.unsubscribe();
        say("user.typing", Map.of());
        hears(socket, "user.typing", "{}");

        assertThat(sent(socket)).isEmpty();
        assertThat(heard).isEmpty();
    }

    @Test
    void whatTheServerWouldNotTakeIsRefusedWithItsValue() {
        here();
        for (String wrong : new String[] {"", "Typing", "user..typing", "user.typing ", "x".repeat(65)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> signals.send(wrong, null))
                    .withMessageContaining("event is " + wrong);
        }
        String most = "x".repeat(Signals.MAX_DATA_BYTES - 2);
        say("note", most);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> signals.send("note", most + "x"))
                .withMessageContaining("1025 bytes, allowed: 1024");
    }
}
