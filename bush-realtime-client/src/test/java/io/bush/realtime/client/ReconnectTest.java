package io.bush.realtime.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.bush.realtime.client.connection.ConnectionException;
import io.bush.realtime.client.connection.ConnectionException.Reason;
import io.bush.realtime.client.connection.ConnectionState;
import io.bush.realtime.client.connection.ConnectionStatus;
import io.bush.realtime.client.connection.TokenPlacement;
import io.bush.realtime.client.connection.TokenSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a client comes back, and when it does not (contract §2, "Close codes", and §3.15). */
class ReconnectTest {

    private static final Duration STABLE = Duration.ofSeconds(10);

    private final ClientRig rig = new ClientRig();

    /** Connects, stays connected for a while and returns the socket. */
    private ScriptedTransport.Socket connectedFor(Duration time) {
        ScriptedTransport.Socket socket = rig.connected();
        rig.world.advance(time);
        return socket;
    }

    private void stayAlive(Duration time) {
        rig.world.advance(Duration.ofSeconds(40));
        rig.transport.newest().serverPings();
        rig.world.advance(time.minusSeconds(40));
    }

    private Duration waitForNextSocket() {
        Duration start = rig.world.elapsed();
        rig.nextSocket();
        return rig.world.elapsed().minus(start);
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis((long) (seconds * 1000));
    }

    @Test
    @Tag("3.15")
    @Tag("seed000-8.1")
    void theWaitsAreThoseOfTheSeedEachWithARandomPart() {
        rig.client.connect();
        rig.world.pump();
        List<Duration> waits = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            rig.transport.newest().unreachable();
            waits.add(waitForNextSocket());
        }

