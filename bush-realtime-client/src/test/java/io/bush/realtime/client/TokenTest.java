package io.bush.realtime.client;

import static io.bush.realtime.client.ClientRig.json;
import static io.bush.realtime.client.ClientRig.last;
import static io.bush.realtime.client.ClientRig.refOf;
import static io.bush.realtime.client.ClientRig.sent;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.client.connection.ConnectionException;
import io.bush.realtime.client.connection.ConnectionState;
import io.bush.realtime.client.connection.TokenSource;
import io.bush.realtime.client.connection.TokenSource.Why;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a connection keeps a token that lasts (contract §3.2). */
@Tag("3.2")
class TokenTest {

    private static final Instant SERVER_TIME = Instant.parse("2026-01-15T10:30:00.000Z");

    private final List<Why> asked = new ArrayList<>();
    /** What the source answers; may be replaced. */
    private Function<Why, CompletionStage<String>> answer =
            why -> CompletableFuture.completedFuture("token_" + asked.size());

    private final TokenSource source = why -> {
        asked.add(why);
        return answer.apply(why);
    };
    private final ClientRig rig = new ClientRig(it -> it.tokenSource(source));

    /** Connects with a token that lasts. */
    private ScriptedTransport.Socket connectedFor(Duration lasts) {
        rig.client.connect();
        rig.world.pump();
        ScriptedTransport.Socket socket = rig.transport.newest();
        socket.accept();
        socket.serverSends("""
                {"type":"connection.established","connection_id":"conn_1","server_time":"%s","token_expires_at":"%s"}""".formatted(SERVER_TIME, SERVER_TIME.plus(lasts)));
        rig.world.pump();
        return socket;
    }

    /** Lets time pass on a server that pings. */
    private void pass(Duration time) {
        Duration left = time;
        while (left.compareTo(Duration.ofSeconds(30)) > 0) {
            rig.world.advance(Duration.ofSeconds(30));
            rig.transport.newest().serverPings();
            left = left.minusSeconds(30);
        }
        rig.world.advance(left);
    }

    private static void accept(ScriptedTransport.Socket socket, Instant until) {
        socket.serverSends("{\"type\":\"authenticated\",\"ref\":\"%s\",\"expires_at\":\"%s\"}"
                .formatted(refOf(last(socket)), until));
    }

    @Test
    void theTokenIsReplacedInPlaceAMinuteBeforeItEndsAndAgainAfterThat() {
        ScriptedTransport.Socket socket = connectedFor(Duration.ofHours(1));
        pass(Duration.ofMinutes(59).minusMillis(1));
        assertThat(sent(socket, "authenticate")).isEmpty();
        pass(Duration.ofMillis(1));
        assertThat(sent(socket, "authenticate"))
                .singleElement()
                .satisfies(it -> assertThat(json(it).get("token").asText()).isEqualTo("token_2"));
        accept(socket, SERVER_TIME.plus(Duration.ofHours(2)));
        rig.world.pump();
        pass(Duration.ofHours(1));

        assertThat(sent(socket, "authenticate")).hasSize(2);
        assertThat(asked).containsExactly(Why.CONNECT, Why.EXPIRING, Why.EXPIRING);
        assertThat(rig.client.status().state()).isEqualTo(ConnectionState.CONNECTED);
        assertThat(rig.transport.sockets).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {-24, 24})
    void theMachinesOwnClockMayBeADayOff(long hours) {
        rig.world.setWallError(Duration.ofHours(hours));
        ScriptedTransport.Socket socket = connectedFor(Duration.ofMinutes(10));
        pass(Duration.ofMinutes(9).minusMillis(1));
        assertThat(sent(socket, "authenticate")).isEmpty();
        pass(Duration.ofMillis(1));

        assertThat(sent(socket, "authenticate")).hasSize(1);
    }

    @Test
    void aShortTokenIsReplacedAtHalfTime() {
        ScriptedTransport.Socket socket = connectedFor(Duration.ofSeconds(40));
        pass(Duration.ofSeconds(20));

        assertThat(sent(socket, "authenticate")).hasSize(1);
    }

    @Test
    void aTokenThatIsOverAtOnceIsNoHotLoop() {
        ScriptedTransport.Socket socket = connectedFor(Duration.ZERO);
        for (int i = 0; i < 60; i++) {
            pass(Duration.ofSeconds(1));
            accept(socket, SERVER_TIME);
        }

        assertThat(asked).hasSizeLessThanOrEqualTo(61);
    }

    @Test
    void theServersWarningIsHeardToo() {
        ScriptedTransport.Socket socket = connectedFor(Duration.ofHours(1));
        socket.serverSends("{\"type\":\"token.expiring\",\"expires_at\":\"2026-01-15T11:30:00.000Z\"}");
        socket.serverSends("{\"type\":\"token.expiring\",\"expires_at\":\"2026-01-15T11:30:00.000Z\"}");
        rig.world.pump();

        assertThat(sent(socket, "authenticate")).hasSize(1);
        assertThat(rig.heard.controls).extracting(it -> it.type()).contains("token.expiring");
    }

