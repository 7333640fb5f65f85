package io.bush.realtime.jakarta.tck;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.RealtimeSettings;
import io.bush.realtime.jakarta.tck.ends.JsonClient;
import io.bush.realtime.jakarta.tck.ends.PollClient;
import io.bush.realtime.jakarta.tck.ends.RawClient;
import io.bush.realtime.observe.RealtimeListener;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients must not send, over a raw socket to a real node: answered, counted, and never fatal to anybody else. */
abstract class BadInputCases extends NodeCase {

    private static final int LIMIT_BYTES = 16_384;
    /** Enough for an answer that comes too early to be seen, mostly. */
    private static final Duration A_MOMENT = Duration.ofMillis(100);

    @Test
    @Tag("3.5")
    void answersAFrameAboveTheLimitAndLivesOn() throws Exception {
        startNode();
        JsonClient client = user("anna");

        client.send(padded(LIMIT_BYTES, 'x'));
        assertThat(client.next().path("type").asText()).isEqualTo("pong");
        client.send(padded(LIMIT_BYTES + 1, 'x'));
        assertThat(client.next().path("code").asText()).isEqualTo("message_too_large");
        client.send(padded(LIMIT_BYTES - 100, '€'));
        assertThat(client.next().path("code").asText()).isEqualTo("message_too_large");

        assertAlive(client);
    }

    @Test
    @Tag("3.5")
    void countsAFrameInFragmentsLikeAWholeOne() throws Exception {
        startNode();
        JsonClient client = user("anna");
        byte[] bytes = padded(LIMIT_BYTES + 1, 'x').replace('\'', '"').getBytes(StandardCharsets.UTF_8);

        client.raw().send(RawClient.TEXT, false, Arrays.copyOf(bytes, 10_000));
        client.raw().send(RawClient.CONTINUATION, true, Arrays.copyOfRange(bytes, 10_000, bytes.length));
        assertThat(client.next().path("code").asText()).isEqualTo("message_too_large");
        client.raw().send(RawClient.TEXT, false, Arrays.copyOf(bytes, 16_000));
        byte[] end = "\"}".getBytes(StandardCharsets.UTF_8);
        client.raw().send(RawClient.CONTINUATION, true, end);

        assertThat(client.next().path("type").asText()).isEqualTo("pong");
    }

    @Test
    @Tag("3.5")
    void closes1009AboveAMebibyte() throws Exception {
        startNode();
        JsonClient client = user("anna");
        JsonClient other = user("ben");

        try {
            client.raw().sendHugeText((1 << 20) + 65_536, (byte) 'x');
        } catch (SocketException ended) {
            // Nobody has to take what follows the close; that one is still to be read.
        }

        assertThat(client.raw().readClose()).isEqualTo(1009);
        assertAlive(other);
    }

    @Test
    @Tag("2")
    void answersWhatIsNoMessageAndLivesOn() throws Exception {
        startNode();
        JsonClient client = user("anna");
        String[] bad = {
            "",
            "nonsense",
            "[1,2]",
            "{'action':'ping'} {'action':'ping'}",
            "{'action':'ping','action':'ping'}",
            "{'action':'ping','deep':" + "[".repeat(17) + "]".repeat(17) + "}",
            "{'action':'subscribe','channel':7,'resource_id':'file_1'}"
        };

        for (String text : bad) {
            client.send(text);
            JsonNode answer = client.next();
            assertThat(answer.path("type").asText()).as(text).isEqualTo("error");
            assertThat(answer.path("code").asText()).as(text).isEqualTo("invalid_message");
        }
        client.raw().send(RawClient.BINARY, true, (byte) 1, (byte) 2);
        assertThat(client.next().path("code").asText()).isEqualTo("invalid_message");
        client.send("{'action':'dance'}");
        assertThat(client.next().path("code").asText()).isEqualTo("unknown_action");

        assertAlive(client);
    }

    @Test
    @Tag("3.5")
    void closes4009AtTheTenthInvalidFrame() throws Exception {
        startNode();
        JsonClient client = user("anna");

        for (int i = 0; i < 9; i++) {
            client.send("nonsense " + i);
            assertThat(client.next().path("code").asText()).isEqualTo("invalid_message");
        }
        client.raw().send(RawClient.BINARY, true, (byte) 1);

        assertThat(client.raw().readClose()).isEqualTo(4009);
    }

