package io.bush.realtime.jakarta.tck.sockets;

import static io.bush.realtime.client.connection.ConnectionState.CONNECTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bush.realtime.client.channel.ReceivedEvent;
import io.bush.realtime.client.channel.SubscriptionNotice.Confirmed;
import io.bush.realtime.client.connection.ConnectionException;
import io.bush.realtime.client.connection.ConnectionException.Reason;
import io.bush.realtime.jakarta.tck.ends.Wait;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Closing a client in the worst moments: nothing of it runs afterwards, which is judged after every test. */
@Tag("P12")
abstract class EndCases extends SocketCase {

    private static CompletableFuture<Void> closing(Watched watched) {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    watched.closeClient();
                    closed.complete(null);
                },
                "closing");
        thread.setDaemon(true);
        thread.start();
        return closed;
    }

    private static void await(CompletableFuture<Void> closed) throws Exception {
        closed.get(Wait.DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }

    private Watched connected(Ledger[] into) throws Exception {
        site().start();
        Watched watched = watch(toRelay());
        into[0] = watched.follow(FILE);
        watched.connect();
        into[0].await(Confirmed.class, 1);
        publish(1);
        into[0].awaitLevel();
        return watched;
    }

    @Test
    void aGoodbyeThatIsNotAnsweredTakesTwoSecondsAndNothingComesAfterwards() throws Exception {
        Ledger[] file = new Ledger[1];
        Watched watched = connected(file);
        relay().all().stall();
        publish(3);

        CompletableFuture<Void> closed = closing(watched);
        watched.time().awaitWait("the end of patience", Duration.ofSeconds(2), Duration.ofSeconds(2));
        watched.patiently("closed", closed::isDone);
        assertThat(watched.time().leaped()).isLessThanOrEqualTo(Duration.ofSeconds(2));
        relay().all().heal();
        publish(3);

        site().awaitStats("no socket", it -> it.connections() == 0);
        assertThat(file[0].all(ReceivedEvent.class)).hasSize(1);
    }

    @Test
    void aClosedClientDoesNotComeBack() throws Exception {
        Ledger[] file = new Ledger[1];
        Watched watched = connected(file);
        relay().refuse();
        relay().all().cut();
        watched.nextWait();

        watched.closeClient();
        relay().accept();
        watched.time().leap(Duration.ofMinutes(10));
        publish(3);

        site().awaitStats("no socket", it -> it.connections() == 0);
        assertThat(site().opened()).isEqualTo(1);
        assertThat(file[0].all(ReceivedEvent.class)).hasSize(1);
    }

    @Test
    void closingWaitsForTheHandlerThatRunsAndStartsNoOther() throws Exception {
        site().start();
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        Watched watched = watch(toRelay());
        Ledger file = watched.follow(
                FILE,
                handle -> handle.onEvent(it -> {
                    entered.countDown();
                    try {
                        leave.await();
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    }
                }));
        watched.connect();
        file.await(Confirmed.class, 1);
        publish(5);
        entered.await();

        CompletableFuture<Void> closed = closing(watched);
        site().awaitStats("no socket", it -> it.connections() == 0);
        assertThat(closed).isNotDone();
        leave.countDown();
        await(closed);

        assertThat(file.all(ReceivedEvent.class)).hasSize(1);
    }

    @Test
    void closingEndsAnAttemptThatIsStuck() throws Exception {
        site().start();
        relay().all().stall();
        Watched watched = watch(toRelay());
        CompletableFuture<Void> connected = watched.client().connect().toCompletableFuture();
        watched.next(CONNECTING);
        Wait.asking("a socket", () -> relay().all().connections() == 1);

        watched.closeClient();

        assertThatThrownBy(() -> await(connected))
                .cause()
                .isInstanceOfSatisfying(
                        ConnectionException.class, it -> assertThat(it.reason()).isEqualTo(Reason.CLOSED));
        relay().all().heal();
        site().awaitStats("no socket", it -> it.connections() == 0);
    }
}