        assertThat(waits)
                .containsExactly(
                        seconds(1.5),
                        seconds(2.5),
                        seconds(4.5),
                        seconds(8.5),
                        seconds(16.5),
                        seconds(30.5),
                        seconds(30.5),
                        seconds(30.5));
        assertThat(rig.client.status().state()).isEqualTo(ConnectionState.CONNECTING);
    }

    @Test
    @Tag("3.15")
    void theRandomPartIsLessThanASecondAndNotAlwaysTheSame() {
        List<Long> parts = LongStream.range(0, 50)
                .map(seed -> {
                    ClientRig seeded = new ClientRig(new ManualWorld(new Random(seed)), it -> it);
                    seeded.client.connect();
                    seeded.world.pump();
                    seeded.transport.newest().unreachable();
                    seeded.nextSocket();
                    return seeded.world.elapsed().toMillis() - 1000;
                })
                .boxed()
                .toList();

        assertThat(parts).allMatch(it -> it >= 0 && it < 1000);
        assertThat(parts.stream().distinct()).hasSizeGreaterThan(40);
    }

    @Test
    @Tag("3.15")
    void onlyAStableConnectionMakesTheWaitsBeginAnew() {
        rig.client.connect();
        rig.world.pump();
        rig.transport.newest().unreachable();
        assertThat(waitForNextSocket()).isEqualTo(seconds(1.5));
        rig.establish();
        rig.world.advance(STABLE.minusMillis(1));
        rig.transport.newest().serverCloses(1006, "");
        assertThat(waitForNextSocket()).as("not stable").isEqualTo(seconds(2.5));
        rig.establish();
        rig.world.advance(STABLE);
        rig.transport.newest().serverCloses(1006, "");

        assertThat(waitForNextSocket()).as("stable").isEqualTo(seconds(1.5));
    }

    @Test
    @Tag("3.15")
    void aServerThatAcceptsAndDrops200TimesIsMetWithGrowingWaitsAndOneSocketAtATime() {
        rig.subscribe("file", "file_a", it -> {});
        rig.client.connect();
        rig.world.pump();
        for (int i = 0; i < 200; i++) {
            rig.establish();
            rig.transport.newest().serverCloses(1006, "");
            rig.nextSocket();
        }

        assertThat(rig.transport.sockets).hasSize(201);
        assertThat(rig.transport.mostLive).isEqualTo(1);
        assertThat(rig.world.elapsed()).isEqualTo(seconds(1.5 + 2.5 + 4.5 + 8.5 + 16.5 + 195 * 30.5));
        rig.establish();
        assertThat(rig.client.status().state()).isEqualTo(ConnectionState.CONNECTED);
        assertThat(rig.world.timers())
                .as("signs of life, and the answer to the subscribe")
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 1.5",
        "1001, 1.5",
        "1006, 1.5",
        "1011, 1.5",
        "1012, 1.5",
        "3999, 1.5",
        "4010, 0",
        "4008, 60.5",
        "4029, 30.5",
    })
    @Tag("seed000-9.5")
    void eachCloseCodeHasItsWait(int code, double wait) {
        connectedFor(STABLE).serverCloses(code, "");

        assertThat(waitForNextSocket()).isEqualTo(seconds(wait));
        assertThat(rig.client.status().state()).isEqualTo(ConnectionState.RECONNECTING);
        assertThat(rig.client.status().cause())
                .satisfies(it -> assertThat(it.closeCode()).hasValue(code));
    }

    @ParameterizedTest
    @ValueSource(ints = {1009, 4003, 4009})
    @Tag("seed000-9.5")
    void someCloseCodesAreTheEnd(int code) {
        connectedFor(STABLE).serverCloses(code, "");
        rig.world.advance(Duration.ofDays(1));

        assertThat(rig.transport.sockets).hasSize(1);
        assertThat(rig.client.status().state()).isEqualTo(ConnectionState.DISCONNECTED);
        assertThat(rig.world.timers()).isZero();
    }

    @Test
    void afterTheEndTheApplicationMayTryAgain() {
        connectedFor(STABLE).serverCloses(4003, "");
        rig.world.pump();
        rig.connected();

        assertThat(rig.client.status().state()).isEqualTo(ConnectionState.CONNECTED);
    }

    @Test
    @Tag("seed000-9.5")
    void aSecondSlowConsumerWithinAMinuteIsMetWithBackoff() {
        connectedFor(STABLE).serverCloses(4010, "");
        assertThat(waitForNextSocket()).isZero();
        rig.establish();
        stayAlive(Duration.ofSeconds(59));
        rig.transport.newest().serverCloses(4010, "");
        assertThat(waitForNextSocket()).isEqualTo(seconds(1.5));
        rig.establish();
        stayAlive(Duration.ofSeconds(61));
        rig.transport.newest().serverCloses(4010, "");

        assertThat(waitForNextSocket()).isZero();
    }

    @Test
    @Tag("3.15")
    void waitsTheServerAskedForGrowWithTheBackoffAndAreNotCutShort() {
        connectedFor(STABLE).serverCloses(4008, "");
        rig.world.pump();
        rig.client.connect();
        assertThat(waitForNextSocket()).isEqualTo(seconds(60.5));
        rig.transport.newest().unreachable();
        rig.world.pump();
        CompletionStage<Void> connected = rig.client.connect();

        assertThat(waitForNextSocket()).as("a wait of the client's own is").isZero();
        rig.establish();
        assertThat(connected.toCompletableFuture()).isCompleted();
    }

    @Test
    @Tag("3.15")
    void theHintOfAServerThatGoesAwayIsHonoured() {
        ScriptedTransport.Socket socket = connectedFor(STABLE);
        socket.serverSends("{\"type\":\"connection.closing\",\"reason\":\"draining\",\"reconnect_after_ms\":4200}");
        socket.serverCloses(1012, "");

        assertThat(waitForNextSocket()).isEqualTo(seconds(4.2));
        assertThat(rig.heard.controls).extracting(it -> it.type()).contains("connection.closing");
    }

    @Test
    void aHintOfAtOnceIsNoWayToALoop() {
        ScriptedTransport.Socket socket = rig.connected();
        socket.serverSends("{\"type\":\"connection.closing\",\"reason\":\"draining\",\"reconnect_after_ms\":0}");
        socket.serverCloses(1012, "");

        assertThat(waitForNextSocket()).isEqualTo(seconds(1));
    }

    @ParameterizedTest
    @CsvSource({"503, 7, 7.5", "429, 120, 120.5", "503, 0, 1.5", "503, 1000000, 3600.5"})
    @Tag("3.15")
    void retryAfterOfARefusedHandshakeIsHonoured(int status, long retryAfter, double wait) {
        rig.client.connect();
        rig.world.pump();
        rig.transport.newest().refuse(status, Duration.ofSeconds(retryAfter));

        assertThat(waitForNextSocket()).isEqualTo(seconds(wait));
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 404, 500, 502, 503})
    void aRefusalWithoutATimeIsMetWithBackoff(int status) {
        rig.client.connect();
        rig.world.pump();
        rig.transport.newest().refuse(status, null);

        assertThat(waitForNextSocket()).isEqualTo(seconds(1.5));
    }

    @Test
    @Tag("3.1")
    void aRefusedOriginIsTheEnd() {
        CompletionStage<Void> connected = rig.client.connect();
        rig.world.pump();
        rig.transport.newest().refuse(403, null);
        rig.world.pump();

        assertThat(ClientRig.failureOf(connected).reason()).isEqualTo(Reason.FORBIDDEN);
    }

    @Test
    @Tag("3.15")
    void silenceIsAskedAboutAndGivenUp() {
        ScriptedTransport.Socket socket = rig.connected();
        rig.world.advance(Duration.ofSeconds(44));
        assertThat(ClientRig.sent(socket, "ping")).isEmpty();
        rig.world.advance(Duration.ofSeconds(1));
        assertThat(ClientRig.sent(socket, "ping")).hasSize(1);
        rig.world.advance(Duration.ofSeconds(9));
        assertThat(socket.aborted).isFalse();
        rig.world.advance(Duration.ofSeconds(1));

        assertThat(socket.aborted).isTrue();
        assertThat(rig.client.status().state()).isEqualTo(ConnectionState.RECONNECTING);
        assertThat(rig.client.status().cause())
                .satisfies(it -> assertThat(it.reason()).isEqualTo(Reason.LOST));
        assertThat(waitForNextSocket()).isEqualTo(seconds(1.5));
    }

    @Test
    @Tag("3.15")
    void anythingThatComesIsASignOfLife() {
        ScriptedTransport.Socket socket = rig.connected();
        for (int i = 0; i < 20; i++) {
            rig.world.advance(Duration.ofSeconds(30));
            socket.serverPings();
        }
        rig.world.advance(Duration.ofSeconds(44));
        assertThat(ClientRig.sent(socket, "ping")).isEmpty();
        rig.world.advance(Duration.ofSeconds(2));
        assertThat(ClientRig.sent(socket, "ping")).hasSize(1);
        socket.serverSends("{\"type\":\"pong\",\"ref\":\"" + ClientRig.refOf(ClientRig.last(socket)) + "\"}");
        rig.world.advance(Duration.ofSeconds(44));

        assertThat(socket.isLive()).isTrue();
        assertThat(rig.heard.controls).extracting(it -> it.type()).doesNotContain("pong");
    }

    @Test
    @Tag("3.15")
    void aConnectionThatDroppedIsNamedToTheServer() {
        connectedFor(STABLE).serverCloses(1006, "");
        assertThat(rig.nextSocket().request.url()).hasToString("ws://localhost/v4/cable?previous_connection_id=conn_1");
        rig.transport.newest().unreachable();
        assertThat(rig.nextSocket().request.url()).hasToString("ws://localhost/v4/cable?previous_connection_id=conn_1");
        rig.establish();
        rig.world.advance(STABLE);
        rig.transport.newest().serverCloses(1012, "");

        assertThat(rig.nextSocket().request.url()).as("the server knows").hasToString("ws://localhost/v4/cable");
    }

    @Test
    @Tag("3.15")
    void aConnectionThatDroppedIsNamedInTheFirstMessageIfTheTokenIsThere() {
        ClientRig first = new ClientRig(it -> it.tokenPlacement(TokenPlacement.FIRST_MESSAGE));
        first.connected().serverCloses(1006, "");
        ScriptedTransport.Socket socket = first.nextSocket();
        socket.accept();
        first.world.pump();

        assertThat(socket.request.url()).hasToString("ws://localhost/v4/cable");
        assertThat(ClientRig.json(socket.sent.get(0))
                        .path("previous_connection_id")
                        .asText())
                .isEqualTo("conn_1");
    }

    @Test
    @Tag("3.1")
    void anotherTokenIsFetchedOnceForEachEstablishedConnection() {
        List<TokenSource.Why> asked = new ArrayList<>();
        ClientRig tokens = new ClientRig(it -> it.tokenSource(why -> {
            asked.add(why);
            return CompletableFuture.completedFuture("token_" + asked.size());
        }));
        ScriptedTransport.Socket socket = tokens.connected();
        tokens.world.advance(STABLE);
        socket.serverCloses(4001, "expired");
        tokens.world.pump();
        assertThat(tokens.transport.newest().request.headers())
                .as("at once")
                .containsEntry("Authorization", "Bearer token_2");
        tokens.transport.newest().serverCloses(4001, "still not");
        tokens.world.advance(Duration.ofDays(1));

        assertThat(asked).containsExactly(TokenSource.Why.CONNECT, TokenSource.Why.REFUSED);
        assertThat(tokens.client.status().state()).isEqualTo(ConnectionState.DISCONNECTED);
        assertThat(tokens.client.status().cause())
                .satisfies(it -> assertThat(it.reason()).isEqualTo(Reason.AUTHENTICATION_FAILED));
    }

    @Test
    @Tag("3.1")
    void aServerThatAcceptsEachTokenAndRefusesItAtOnceIsNoHotLoop() {
        rig.client.connect();
        rig.world.pump();
        for (int i = 0; i < 100; i++) {
            rig.establish();
            rig.transport.newest().serverCloses(4001, "");
            rig.nextSocket();
        }

        assertThat(rig.world.elapsed()).isGreaterThan(Duration.ofMinutes(47));
        assertThat(rig.transport.mostLive).isEqualTo(1);
    }

    @Test
    @Tag("3.1")
    void theFirstTokenThatIsRefusedIsReplacedOnce() {
        CompletionStage<Void> connected = rig.client.connect();
        rig.world.pump();
        rig.transport.newest().serverCloses(4001, "");
        rig.world.pump();
        assertThat(rig.transport.sockets).hasSize(2);
        rig.transport.newest().refuse(401, null);
        rig.world.pump();

        assertThat(ClientRig.failureOf(connected).reason()).isEqualTo(Reason.AUTHENTICATION_FAILED);
    }

    @Test
    @Tag("3.1")
    void aSourceThatSaysThatNobodyIsSignedInEndsIt() {
        ClientRig signedOut = new ClientRig(it -> it.tokenSource(
                why -> CompletableFuture.failedFuture(ConnectionException.signedOut("nobody is signed in"))));
        CompletionStage<Void> connected = signedOut.client.connect();
        signedOut.world.pump();

        assertThat(ClientRig.failureOf(connected)).hasMessage("nobody is signed in");
        assertThat(signedOut.world.timers()).isZero();
    }

    @Test
    void aSourceThatNeverReturnsIsAskedOnlyOnceAndTheClientGoesOn() {
        List<String> asked = new ArrayList<>();
        ClientRig stuck = new ClientRig(it -> it.tokenSource(why -> {
            asked.add("asked");
            return new CompletableFuture<>();
        }));
        stuck.client.connect();
        stuck.world.pumpClient();
        stuck.world.advanceClient(Duration.ofMinutes(5));

        assertThat(asked).as("the handlers' thread is stuck").isEmpty();
        assertThat(stuck.world.waiting()).as("what waits for that thread").isLessThan(5);
        stuck.world.pump();
        assertThat(asked).hasSize(1);
        assertThat(stuck.heard.statuses).hasSizeLessThanOrEqualTo(17);
    }

    @Test
    void disconnectEndsItAndConnectGoesOnFromWhereItWas() {
        rig.confirmed("file_a", "evt_7", it -> {});
        ScriptedTransport.Socket socket = rig.transport.newest();
        rig.client.disconnect();
        rig.world.pump();
        assertThat(socket.closedWith).isEqualTo(1000);
        assertThat(rig.client.status().state()).isEqualTo(ConnectionState.DISCONNECTED);
        assertThat(rig.client.status().cause()).isNull();
        rig.world.advance(Duration.ofHours(1));
        assertThat(rig.transport.sockets).hasSize(1);
        socket.serverCloses(1000, "");
        ScriptedTransport.Socket next = rig.connected();

        assertThat(ClientRig.json(ClientRig.last(next))
                        .at("/subscriptions/0/since_event_id")
                        .asText())
                .isEqualTo("evt_7");
    }

    @Test
    @Tag("3.15")
    void anAttemptWaitsForTheEndOfTheFormerSocket() {
        ScriptedTransport.Socket socket = connectedFor(STABLE);
        rig.client.disconnect();
        rig.client.connect();
        rig.world.pump();
        assertThat(rig.transport.sockets).hasSize(1);
        socket.serverCloses(1000, "");
        rig.world.pump();

        assertThat(rig.transport.sockets).hasSize(2);
        assertThat(rig.transport.mostLive).isEqualTo(1);
    }

    @Test
    void theStatusTellsWhenTheNextAttemptIsDue() {
        connectedFor(STABLE).serverCloses(1006, "");
        rig.nextSocket();
        rig.establish();

        assertThat(rig.heard.statuses.subList(2, rig.heard.statuses.size()))
                .extracting(ConnectionStatus::state, ConnectionStatus::nextAttempt)
                .containsExactly(
                        tuple(ConnectionState.RECONNECTING, seconds(1.5)),
                        tuple(ConnectionState.RECONNECTING, null),
                        tuple(ConnectionState.CONNECTED, null));
    }
}
