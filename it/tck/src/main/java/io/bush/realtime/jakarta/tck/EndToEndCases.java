package io.bush.realtime.jakarta.tck;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.RealtimeSettings;
import io.bush.realtime.jakarta.BushOptions;
import io.bush.realtime.jakarta.TrustedProxies;
import io.bush.realtime.jakarta.tck.ends.JsonClient;
import io.bush.realtime.jakarta.tck.ends.RawClient;
import io.bush.realtime.jakarta.tck.ends.Wait;
import io.bush.realtime.observe.RealtimeListener;
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
        RealtimeNode node = startNode(
                RealtimeSettings.DEFAULT.with(new OutboundLimits(1 << 20, 65_536, 64, Duration.ofSeconds(2))),
                options(),
                endings);
        JsonClient stuck = new JsonClient(connect(16_384, ContainerHarness.PATH + "?token=stuck"));
        stuck.subscribe("file", "file_1");
        JsonClient reading = user("anna");
        reading.subscribe("file", "file_1");

        CompletableFuture<Integer> read = inBackground(() -> {
            int count = 0;
            while (count < 400) {
                assertThat(reading.awaitEvent().path("data").path("text").asText())
                        .startsWith(count + ":");
                count++;
            }
            return count;
        });
        for (int i = 0; i < 400; i++) {
            publish(node, i + ":" + "t".repeat(30_000));
        }

        assertThat(read.get()).isEqualTo(400);
        endings.await(4010);
        assertThat(node.stats().connections()).isEqualTo(1);
    }

    @Test
    @Tag("5")
    void keepsAClientThatAnswersPingsAndEndsOneThatDoesNot() throws Exception {
        Endings endings = new Endings();
        RealtimeNode node =
                startNode(RealtimeSettings.DEFAULT.with(new Heartbeat(Duration.ofSeconds(1), 2)), options(), endings);
        JsonClient answers = user("anna");
        JsonClient silent = user("ben");
        answers.subscribe("file", "file_1");

        CompletableFuture<JsonNode> event = inBackground(answers::awaitEvent);
        int code = silent.raw().readClose();
        publish(node, 1);

        assertThat(code).isEqualTo(1001);
        assertThat(event.get().path("data").path("n").asInt()).isEqualTo(1);
        endings.await(1001);
        assertThat(node.stats().connections()).isEqualTo(1);
    }

    @Test
    @Tag("P11")
    void drainsEveryClientAndTurnsNewOnesAway() throws Exception {
        RealtimeNode node = startNode();
        JsonClient client = user("anna");

        CompletableFuture<JsonNode> closing = inBackground(() -> client.await("connection.closing"));
        drain(node, Duration.ofMillis(200));

        assertThat(closing.get().path("reconnect_after_ms").isNumber()).isTrue();
        assertThat(client.raw().readClose()).isEqualTo(1012);
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
