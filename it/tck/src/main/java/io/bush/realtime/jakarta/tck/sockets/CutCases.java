package io.bush.realtime.jakarta.tck.sockets;

import static io.bush.realtime.client.connection.ConnectionState.CONNECTED;
import static io.bush.realtime.client.connection.ConnectionState.CONNECTING;
import static io.bush.realtime.client.connection.ConnectionState.RECONNECTING;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.client.channel.SubscriptionNotice.Confirmed;
import io.bush.realtime.client.channel.SubscriptionNotice.Reset;
import io.bush.realtime.client.connection.ConnectionException;
import io.bush.realtime.client.connection.ConnectionException.Reason;
import io.bush.realtime.client.connection.ConnectionStatus;
import io.bush.realtime.it.relay.RelayFaults;
import io.bush.realtime.it.relay.RelayFaults.Then;
import io.bush.realtime.jakarta.tck.ends.Wait;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections that end in every way in which networks end them. */
@Tag("P12")
abstract class CutCases extends SocketCase {

    /** An event is longer than this, though its end is near: a head of its frame may come apart from it. */
    private static final int EVENT_BYTES = 250;

    /** How a network ends a connection that both sides believe in. */
    enum Ending {
        RESET {
            @Override
            void strike(RelayFaults connections) {
                connections.cut();
            }
        },
        END {
            @Override
            void strike(RelayFaults connections) {
                connections.end();
            }
        },
        HALF_CLOSE_TOWARDS_THE_SERVER {
            @Override
            void strike(RelayFaults connections) {
                connections.endRequests();
            }
        },
        HALF_CLOSE_TOWARDS_THE_CLIENT {
            @Override
            void strike(RelayFaults connections) {
                connections.endReplies();
            }
        };

        abstract void strike(RelayFaults connections);
    }

    @ParameterizedTest
    @EnumSource(Ending.class)
    @Tag("P1")
    void anEndedConnectionIsMadeAnewAndWhatWasPublishedMeanwhileArrives(Ending ending) throws Exception {
        site().start();
        Watched watched = watch(toRelay());
        Ledger file = watched.follow(FILE);
        watched.connect();
        file.await(Confirmed.class, 1);
        publish(3);
        file.awaitLevel();

        // Nobody comes back before all of it is published, however long that takes.
        relay().refuse();
        ending.strike(relay().all());
        watched.awaitLoss();
        ConnectionStatus lost = watched.nextWait();
        publish(3);
        relay().accept();
        assertThat(lost.state()).isEqualTo(RECONNECTING);
        // A server that is told of an end may say goodbye itself.
        assertThat(lost.cause()).extracting(ConnectionException::reason).isIn(Reason.LOST, Reason.CLOSED_BY_SERVER);
        assertThat(lost.nextAttempt()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
        watched.time().leap(Duration.ofSeconds(2));
        file.awaitLevel();
        publish(3);
        file.awaitLevel();

        assertThat(watched.states()).containsExactly(CONNECTING, CONNECTED, RECONNECTING, CONNECTED);
        assertThat(watched.client().status().cause()).isNull();
        assertThat(file.all(Reset.class)).isEmpty();
        assertThat(file.all(Confirmed.class).get(1).replayed()).isEqualTo(3);
        assertThat(site().opened()).as("sockets in all").isEqualTo(2);
        site().awaitStats("one socket", it -> it.connections() == 1 && it.subscriptions() == 1);
    }

    @ParameterizedTest
    @EnumSource(names = {"CUT", "END"})
    @Tag("P1")
    void aConnectionMayEndBehindAnyByte(Then how) throws Exception {
        site().start();
        Watched watched = watch(toRelay()).hasty();
        Ledger file = watched.follow(FILE);
        watched.connect();
        file.await(Confirmed.class, 1);

        // Through the heads of frames, the middle of events and from one frame into the next …
        for (int bytes : new int[] {0, 1, 2, 3, 4, 100, 399, 400, 401, 700, 1000}) {
            relay().all().afterReplies(bytes, how);
            publish(4);
            watched.awaitLoss();
            watched.next(CONNECTED);
            watched.awaitLevel(file);
        }
        // … and while it comes back: in the answer to the handshake, the greeting, the confirmation and the replay.
        for (int bytes = 20; bytes < 2500; bytes += 124) {
            publish(2);
            relay().all().afterReplies(bytes, how);
            relay().all().cut();
            watched.awaitLoss();
            watched.awaitLevel(file);
        }

        assertThat(file.all(Reset.class)).isEmpty();
        site().awaitStats("one socket", it -> it.connections() == 1);
    }

    @Test
    void aSlowConnectionIsOnlySlow() throws Exception {
        site().start();
        relay().all().delay(Duration.ofMillis(40));
        Watched watched = watch(toRelay());
        Ledger file = watched.follow(FILE);
        watched.connect();
        publish(50);
        file.await(Confirmed.class, 1);
        publish(50);
        file.awaitLevel();

        assertThat(watched.states()).containsExactly(CONNECTING, CONNECTED);
        assertThat(site().opened()).isEqualTo(1);
    }

    @Test
    void aFrameThatVanishesOnTheWayIsFoundByTheJudge() throws Exception {
        site().start();
        Watched watched = new Watched(toRelay(), site().published());
        Ledger file = watched.follow(FILE);
        watched.connect();
        file.await(Confirmed.class, 1);
        publish(1);
        file.awaitLevel();

        relay().all().swallowReplies();
        publish(1);
        Wait.asking("the event is swallowed", () -> relay().all().swallowedBytes() > EVENT_BYTES);
        relay().all().heal();
        publish(1);
        file.awaitLevel();

        assertThat(watched.verdict()).singleElement().asString().startsWith("a gap");
        watched.close();
    }
}
