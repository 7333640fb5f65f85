package io.bush.realtime.client;

import static io.bush.realtime.client.ClientRig.failureOf;
import static io.bush.realtime.client.ClientRig.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.bush.realtime.client.connection.ConnectionException;
import io.bush.realtime.client.connection.ConnectionException.Reason;
import io.bush.realtime.client.connection.ConnectionState;
import io.bush.realtime.client.connection.ConnectionStatus;
import io.bush.realtime.client.connection.StatusLight;
import io.bush.realtime.client.connection.TokenPlacement;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ConnectTest {

    private static final Duration FIRST_WAIT = Duration.ofSeconds(1).plus(ManualWorld.JITTER);

    @Test
    @Tag("P12")
    void isConnectedWhenTheServerHasAcceptedAndNotBefore() {
        ClientRig rig = new ClientRig();
        CompletionStage<Void> connected = rig.client.connect();
        rig.world.pump();
        rig.transport.newest().accept();
        rig.world.pump();

        assertThat(rig.client.status().state()).isEqualTo(ConnectionState.CONNECTING);
        assertThat(connected.toCompletableFuture()).isNotDone();

        rig.world.advance(Duration.ofSeconds(3));
        rig.transport.newest().serverSends(ClientRig.ESTABLISHED);
        rig.world.pump();

        assertThat(connected.toCompletableFuture()).isCompleted();
        assertThat(rig.world.timers()).as("the look for signs of life").isEqualTo(1);
        assertThat(rig.client.status())
                .isEqualTo(new ConnectionStatus(
                        ConnectionState.CONNECTED, StatusLight.GREEN, rig.world.wallTime(), null, null));
        assertThat(rig.heard.statuses)
                .extracting(ConnectionStatus::state)
                .containsExactly(ConnectionState.CONNECTING, ConnectionState.CONNECTED);
        assertThat(rig.heard.controls)
                .singleElement()
                .satisfies(it -> assertThat(it.text()).isEqualTo(ClientRig.ESTABLISHED));
    }

    @Test
    @Tag("3.1")
    void theTokenTravelsInTheHeader() {
        ClientRig rig = new ClientRig();
        ScriptedTransport.Socket socket = rig.connected();

        assertThat(socket.request.headers()).containsEntry("Authorization", "Bearer " + ClientRig.TOKEN);
        assertThat(socket.sent).isEmpty();
        assertThat(socket.request.url().toString()).doesNotContain(ClientRig.TOKEN);
        assertThat(socket.request.toString()).doesNotContain(ClientRig.TOKEN);
    }

    @Test
    @Tag("3.1")
    void theTokenTravelsInTheFirstMessageIfAsked() {
        ClientRig rig = new ClientRig(it -> it.tokenPlacement(TokenPlacement.FIRST_MESSAGE));
        ScriptedTransport.Socket socket = rig.connected();

        assertThat(socket.request.headers()).isEmpty();
        assertThat(json(socket.sent.get(0)))
                .isEqualTo(json("{\"action\":\"authenticate\",\"token\":\"" + ClientRig.TOKEN + "\"}"));
    }

    @Test
    void asksForATokenAtEachAttempt() {
        List<CompletableFuture<String>> asked = new ArrayList<>();
        ClientRig rig = new ClientRig(it -> it.tokenSupplier(() -> {
            asked.add(new CompletableFuture<>());
            return asked.get(asked.size() - 1);
        }));
        CompletionStage<Void> connected = rig.client.connect();
        rig.world.pump();
        asked.get(0).completeExceptionally(new IllegalStateException("no network"));
        rig.world.pump();
        assertThat(causeOf(rig)).hasRootCauseMessage("no network");
        rig.world.advance(FIRST_WAIT);
        asked.get(1).complete("second");
        rig.establish();

        assertThat(rig.transport.sockets).hasSize(1);
        assertThat(rig.transport.newest().request.headers()).containsEntry("Authorization", "Bearer second");
        assertThat(connected.toCompletableFuture()).isCompleted();
    }

    private static ConnectionException causeOf(ClientRig rig) {
        ConnectionException cause = rig.client.status().cause();
        assertThat(cause).isNotNull();
        return cause;
    }

    private static void assertWaits(ClientRig rig, Reason why) {
        assertThat(rig.client.status().state()).isEqualTo(ConnectionState.CONNECTING);
        assertThat(rig.client.status().nextAttempt()).isEqualTo(FIRST_WAIT);
        assertThat(causeOf(rig).reason()).isEqualTo(why);
    }

    @Test
    void aTokenSupplierThatThrowsFailsTheAttemptAndNotTheClient() {
        ClientRig rig = new ClientRig(it -> it.tokenSupplier(() -> {
            throw new IllegalStateException("broken");
        }));
        rig.client.connect();
        rig.world.pump();

        assertWaits(rig, Reason.TOKEN_UNAVAILABLE);
    }

    @Test
    @Tag("3.1")
    void aTokenThatCannotBeSentIsNamedByItsLengthOnly() {
        ClientRig rig = new ClientRig(it -> it.token("secret\r\nX-Evil: 1"));
        rig.client.connect();
        rig.world.pump();

        assertWaits(rig, Reason.TOKEN_UNAVAILABLE);
        assertThat(causeOf(rig)).hasMessageContaining("17 characters").message().doesNotContain("secret");
        assertThat(rig.transport.sockets).isEmpty();
    }

    @Test
    void aTokenThatComesTooLateIsNotUsed() {
        CompletableFuture<String> token = new CompletableFuture<>();
        ClientRig rig = new ClientRig(it -> it.tokenSupplier(() -> token).connectTimeout(Duration.ofSeconds(5)));
        rig.client.connect();
        rig.world.advance(Duration.ofSeconds(5));
        token.complete("late");
        rig.world.pump();

        assertWaits(rig, Reason.TOKEN_UNAVAILABLE);
        assertThat(rig.transport.sockets).isEmpty();
    }

    @Test
    void aServerThatNeverAcceptsTimesOut() {
        ClientRig rig = new ClientRig(it -> it.connectTimeout(Duration.ofSeconds(5)));
        CompletionStage<Void> connected = rig.client.connect();
        rig.world.pump();
        rig.transport.newest().accept();
        rig.world.advance(Duration.ofMillis(4999));
        assertThat(rig.client.status().cause()).isNull();
        rig.world.advance(Duration.ofMillis(1));

        assertWaits(rig, Reason.TIMED_OUT);
        assertThat(rig.transport.newest().aborted).isTrue();
        assertThat(connected.toCompletableFuture()).isNotDone();
    }

    @Test
    @Tag("seed000-9.5")
    void aCloseForGoodSaysWhyAndIsTheEnd() {
        ClientRig rig = new ClientRig();
        CompletionStage<Void> connected = rig.client.connect();
        rig.world.pump();
        rig.transport.newest().accept();
        rig.transport.newest().serverCloses(4003, "forbidden");
        rig.world.pump();

        assertThat(failureOf(connected).reason()).isEqualTo(Reason.FORBIDDEN);
        assertThat(failureOf(connected).closeCode()).hasValue(4003);
        assertThat(rig.client.status().cause()).isSameAs(failureOf(connected));
        assertThat(rig.client.status().state()).isEqualTo(ConnectionState.DISCONNECTED);
        assertThat(rig.client.status().light()).isEqualTo(StatusLight.RED);
        assertThat(rig.world.timers()).isZero();
    }

    @Test
    void whoeverConnectsMeanwhileJoinsTheAttempt() {
        ClientRig rig = new ClientRig();
        CompletionStage<Void> first = rig.client.connect();
        rig.world.pump();
        CompletionStage<Void> second = rig.client.connect();
        rig.world.pump();
        rig.transport.newest().accept();
        rig.transport.newest().serverSends(ClientRig.ESTABLISHED);
        rig.world.pump();
        CompletionStage<Void> third = rig.client.connect();
        rig.world.pump();

        assertThat(List.of(first, second, third))
                .allSatisfy(it -> assertThat(it.toCompletableFuture()).isCompleted());
        assertThat(rig.transport.sockets).hasSize(1);
    }

    @Test
    void whatAnOlderSocketStillSaysIsDropped() {
        ClientRig rig = new ClientRig();
        ScriptedTransport.Socket old = rig.connected();
        old.serverCloses(1012, "restart");
        rig.nextSocket();
        old.serverSends(ClientRig.ESTABLISHED);
        old.serverCloses(4003, "late");
        rig.world.pump();

        assertThat(rig.client.status().state()).isEqualTo(ConnectionState.RECONNECTING);
    }

    @Test
    void aMessageThatIsNoFrameEndsTheConnection() {
        ClientRig rig = new ClientRig();
        ScriptedTransport.Socket socket = rig.connected();
        socket.serverSends("{\"secret\":");
        rig.world.pump();

        assertThat(socket.aborted).isTrue();
        assertThat(rig.client.status().cause()).satisfies(it -> {
            assertThat(it.reason()).isEqualTo(Reason.INVALID_FRAME);
            assertThat(it).message().doesNotContain("secret");
        });
    }

    @Test
    void framesOfTheFutureGoToTheListenerAndChangeNothing() {
        ClientRig rig = new ClientRig();
        ScriptedTransport.Socket socket = rig.connected();
        socket.serverSends("{\"type\":\"weather.changed\",\"sky\":\"blue\"}");
        socket.serverSends("{\"neither\":\"type nor event\"}");
        rig.world.pump();

        assertThat(rig.client.status().state()).isEqualTo(ConnectionState.CONNECTED);
        assertThat(rig.heard.controls).extracting(it -> it.type()).contains("weather.changed", "");
    }

    @Test
    void serverErrorsReachTheListener() {
        ClientRig rig = new ClientRig();
        ScriptedTransport.Socket socket = rig.connected();
        socket.serverSends("""
                {"type":"error","code":"rate_limited","message":"slow down","action":"subscribe",\
                "channel":"file","resource_id":"file_a","retry_after_ms":1500}""");
        rig.world.pump();

        assertThat(rig.heard.errors).singleElement().satisfies(it -> {
            assertThat(it.code()).isEqualTo("rate_limited");
            assertThat(it.action()).isEqualTo("subscribe");
            assertThat(it.channel()).hasToString("file:file_a");
            assertThat(it.retryAfter()).isEqualTo(Duration.ofMillis(1500));
        });
    }

    @Test
    void anAddressThatIsNoWebSocketIsRefusedWithWhatIsAllowed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BushClient.builder(URI.create("http://localhost/v4/cable")))
                .withMessageContaining("scheme is http")
                .withMessageContaining("wss://");
    }

    @Test
    void aClientWithoutATokenIsNotBuilt() {
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> BushClient.builder(URI.create("ws://localhost/")).build())
                .withMessageContaining("token");
    }

    @Test
    @Tag("3.4")
    void aTokenInTheFirstMessageCountsForTheServersLimitToo() {
        ClientRig rig = new ClientRig(it -> it.tokenPlacement(TokenPlacement.FIRST_MESSAGE));
        rig.subscribe("file", "file_a", it -> {});
        rig.client.connect();
        rig.world.pump();
        ScriptedTransport.Socket socket = rig.transport.newest();
        socket.accept();
        rig.world.pump();
        socket.serverSends("{\"type\":\"connection.established\",\"limits\":{\"messages_per_minute\":2}}");
        rig.world.pump();
        rig.subscribe("file", "file_b", it -> {});
        rig.world.advance(Duration.ofSeconds(30));
        socket.serverPings();
        assertThat(socket.sent).as("authenticate and one subscribe").hasSize(2);
        rig.world.advance(Duration.ofSeconds(32));

        assertThat(socket.sent).hasSize(3).last().asString().contains("file_b");
    }
}