    @Test
    @Tag("3.4")
    void closes4008AfterTheFifthRefusal() throws Exception {
        startNode();
        JsonClient client = user("anna");

        for (int i = 0; i < 25; i++) {
            client.send("{'action':'subscribe','channel':'file','resource_id':'file_1'}");
        }

        assertThat(client.raw().readClose()).isEqualTo(4008);
    }

    @Test
    @Tag("2")
    void endsConnectionsThatBreakTheFraming() throws Exception {
        startNode();
        JsonClient other = user("ben");
        JsonClient invalidUtf8 = settled("anna");
        invalidUtf8.raw().send(RawClient.TEXT, true, (byte) 0xED, (byte) 0xA0, (byte) 0x80);
        JsonClient unmasked = settled("anna");
        unmasked.raw().sendUnmasked("{}");

        assertThat(invalidUtf8.raw().readClose()).isEqualTo(1007);
        assertThat(unmasked.raw().readClose()).isEqualTo(1002);
        assertAlive(other);
    }

    /**
     * A user to whom nothing is being written: the container's pong comes after its last write is over. Tomcat can lose a
     * close frame of its own when a bad frame arrives in the instant in which a write completes.
     */
    private JsonClient settled(String name) throws Exception {
        JsonClient client = user(name);
        client.raw().send(RawClient.PING, true);
        assertThat(client.raw().read().opcode()).isEqualTo(RawClient.PONG);
        return client;
    }

    /** A connection that is closed while its client sends is reset, and the answer is lost with it. */
    @ParameterizedTest
    @CsvSource({
        "POST, /events/poll, Content-Length: 262144, '', '', 413",
        "POST, /events/poll, Transfer-Encoding: chunked, 40000\\r\\n, \\r\\n0\\r\\n\\r\\n, 413",
        "POST, /events/poll?activity=none, Content-Length: 262144, '', '', 400",
        "POST, /files/file_1/events, Content-Length: 262144, '', '', 405",
        "POST, /events/nowhere, Content-Length: 262144, '', '', 404",
        "POST, /cable, Content-Length: 262144, '', '', 405",
        "GET, /files/file_1/events, Content-Length: 262144, '', '', 200",
    })
    @Tag("P9")
    void whoSendsABodyThatIsOfNoUseMaySendItToTheEndAndReadsTheAnswer(
            String method, String path, String framing, String before, String after, int status) throws Exception {
        RealtimeNode node = make(RealtimeSettings.DEFAULT, RealtimeListener.NONE);
        startPolling(node.gate(), options());
        String piece = "x".repeat(1_024);
        try (PollClient.Slow slow = new PollClient(port())
                .with("Authorization", "Bearer anna")
                .begin(method, "/v4" + path, framing, before.translateEscapes() + piece.repeat(100))) {
            assertThat(slow.isQuietFor(A_MOMENT)).isTrue();
            for (int sent = 100; sent < 256; sent++) {
                slow.send(piece);
            }
            slow.send(after.translateEscapes());

            assertThat(slow.status()).isEqualTo(status);
        }
    }

    /** More than is taken in of a body that is refused anyway. */
    @ParameterizedTest
    @CsvSource({"Content-Length: 2097152, ''", "Transfer-Encoding: chunked, 200000\\r\\n"})
    @Tag("P9")
    void aPollThatSendsFarTooMuchIsRefusedBeforeItsEnd(String framing, String before) throws Exception {
        RealtimeNode node = make(RealtimeSettings.DEFAULT, RealtimeListener.NONE);
        startPolling(node.gate(), options());
        int sent = before.isEmpty() ? 0 : (1 << 20) + 1;
        try (PollClient.Slow slow = new PollClient(port())
                .begin("/v4/events/poll", framing, before.translateEscapes() + "x".repeat(sent))) {

            assertThat(slow.status()).isEqualTo(413);
            assertThat(slow.rest()).containsIgnoringCase("connection: close").contains("message_too_large");
        }
    }

    private static void assertAlive(JsonClient client) throws Exception {
        client.send("{'action':'ping'}");
        assertThat(client.await("pong").has("server_time")).isTrue();
    }

    private static String padded(int bytes, char with) {
        String frame = "{'action':'ping','pad':'";
        int unit = String.valueOf(with).getBytes(StandardCharsets.UTF_8).length;
        String pad = String.valueOf(with).repeat((bytes - frame.length() - 2 + unit - 1) / unit + (unit > 1 ? 50 : 0));
        return frame + pad + "'}";
    }
}
