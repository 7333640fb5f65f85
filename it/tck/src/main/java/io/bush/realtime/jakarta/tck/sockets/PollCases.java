package io.bush.realtime.jakarta.tck.sockets;

import static io.bush.realtime.client.connection.ConnectionState.CONNECTED;
import static io.bush.realtime.client.connection.ConnectionState.CONNECTING;
import static io.bush.realtime.client.connection.ConnectionState.POLLING;
import static io.bush.realtime.client.connection.ConnectionState.RECONNECTING;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.client.channel.SubscriptionNotice.Confirmed;
import io.bush.realtime.client.channel.SubscriptionNotice.Reset;
import io.bush.realtime.client.connection.ConnectionException.Reason;
import io.bush.realtime.client.connection.ConnectionStatus;
import io.bush.realtime.it.relay.RelayFaults.Then;
import io.bush.realtime.jakarta.tck.ends.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** From the WebSocket to polls of the real servlet and back, over one way that fails. */
@Tag("P12")
@Tag("3.16")
abstract class PollCases extends SocketCase {

    private static final int CHANNELS = 50;

    private Watched polling() {
        return watch(toRelay().pollUrl(polls(relay().port()))).hasty();
    }

    /** WebSockets do not get through any more, and those there are end. */
    private void closeTheDoor() {
        site().door().turnAway(502, Map.of(), "<html>Bad gateway</html>");
        relay().all().cut();
    }

    @Test
    @Tag("P1")
    void pollsWhereNoWebSocketGetsThroughAndGoesBackWhenOneDoes() throws Exception {
        site().start();
        Watched watched = polling();
        List<Channel> channels = new ArrayList<>();
        List<Ledger> ledgers = new ArrayList<>();
        for (int i = 1; i <= CHANNELS; i++) {
            channels.add(new Channel("file", "file_" + i));
            ledgers.add(watched.follow(channels.get(i - 1)));
        }
        watched.connect();
        ledgers.forEach(it -> it.await(Confirmed.class, 1));
        for (Channel channel : channels) {
            publish(channel, 1);
        }
        ledgers.forEach(Ledger::awaitLevel);

        closeTheDoor();
        for (Channel channel : channels) {
            publish(channel, 1);
        }
        ConnectionStatus polls = watched.next(POLLING);
        ledgers.forEach(watched::awaitLevel);
        for (Channel channel : channels) {
            publish(channel, 2);
        }
        ledgers.forEach(watched::awaitLevel);
        site().door().open();
        for (Channel channel : channels) {
            publish(channel, 1);
        }
        watched.awaitSocket();
        ledgers.forEach(Ledger::awaitLevel);

        assertThat(polls.cause()).isNotNull();
        assertThat(polls.cause().reason()).isIn(Reason.HANDSHAKE_REFUSED, Reason.LOST);
        assertThat(watched.states()).containsExactly(CONNECTING, CONNECTED, RECONNECTING, POLLING, CONNECTED);
        assertThat(ledgers).allSatisfy(it -> assertThat(it.all(Reset.class)).isEmpty());
    }

    @Test
    @Tag("P1")
    void losesAndRepeatsNothingWhileItChangesOverAndOverAgain() throws Exception {
        site().start();
        Watched watched = polling();
        Ledger file = watched.follow(FILE);
        watched.connect();
        file.await(Confirmed.class, 1);
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Void> publisher = steadily(enough);
        try {
            for (int i = 0; i < 4; i++) {
                closeTheDoor();
                watched.next(POLLING);
                watched.time().leap(Duration.ofSeconds(11));
                site().door().open();
                watched.awaitSocket();
            }
        } finally {
            enough.set(true);
            publisher.get(Wait.DEADLINE.toSeconds(), TimeUnit.SECONDS);
        }
        publish(1);
        watched.awaitLevel(file);

        assertThat(file.all(Reset.class)).isEmpty();
    }

    /** Publishes until it is enough, but not more than the log keeps. */
    private CompletableFuture<Void> steadily(AtomicBoolean enough) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        for (int i = 0; i < 900 && !enough.get(); i++) {
                            publish(1);
                        }
                        done.complete(null);
                    } catch (Exception failed) {
                        done.completeExceptionally(failed);
                    }
                },
                "publisher");
        thread.setDaemon(true);
        thread.start();
        return done;
    }

    @Test
    @Tag("P1")
    void anAnswerMayEndBehindAnyByte() throws Exception {
        site().start();
        Watched watched = polling();
        Ledger file = watched.follow(FILE);
        watched.connect();
        file.await(Confirmed.class, 1);
        closeTheDoor();
        watched.next(POLLING);

        for (Then how : List.of(Then.CUT, Then.END)) {
            for (int bytes : new int[] {1, 300, 700}) {
                publish(3);
                relay().all().afterReplies(bytes, how);
                watched.awaitLevel(file);
            }
        }

        assertThat(file.all(Reset.class)).isEmpty();
        assertThat(watched.states()).containsExactly(CONNECTING, CONNECTED, RECONNECTING, POLLING);
    }

    @Test
    @Tag("P2")
    void anotherServerIsNoticedWhilePollingToo() throws Exception {
        site().start();
        Watched watched = polling();
        Ledger file = watched.follow(FILE);
        watched.connect();
        publish(1);
        file.await(Confirmed.class, 1);
        closeTheDoor();
        watched.next(POLLING);
        site().stop();
        site().start();
        publish(2);
        watched.awaitLevel(file);
        publish(2);
        watched.awaitLevel(file);

        assertThat(file.all(Reset.class)).extracting(Reset::reason).containsExactly("epoch_changed");
    }
}
