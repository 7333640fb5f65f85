package io.bush.realtime.jakarta.tck;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.RealtimeSettings;
import io.bush.realtime.jakarta.BushOptions;
import io.bush.realtime.jakarta.TrustedProxies;
import io.bush.realtime.jakarta.tck.ends.JsonClient;
import io.bush.realtime.jakarta.tck.ends.RawClient;
import io.bush.realtime.jakarta.tck.ends.ServerFrame;
import io.bush.realtime.jakarta.tck.ends.Wait;
import io.bush.realtime.observe.RealtimeListener;
import io.bush.realtime.testkit.ManualTime;
import io.bush.realtime.transport.ConnectionLimits;
import io.bush.realtime.transport.Heartbeat;
import io.bush.realtime.transport.OutboundLimits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A real node, a real container, a raw socket: connect, subscribe, publish, receive. */
abstract class EndToEndCases extends NodeCase {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    @Tag("P1")
    void bringsWhatIsPublishedToEverySubscriberInOrder() throws Exception {
        RealtimeNode node = startNode();
        List<JsonClient> clients = List.of(user("anna"), user("ben"), user("cleo"));
        for (JsonClient client : clients) {
            assertThat(client.subscribe("file", "file_1").path("last_event_id").asText())
                    .startsWith("evt_");
        }

        for (int i = 0; i < 500; i++) {
            publish(node, i);
        }

        for (JsonClient client : clients) {
            for (int i = 0; i < 500; i++) {
                JsonNode event = client.awaitEvent();
                assertThat(event.path("event").asText()).isEqualTo("comment.created");
                assertThat(event.path("data").path("n").asInt()).isEqualTo(i);
            }
        }
        assertThat(node.stats().transportPaths()).isEqualTo(Map.of(setup().pathName(), 3));
    }

    @Test
    @Tag("P2")
    void replaysWhatWasMissedToAClientThatComesBack() throws Exception {
        RealtimeNode node = startNode();
        JsonClient first = user("anna");
        first.subscribe("file", "file_1");
        publish(node, 0);
        String last = first.awaitEvent().path("event_id").asText();
        first.raw().reset();
        publish(node, 1);
        publish(node, 2);

        JsonClient second = user("anna");
        second.send("{'action':'subscribe','channel':'file','resource_id':'file_1','since_event_id':'" + last + "'}");

        assertThat(second.await("subscription.confirmed").path("replayed").asInt())
                .isEqualTo(2);
        assertThat(second.awaitEvent().path("data").path("n").asInt()).isEqualTo(1);
        assertThat(second.awaitEvent().path("data").path("n").asInt()).isEqualTo(2);
    }

    @Test
    @Tag("3.1")
    void takesATokenFromEveryPlaceItMayStand() throws Exception {
        startNode();
        String encoded =
                Base64.getUrlEncoder().withoutPadding().encodeToString("anna".getBytes(StandardCharsets.UTF_8));

        JsonClient byHeader = json("", "Authorization: Bearer anna");
        JsonClient byProtocol = json("", "Sec-WebSocket-Protocol: bush.v4, bearer." + encoded);
        JsonClient byMessage = json("");
        byMessage.send("{'action':'authenticate','token':'anna'}");

        for (JsonClient client : List.of(byHeader, byProtocol, byMessage)) {
            assertThat(client.await("connection.established")
                            .path("user")
                            .path("id")
                            .asText())
                    .isEqualTo("anna");
        }
    }

    @Test
    @Tag("3.1")
    void closesABadTokenWith4001AndAnswers401ByOption() throws Exception {
        startNode();
        assertThat(connect(ContainerHarness.PATH + "?token=bad").readClose()).isEqualTo(4001);
        stop();

        startNode(
                RealtimeSettings.DEFAULT,
                options().withUnauthorized(BushOptions.Unauthorized.HTTP_401),
                RealtimeListener.NONE);

        assertThat(connect(ContainerHarness.PATH + "?token=bad").status()).isEqualTo(401);
        assertThat(user("anna").raw().status()).isEqualTo(101);
        assertThat(connect().status())
                .as("a token may still come as the first message")
                .isEqualTo(101);
    }

    @Test
    @Tag("3.6")
    void limitsAttemptsByTheClientsOwnAddress() throws Exception {
        startNode(
                RealtimeSettings.DEFAULT.with(ConnectionLimits.DEFAULT.withAddressLimits(10, 3)),
                options().withProxies(TrustedProxies.of("127.0.0.1")),
                RealtimeListener.NONE);

        for (int i = 0; i < 3; i++) {
            assertThat(connect(ContainerHarness.PATH, "X-Forwarded-For: 203.0.113.9")
                            .status())
                    .isEqualTo(101);
        }
        RawClient fourth = connect(ContainerHarness.PATH, "X-Forwarded-For: 203.0.113.9");
        RawClient other = connect(ContainerHarness.PATH, "X-Forwarded-For: 203.0.113.10");

        assertThat(fourth.status()).isEqualTo(429);
        assertThat(Integer.parseInt(fourth.header("retry-after"))).isBetween(1, 60);
        assertThat(other.status()).isEqualTo(101);
    }

