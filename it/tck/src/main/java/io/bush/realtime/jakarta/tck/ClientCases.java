package io.bush.realtime.jakarta.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.PublishResult;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.RealtimeSettings;
import io.bush.realtime.client.BushClient;
import io.bush.realtime.client.BushClientBuilder;
import io.bush.realtime.client.channel.ChannelHandle;
import io.bush.realtime.client.channel.SubscribeOptions;
import io.bush.realtime.client.channel.SubscriptionNotice.Rejected;
import io.bush.realtime.client.channel.SubscriptionNotice.Reset;
import io.bush.realtime.client.connection.ClientListener;
import io.bush.realtime.client.connection.ConnectionException;
import io.bush.realtime.client.connection.ConnectionException.Reason;
import io.bush.realtime.client.connection.ConnectionState;
import io.bush.realtime.client.connection.ConnectionStatus;
import io.bush.realtime.client.connection.TokenPlacement;
import io.bush.realtime.jakarta.tck.ends.Wait;
import io.bush.realtime.observe.RealtimeListener;
import io.bush.realtime.protocol.CloseCode;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The Java client against a real node in a real container. */
abstract class ClientCases extends NodeCase {

    /** What the node's events hold. */
    record Note(int n) {}

    private final List<BushClient> clients = new ArrayList<>();
    private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();

    private BushClientBuilder client(String token) {
        URI url = URI.create("ws://127.0.0.1:" + port() + ContainerHarness.PATH);
        return BushClient.builder(url).token(token);
    }

    private BushClient build(BushClientBuilder builder) {
        BushClient client = builder.build();
        clients.add(client);
        return client;
    }

    private static void await(CompletionStage<Void> stage) throws Exception {
        stage.toCompletableFuture().get(Wait.DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }

    private Object next() throws InterruptedException {
        Object next = heard.poll(Wait.DEADLINE.toSeconds(), TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing was heard in time");
        }
        return next;
    }

    private void record(ChannelHandle handle) {
        handle.onConfirmed(it -> heard.add("confirmed"));
        handle.on("comment.created", Note.class, (note, event) -> heard.add(note.n()));
    }

    @AfterEach
    void closeClients() {
        clients.forEach(BushClient::close);
    }

    @Test
    @Tag("P12")
    void connectsSubscribesReceivesInOrderUnsubscribesAndCloses() throws Exception {
        RealtimeNode node = startNode(RealtimeSettings.DEFAULT, options(), new RealtimeListener() {
            @Override
            public void closed(String connectionId, int code, Duration lasted) {
                heard.add("ended with " + code);
            }
        });
        BushClient client = build(client("anna"));
        ChannelHandle handle = client.subscribe("file", "file_1", SubscribeOptions.DEFAULT, this::record);
        await(client.connect());
        assertThat(next()).isEqualTo("confirmed");

        for (int i = 0; i < 500; i++) {
            publish(node, i);
        }
        for (int i = 0; i < 500; i++) {
            assertThat(next()).isEqualTo(i);
        }
        assertThat(node.stats().subscriptions()).isEqualTo(1);
        await(handle.unsubscribe());
        awaitStats(node, "no subscription", it -> it.subscriptions() == 0);
        PublishResult unheard = publish(node, 500);
        client.close();

        assertThat(next()).isEqualTo("ended with 1000");
        assertThat(unheard).isInstanceOf(PublishResult.Durable.class);
        assertThat(heard).isEmpty();
    }

    @Test
    @Tag("P1")
    void comesBackWithoutAGapOrARepetition() throws Exception {
        RealtimeNode node = startNode();
        AtomicBoolean lost = new AtomicBoolean();
        BushClient client = build(client("anna").listener(new ClientListener() {
            @Override
            public void stateChanged(ConnectionStatus status) {
                boolean waits = status.state() == ConnectionState.RECONNECTING && status.nextAttempt() != null;
                if (waits && lost.compareAndSet(false, true)) {
                    heard.add("lost");
                }
            }
        }));
        client.subscribe("file", "file_1", SubscribeOptions.DEFAULT, this::record);
        await(client.connect());
        assertThat(next()).isEqualTo("confirmed");
        publish(node, 1);
        assertThat(next()).isEqualTo(1);

        node.disconnectUser("anna", CloseCode.SERVICE_RESTART);
        assertThat(next()).isEqualTo("lost");
        publish(node, 2);
        publish(node, 3);

        assertThat(next()).isEqualTo("confirmed");
        assertThat(next()).isEqualTo(2);
        assertThat(next()).isEqualTo(3);
    }

    @Test
    @Tag("3.1")
    void aTokenMayTravelInTheFirstMessageAndABadOneIsSaidSo() throws Exception {
        startNode();
        await(build(client("anna").tokenPlacement(TokenPlacement.FIRST_MESSAGE)).connect());

        for (TokenPlacement placement : TokenPlacement.values()) {
            Throwable failure = build(client("bad").tokenPlacement(placement))
                    .connect()
                    .handle((it, thrown) -> thrown)
                    .toCompletableFuture()
                    .get(Wait.DEADLINE.toSeconds(), TimeUnit.SECONDS);
            assertThat(failure).isInstanceOfSatisfying(ConnectionException.class, it -> {
                assertThat(it.reason()).isEqualTo(Reason.AUTHENTICATION_FAILED);
                assertThat(it.closeCode()).hasValue(4001);
            });
        }
    }

    @Test
    @Tag("seed000-3.3")
    void fiftySubscriptionsAreConfirmedAndTheNextIsRejected() throws Exception {
        startNode();
        BushClient client = build(client("anna"));
        IntStream.rangeClosed(1, 51)
                .forEach(i -> client.subscribe("file", "file_" + i, SubscribeOptions.DEFAULT, handle -> {
                    handle.onConfirmed(it -> heard.add(it.channel().resourceId()));
                    handle.onRejected(heard::add);
                }));
        await(client.connect());

        List<Object> answers = new ArrayList<>();
        for (int i = 0; i < 51; i++) {
            answers.add(next());
        }
        assertThat(answers)
                .filteredOn(Rejected.class::isInstance)
                .singleElement()
                .satisfies(it -> assertThat(((Rejected) it).reason()).isEqualTo("subscription_limit_exceeded"));
    }

    @Test
    @Tag("P2")
    void aPositionThatIsNoneIsReset() throws Exception {
        RealtimeNode node = startNode();
        BushClient client = build(client("anna"));
        client.subscribe("file", "file_1", SubscribeOptions.since("evt_of_long_ago"), handle -> {
            record(handle);
            handle.onReset(heard::add);
        });
        await(client.connect());

        assertThat(next()).isEqualTo("confirmed");
        assertThat(next())
                .isInstanceOfSatisfying(
                        Reset.class, it -> assertThat(it.reason()).isEqualTo("malformed"));
        publish(node, 1);
        assertThat(next()).isEqualTo(1);
    }
}
