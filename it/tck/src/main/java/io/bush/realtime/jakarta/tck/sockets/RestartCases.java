package io.bush.realtime.jakarta.tck.sockets;

import static io.bush.realtime.client.connection.ConnectionState.CONNECTED;
import static io.bush.realtime.client.connection.ConnectionState.CONNECTING;
import static io.bush.realtime.client.connection.ConnectionState.DISCONNECTED;
import static io.bush.realtime.client.connection.ConnectionState.RECONNECTING;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.client.channel.SubscriptionNotice.Confirmed;
import io.bush.realtime.client.channel.SubscriptionNotice.Reset;
import io.bush.realtime.client.connection.ConnectionException.Reason;
import io.bush.realtime.client.connection.ConnectionStatus;
import io.bush.realtime.client.connection.TokenSource.Why;
import io.bush.realtime.jakarta.BushOptions;
import io.bush.realtime.jakarta.BushOptions.Unauthorized;
import io.bush.realtime.jakarta.tck.ends.Wait;
import io.bush.realtime.protocol.CloseCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers that go, come again as others, or turn clients away. */
@Tag("P12")
abstract class RestartCases extends SocketCase {

    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Connects to the server itself: it comes again on its own port. */
    private Watched direct() {
        return watch(toPort(site().port()).token("anna.1"));
    }

    private static Duration waitOf(ConnectionStatus status) {
        return Objects.requireNonNull(status.nextAttempt());
    }

    private static int codeOf(ConnectionStatus status) {
        return Objects.requireNonNull(status.cause()).closeCode().orElse(0);
    }

    private static int statusOf(ConnectionStatus status) {
        return status.cause() == null ? 0 : status.cause().httpStatus().orElse(0);
    }