    @Test
    @Tag("3.12")
    void endsAClientThatDoesNotReadAndSlowsNobodyElse() throws Exception {
        Endings endings = new Endings();
        ManualTime time = new ManualTime();
        OutboundLimits limits = new OutboundLimits(1 << 20, 65_536, 64, SECOND.multipliedBy(2));
        RealtimeNode node = make(RealtimeSettings.DEFAULT.with(limits), endings, time);
        start(node.gate(), options());
        JsonClient stuck = new JsonClient(connect(16_384, ContainerHarness.PATH + "?token=stuck"));
        stuck.subscribe("file", "file_1");
        JsonClient reading = user("anna");
        reading.subscribe("file", "file_1");

        int events = 400;
        for (int i = 0; i < events; i++) {
            publishAndRead(node, i, reading);
        }
        assertThat(node.stats().connections()).isEqualTo(2);
        // The next event is only written when the one before is through: no write to the other client is ever older
        // than a second.
        for (int i = 0; i < 3; i++) {
            time.advance(SECOND);
            publishAndRead(node, events + i, reading);
        }

        endings.await(4010);
        assertThat(node.stats().connections()).isEqualTo(1);
        publishAndRead(node, events + 3, reading);
    }

    private static void publishAndRead(RealtimeNode node, int number, JsonClient reading) throws Exception {
        publish(node, number + ":" + "t".repeat(30_000));
        assertThat(reading.awaitEvent().path("data").path("text").asText()).startsWith(number + ":");
    }

    @Test
    @Tag("5")
    void keepsAClientThatAnswersPingsAndEndsOneThatDoesNot() throws Exception {
        Endings endings = new Endings();
        ManualTime time = new ManualTime();
        RealtimeNode node = make(RealtimeSettings.DEFAULT.with(new Heartbeat(SECOND, 2)), endings, time);
        start(node.gate(), options());
        JsonClient answers = json("?token=anna");
        String answering =
                answers.await("connection.established").path("connection_id").asText();
        answers.subscribe("file", "file_1");
        JsonClient silent = user("ben");

        CompletableFuture<Integer> code = inBackground(silent.raw()::readClose);
        int pings = 0;
        while (!code.isDone()) {
            time.advance(SECOND);
            answerAPing(answers.raw());
            pings++;
            // Behind its tick on the connection's lane, which plans the next one.
            assertThat(node.limiterFigures(answering).toCompletableFuture().get())
                    .isPresent();
        }
        publish(node, 1);

        assertThat(code.get()).isEqualTo(1001);
        assertThat(pings).isGreaterThanOrEqualTo(3);
        assertThat(answers.awaitEvent().path("data").path("n").asInt()).isEqualTo(1);
        endings.await(1001);
        assertThat(node.stats().connections()).isEqualTo(1);
    }

    /** Answers the next ping; returns when that was heard, because the container answers another one behind it. */
    private static void answerAPing(RawClient client) throws Exception {
        ServerFrame ping = next(client, RawClient.PING);
        client.send(RawClient.PONG, true, ping.payload());
        client.send(RawClient.PING, true);
        next(client, RawClient.PONG);
    }

    /** Reads over the texts before it. */
    private static ServerFrame next(RawClient client, int opcode) throws Exception {
        ServerFrame frame = client.read();
        while (frame.opcode() == RawClient.TEXT) {
            frame = client.read();
        }
        assertThat(frame.opcode()).isEqualTo(opcode);
        return frame;
    }

    @Test
    @Tag("P11")
    void drainsEveryClientAndTurnsNewOnesAway() throws Exception {
        RealtimeNode node = startNode();
        JsonClient client = user("anna");

        CompletableFuture<Integer> told = inBackground(() -> {
            assertThat(client.await("connection.closing")
                            .path("reconnect_after_ms")
                            .isNumber())
                    .isTrue();
            return client.answerClose();
        });
        drain(node, Duration.ofSeconds(20));

        assertThat(told.get()).isEqualTo(1012);
        RawClient late = connect();
        assertThat(late.status()).isEqualTo(503);
        assertThat(late.header("retry-after")).isEqualTo("5");
    }

    @Test
    @Tag("P11")
    void saysGoodbyeWhenTheNodeIsClosed() throws Exception {
        RealtimeNode node = startNode();
        JsonClient client = user("anna");

        node.close();

        assertThat(client.raw().readClose()).isEqualTo(1001);
    }

    /** Hears why connections end. */
    private static final class Endings implements RealtimeListener {

        private final List<Integer> codes = new ArrayList<>();

        @Override
        public synchronized void closed(String connectionId, int code, Duration lasted) {
            codes.add(code);
            notifyAll();
        }

        void await(int code) {
            Wait.until(this, "an end with " + code, () -> codes.contains(code));
        }
    }
}