    /** Found by the walk: of a token that lasts less than a minute the server says so at once, and again of the next one. */
    @Test
    void tokensThatNeverLastAMinuteAreReplacedAtHalfTimeAllTheSame() {
        ScriptedTransport.Socket socket = connectedFor(Duration.ofSeconds(30));
        for (int second = 1; second <= 60; second++) {
            socket.serverSends("{\"type\":\"token.expiring\",\"expires_at\":\"2026-01-15T10:30:30.000Z\"}");
            int before = sent(socket, "authenticate").size();
            pass(Duration.ofSeconds(1));
            if (sent(socket, "authenticate").size() > before) {
                accept(socket, SERVER_TIME.plusSeconds(second + 30));
                rig.world.pump();
            }
        }

        assertThat(sent(socket, "authenticate")).hasSize(4);
    }

    @Test
    void aSourceThatThrowsIsAskedAgainAndTheOldTokenStays() {
        ScriptedTransport.Socket socket = connectedFor(Duration.ofMinutes(10));
        answer = why -> {
            throw new IllegalStateException("no network");
        };
        pass(Duration.ofMinutes(9));
        pass(Duration.ofMillis(1500));
        assertThat(asked).hasSize(3);
        answer = why -> CompletableFuture.completedFuture("good");
        pass(Duration.ofMillis(2500));

        assertThat(rig.heard.tokenFailures)
                .extracting(Throwable::getMessage)
                .containsExactly("no network", "no network");
        assertThat(json(sent(socket, "authenticate").get(0)).get("token").asText())
                .isEqualTo("good");
        assertThat(rig.client.status().state()).isEqualTo(ConnectionState.CONNECTED);
    }

    @Test
    void aSourceThatNeverAnswersIsAskedAgainAndItsLateAnswerIsNotUsed() {
        ScriptedTransport.Socket socket = connectedFor(Duration.ofMinutes(10));
        CompletableFuture<String> late = new CompletableFuture<>();
        answer = why -> late;
        pass(Duration.ofMinutes(9));
        answer = why -> CompletableFuture.completedFuture("second");
        pass(Duration.ofMillis(11_500));
        late.complete("late");
        rig.world.pump();

        assertThat(sent(socket, "authenticate"))
                .extracting(it -> json(it).get("token").asText())
                .containsExactly("second");
    }

    @Test
    void aTokenTheServerDoesNotTakeIsReplacedByAnother() {
        ScriptedTransport.Socket socket = connectedFor(Duration.ofMinutes(10));
        pass(Duration.ofMinutes(9));
        socket.serverSends("""
                {"type":"error","code":"unauthenticated","message":"","action":"authenticate","ref":"%s"}""".formatted(refOf(last(socket))));
        pass(Duration.ofMillis(1500));

        assertThat(asked).containsExactly(Why.CONNECT, Why.EXPIRING, Why.REFUSED);
        assertThat(sent(socket, "authenticate")).hasSize(2);
        assertThat(rig.heard.tokenFailures)
                .singleElement()
                .satisfies(it -> assertThat(it).hasMessageContaining("unauthenticated"));
    }

    @Test
    void aTokenThatEndsAllTheSameLeadsToAnotherConnectionWithoutAGap() {
        rig.subscribe("file", "file_a", it -> {});
        ScriptedTransport.Socket socket = connectedFor(Duration.ofMinutes(10));
        socket.serverSends(ClientRig.confirmation("file_a", "evt_3", refOf(last(socket))));
        answer = why -> CompletableFuture.failedFuture(new IllegalStateException("no network"));
        pass(Duration.ofMinutes(10));
        answer = why -> CompletableFuture.completedFuture("good");
        socket.serverCloses(4001, "expired");
        rig.world.pump();
        ScriptedTransport.Socket next = rig.establish();

        assertThat(next.request.headers()).containsEntry("Authorization", "Bearer good");
        assertThat(asked).last().isEqualTo(Why.REFUSED);
        assertThat(json(sent(next, "subscribe").get(0))
                        .at("/subscriptions/0/since_event_id")
                        .asText())
                .isEqualTo("evt_3");
    }

    @Test
    void whoSignedOutIsNotAskedAgainAndStaysUntilTheTokenEnds() {
        ScriptedTransport.Socket socket = connectedFor(Duration.ofMinutes(10));
        answer = why -> CompletableFuture.failedFuture(ConnectionException.signedOut("gone"));
        pass(Duration.ofMinutes(10));
        assertThat(asked).containsExactly(Why.CONNECT, Why.EXPIRING);
        assertThat(rig.client.status().state()).isEqualTo(ConnectionState.CONNECTED);
        socket.serverCloses(4001, "expired");
        rig.world.pump();

        assertThat(rig.client.status().state()).isEqualTo(ConnectionState.DISCONNECTED);
        assertThat(rig.client.status().cause()).hasMessage("gone");
    }

    @Test
    void nothingIsAskedForAConnectionThatIsGone() {
        ScriptedTransport.Socket socket = connectedFor(Duration.ofMinutes(10));
        CompletableFuture<String> slow = new CompletableFuture<>();
        answer = why -> slow;
        pass(Duration.ofMinutes(9));
        rig.client.disconnect();
        rig.world.pump();
        slow.complete("late");
        pass(Duration.ofHours(1));

        assertThat(asked).hasSize(2);
        assertThat(sent(socket, "authenticate")).isEmpty();
        assertThat(rig.world.timers()).isZero();
    }
}
