package io.bush.realtime.jakarta.tck.sockets;

import static io.bush.realtime.client.connection.ConnectionState.CONNECTED;
import static io.bush.realtime.client.connection.ConnectionState.CONNECTING;
import static io.bush.realtime.client.connection.ConnectionState.RECONNECTING;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.RealtimeSettings;
import io.bush.realtime.client.channel.SubscriptionNotice.Confirmed;
import io.bush.realtime.client.channel.SubscriptionNotice.Reset;
import io.bush.realtime.client.connection.ConnectionException.Reason;
import io.bush.realtime.client.connection.ConnectionStatus;
import io.bush.realtime.it.relay.RelayFaults;
import io.bush.realtime.it.relay.RelayFaults.Then;
import io.bush.realtime.jakarta.tck.ends.Wait;
import io.bush.realtime.transport.Heartbeat;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections that are dead and do not say so. */
@Tag("P12")
@Tag("3.15")
abstract class StallCases extends SocketCase {

    /** Where nothing passes any more. */
    enum Dead {
        BOTH_DIRECTIONS {
            @Override
            void strike(RelayFaults connections) {
                connections.stall();
            }
        },
        TOWARDS_THE_CLIENT {
            @Override
            void strike(RelayFaults connections) {
                connections.stallReplies();
            }
        };

        abstract void strike(RelayFaults connections);
    }

    @ParameterizedTest
    @EnumSource(Dead.class)
    @Tag("P1")
    void aSilentConnectionIsAskedAfter45SecondsAndGivenUp10Later(Dead where) throws Exception {
        site().start();
        Watched watched = watch(toRelay());
        Ledger file = watched.follow(FILE);
        watched.connect();
        file.await(Confirmed.class, 1);
        publish(3);
        file.awaitLevel();

        // Before the last that is heard of the server.
        long heard = watched.time().nanoTime();
        publish(1);
        file.awaitLevel();
        RelayFaults dead = relay().setApart();
        where.strike(dead);
        publish(3);
        watched.awaitLoss();
        assertThat(Duration.ofNanos(watched.time().nanoTime() - heard)).isGreaterThanOrEqualTo(Duration.ofSeconds(55));
        assertThat(watched.time().leaped()).isLessThanOrEqualTo(Duration.ofSeconds(55));
        ConnectionStatus lost = watched.skipWait();
        file.awaitLevel();

        assertThat(lost.cause()).hasMessageContaining("no sign of life");
        site().awaitStats("one socket, though nobody ended the dead one", it -> it.connections() == 1);
        dead.heal();
        publish(3);
        file.awaitLevel();
        assertThat(watched.states()).containsExactly(CONNECTING, CONNECTED, RECONNECTING, CONNECTED);
        assertThat(file.all(Reset.class)).isEmpty();
        assertThat(site().opened()).as("sockets in all").isEqualTo(2);
    }

    @Test
    @Tag("P1")
    void aConnectionThatStallsInTheMiddleOfAnEventIsMadeAnewAndTheEventArrivesOnce() throws Exception {
        site().start();
        Watched watched = watch(toRelay()).hasty();
        Ledger file = watched.follow(FILE);
        watched.connect();
        file.await(Confirmed.class, 1);

        RelayFaults dead = relay().setApart();
        dead.afterReplies(150, Then.STALL);
        publish(3);
        watched.awaitLoss();
        watched.awaitLevel(file);
        dead.heal();
        publish(3);
        watched.awaitLevel(file);

        assertThat(file.all(Reset.class)).isEmpty();
        site().awaitStats("one socket", it -> it.connections() == 1);
    }

    @Test
    @Tag("P1")
    void aConnectionOfWhichTheServerHearsNothingIsEndedByTheServer() throws Exception {
        site().with(RealtimeSettings.DEFAULT.with(new Heartbeat(Duration.ofSeconds(1), 1)))
                .start();
        Watched watched = watch(toRelay());
        Ledger file = watched.follow(FILE);
        watched.connect();
        file.await(Confirmed.class, 1);

        relay().setApart().stallRequests();
        publish(3);
        file.awaitLevel();
        watched.skipWait();
        publish(3);
        file.awaitLevel();

        assertThat(watched.states()).startsWith(CONNECTING, CONNECTED, RECONNECTING, CONNECTED);
        assertThat(file.all(Reset.class)).isEmpty();
        site().awaitStats("one socket", it -> it.connections() == 1);
    }

    @Test
    void aHandshakeThatIsNeverAnsweredIsEndedAndTriedAgain() throws Exception {
        site().start();
        relay().all().swallowRequests();
        // Longer than this test may last: the JDK's own limit must not be what ends it.
        Watched watched =
                watch(toRelay().connectTimeout(Duration.ofMinutes(10))).hasty();
        Ledger file = watched.follow(FILE);
        var unused = watched.client().connect();
        Wait.asking("a socket", () -> relay().all().connections() == 1);
        relay().refuse();

        watched.time().leap(Duration.ofMinutes(10));
        watched.next(
                "an attempt that took too long",
                it -> it.cause() != null && it.cause().reason() == Reason.TIMED_OUT);
        Wait.asking("its socket is gone", () -> relay().all().connections() == 0);
        relay().all().heal();
        relay().accept();
        watched.next(CONNECTED);
        file.await(Confirmed.class, 1);
        publish(1);
        file.awaitLevel();

        site().awaitStats("one socket", it -> it.connections() == 1);
    }
}