    @Test
    @Tag("P2")
    void aServerThatIsDrainedNamesTheTimeAndTheNextOneResetsOnce() throws Exception {
        site().start();
        Watched watched = direct();
        Ledger file = watched.follow(FILE);
        watched.connect();
        file.await(Confirmed.class, 1);
        publish(3);
        file.awaitLevel();

        site().drain(Duration.ofSeconds(5));
        // A container that stops lets what is being closed end, but for a second only.
        ConnectionStatus sent = watched.nextWait();
        site().stop();
        watched.hasty().time().leap(waitOf(sent));
        ConnectionStatus nobody = watched.nextWait();
        site().start();
        publish(2);
        file.awaitLevel();
        publish(3);
        file.awaitLevel();

        assertThat(codeOf(sent)).isEqualTo(1012);
        assertThat(waitOf(sent)).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
        assertThat(watched.controls())
                .filteredOn(it -> it.type().equals("connection.closing"))
                .singleElement()
                .satisfies(it -> assertThat(it.json().path("reconnect_after_ms").asLong())
                        .isEqualTo(waitOf(sent).toMillis()));
        assertThat(nobody.cause()).extracting(it -> it.reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(file.all(Reset.class)).extracting(Reset::reason).containsExactly("epoch_changed");
        assertThat(watched.states()).containsExactly(CONNECTING, CONNECTED, RECONNECTING, CONNECTED);
    }

    @Test
    @Tag("P2")
    void aServerThatIsJustGoneAndAnotherInItsPlaceResetOnce() throws Exception {
        site().start();
        Watched watched = direct().hasty();
        Ledger file = watched.follow(FILE);
        watched.connect();
        file.await(Confirmed.class, 1);
        publish(3);
        file.awaitLevel();

        site().stop();
        watched.next(
                "an attempt without a server",
                it -> it.cause() != null && it.cause().reason() == Reason.UNREACHABLE);
        site().start();
        publish(2);
        watched.next(CONNECTED);
        file.await(Reset.class, 1);
        publish(3);
        file.awaitLevel();

        assertThat(file.all(Reset.class)).extracting(Reset::reason).containsExactly("epoch_changed");
        assertThat(watched.states()).containsExactly(CONNECTING, CONNECTED, RECONNECTING, CONNECTED);
    }

    @ParameterizedTest
    @CsvSource({
        "NORMAL, 1",
        "GOING_AWAY, 1",
        "INTERNAL, 1",
        "SERVICE_RESTART, 1",
        "RATE_LIMITED, 60",
        "TOO_MANY_CONNECTIONS, 30"
    })
    @Tag("seed000-9.5")
    void aCloseCodeSaysHowLongToWait(CloseCode code, int seconds) throws Exception {
        site().start();
        Watched watched = direct();
        Ledger file = watched.follow(FILE);
        watched.connect();
        file.await(Confirmed.class, 1);
        site().node().disconnectUser("anna", code);
        ConnectionStatus sent = watched.nextWait();
        publish(2);
        watched.time().leap(waitOf(sent));
        file.awaitLevel();

        assertThat(codeOf(sent)).isEqualTo(code.code());
        assertThat(waitOf(sent)).isBetween(Duration.ofSeconds(seconds), Duration.ofSeconds(seconds + 1L));
        assertThat(file.all(Reset.class)).isEmpty();
    }

    @Test
    @Tag("seed000-9.5")
    void aSlowConsumerComesBackAtOnceAndTheSecondTimeAfterAWait() throws Exception {
        site().start();
        Watched watched = direct();
        Ledger file = watched.follow(FILE);
        watched.connect();
        file.await(Confirmed.class, 1);

        site().node().disconnectUser("anna", CloseCode.SLOW_CONSUMER);
        ConnectionStatus first = watched.next(RECONNECTING);
        watched.next(CONNECTED);
        file.await(Confirmed.class, 2);
        site().node().disconnectUser("anna", CloseCode.SLOW_CONSUMER);
        ConnectionStatus second = watched.skipWait();
        publish(1);
        file.awaitLevel();

        assertThat(first.nextAttempt()).isNull();
        assertThat(waitOf(second)).isBetween(SECOND, SECOND.multipliedBy(2));
    }

    @ParameterizedTest
    @EnumSource(
            value = CloseCode.class,
            names = {"FORBIDDEN", "INVALID_MESSAGES", "MESSAGE_TOO_BIG"})
    @Tag("seed000-9.5")
    void aClientThatIsNotWantedGivesUp(CloseCode code) throws Exception {
        site().start();
        Watched watched = direct().connect();

        site().node().disconnectUser("anna", code);
        ConnectionStatus end = watched.next(DISCONNECTED);
        watched.time().leap(Duration.ofHours(1));

        assertThat(codeOf(end)).isEqualTo(code.code());
        assertThat(site().opened()).isEqualTo(1);
    }

    @Test
    @Tag("3.15")
    void retryAfterOfARefusedHandshakeIsKeptAlsoWhenTheApplicationIsInAHurry() throws Exception {
        site().start();
        site().door().turnAway(503, Map.of("Retry-After", "7"), "busy");
        Watched watched = direct();
        var unused = watched.client().connect();

        ConnectionStatus refused = watched.nextWait();
        site().door().open();
        var again = watched.client().connect().toCompletableFuture();
        watched.time().leap(waitOf(refused));
        watched.next(CONNECTED);

        assertThat(refused.cause()).isNotNull();
        assertThat(refused.cause().reason()).isEqualTo(Reason.HANDSHAKE_REFUSED);
        assertThat(refused.cause().httpStatus()).hasValue(503);
        assertThat(waitOf(refused)).isBetween(Duration.ofSeconds(7), Duration.ofSeconds(8));
        assertThat(site().door().knocks()).isEqualTo(2);
        assertThat(again).succeedsWithin(Wait.DEADLINE);
    }

    @Test
    @Tag("3.1")
    void whatIsNoWebSocketIsRefusedAndARedirectIsNotFollowed() throws Exception {
        site().start();
        Watched watched = direct().hasty();
        String elsewhere = "http://127.0.0.1:" + relay().port() + "/v4/cable";
        site().door().turnAway(302, Map.of("Location", elsewhere), "");
        var unused = watched.client().connect();
        watched.next("a redirect", it -> statusOf(it) == 302);
        site().door().turnAway(200, Map.of("Content-Type", "text/html"), "<html>Please sign in</html>");
        watched.next("a page", it -> statusOf(it) == 200);
        site().door().turnAway(403, Map.of(), "");
        ConnectionStatus forbidden = watched.next(DISCONNECTED);

        assertThat(forbidden.cause()).extracting(it -> it.reason()).isEqualTo(Reason.FORBIDDEN);
        assertThat(relay().all().connections()).as("followed").isZero();
    }

    @ParameterizedTest
    @EnumSource(Unauthorized.class)
    @Tag("3.1")
    void aRefusedTokenIsReplacedOnceForEachConnection(Unauthorized how) throws Exception {
        site().with(BushOptions.DEFAULT.withUnauthorized(how)).start();
        site().refuse("anna.1");
        List<Why> asked = new CopyOnWriteArrayList<>();
        Watched watched = watch(toPort(site().port()).tokenSource(why -> {
                    asked.add(why);
                    return CompletableFuture.completedFuture(asked.size() == 1 ? "anna.1" : "anna.2");
                }))
                .hasty();
        watched.connect();
        assertThat(asked).containsExactly(Why.CONNECT, Why.REFUSED);

        site().refuse("anna.2");
        site().node().disconnectUser("anna", CloseCode.SERVICE_RESTART);
        ConnectionStatus end = watched.next(DISCONNECTED);

        assertThat(end.cause()).extracting(it -> it.reason()).isEqualTo(Reason.AUTHENTICATION_FAILED);
        assertThat(asked).containsExactly(Why.CONNECT, Why.REFUSED, Why.CONNECT, Why.REFUSED);
    }
}
