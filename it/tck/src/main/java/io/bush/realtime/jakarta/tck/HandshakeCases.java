package io.bush.realtime.jakarta.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.jakarta.BushOptions;
import io.bush.realtime.jakarta.TrustedProxies;
import io.bush.realtime.jakarta.tck.ends.RawClient;
import io.bush.realtime.jakarta.tck.ends.RecordedConnection.Script;
import io.bush.realtime.jakarta.tck.ends.ScriptedGate;
import io.bush.realtime.jakarta.tck.ends.ServerFrame;
import io.bush.realtime.transport.Admission;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The servlet entry's handshake. */
abstract class HandshakeCases extends TckCase {

    @Test
    void opensAndEchoes() throws Exception {
        ScriptedGate gate = start(Script.ECHO);

        RawClient client = connect();
        client.sendText("hällo €");

        assertThat(client.status()).isEqualTo(101);
        assertThat(client.readText()).isEqualTo("hällo €");
        assertThat(gate.connection(0).transport().path()).isEqualTo(setup().pathName());
        assertThat(gate.connection(0).handshake().path()).isEqualTo(ContainerHarness.PATH);
    }

    @Test
    @Tag("3.1")
    void agreesToItsSubprotocolAndNeverRepeatsTheToken() throws Exception {
        ScriptedGate gate = start(Script.ECHO);

        RawClient client = connect(ContainerHarness.PATH, "Sec-WebSocket-Protocol: bush.v4, bearer.c2VjcmV0");

        assertThat(client.header("sec-websocket-protocol")).isEqualTo("bush.v4");
        assertThat(String.join(",", gate.connection(0).handshake().header("sec-websocket-protocol")))
                .contains("bearer.c2VjcmV0");
    }

    @Test
    void agreesToNoForeignSubprotocol() throws Exception {
        start(Script.ECHO);

        RawClient client = connect(ContainerHarness.PATH, "Sec-WebSocket-Protocol: graphql-ws, bearer.c2VjcmV0");

        assertThat(client.status()).isEqualTo(101);
        assertThat(client.header("sec-websocket-protocol")).isEmpty();
    }

    @Test
    @Tag("3.1")
    void handsOverHeadersAndDecodedQuery() throws Exception {
        ScriptedGate gate = start(Script.ECHO);

        connect(ContainerHarness.PATH + "?token=a%2Bb%20c&x=1&x=2&euro=%E2%82%AC", "Authorization: Bearer abc");

        assertThat(gate.connection(0).handshake().parameter("token")).containsExactly("a+b c");
        assertThat(gate.connection(0).handshake().parameter("x")).containsExactly("1", "2");
        assertThat(gate.connection(0).handshake().parameter("euro")).containsExactly("€");
        assertThat(gate.connection(0).handshake().header("authorization")).containsExactly("Bearer abc");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, Upgrade: other, 426",
        "GET, X-Nothing: 1, 426",
        "POST, Upgrade: websocket, 405",
        "GET, Sec-WebSocket-Version: 8, 426",
        "GET, Sec-WebSocket-Key:, 400"
    })
    void answersWhatIsNoHandshakeWithoutAStackTrace(String method, String header, int status) throws Exception {
        ScriptedGate gate = start(Script.ECHO);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Host", "Host: localhost");
        headers.put("Upgrade", "Upgrade: websocket");
        headers.put("Connection", "Connection: Upgrade");
        headers.put("Sec-WebSocket-Key", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
        headers.put("Sec-WebSocket-Version", "Sec-WebSocket-Version: 13");
        String name = header.substring(0, header.indexOf(':'));
        headers.put(name, header);
        headers.remove(header.endsWith(":") ? name : "");
        headers.remove(name.equals("X-Nothing") ? "Upgrade" : "");
        List<String> lines = new ArrayList<>(headers.values());
        lines.add(0, method + " " + ContainerHarness.PATH + " HTTP/1.1");

        RawClient client = request(lines);

        assertThat(client.status()).isEqualTo(status);
        assertThat(client.readBody()).startsWith("{\"code\":");
        assertThat(gate.admissions()).isZero();
    }

    @Test
    @Tag("3.17")
    void refusesForeignOriginsBeforeAnythingElse() throws Exception {
        ScriptedGate gate = start(Script.ECHO, options().withOrigins(List.of("https://app.example")));

        assertThat(connect(ContainerHarness.PATH, "Origin: https://evil.example")
                        .status())
                .isEqualTo(403);
        assertThat(connect(ContainerHarness.PATH, "Origin: null").status()).isEqualTo(403);
        assertThat(gate.admissions()).isZero();
        assertThat(connect(ContainerHarness.PATH, "Origin: https://app.example").status())
                .isEqualTo(101);
        assertThat(connect(ContainerHarness.PATH, "Origin: http://localhost:" + port())
                        .status())
                .isEqualTo(101);
        assertThat(connect().status()).isEqualTo(101);
    }

    @Test
    @Tag("3.6")
    void refusesWithStatusAndRetryAfter() throws Exception {
        ScriptedGate gate = start(Script.ECHO);

        gate.admits(new Admission.Refused(429, 4008, "too many attempts", Duration.ofMillis(12_001)));
        RawClient limited = connect();
        gate.admits(new Admission.Refused(503, 1012, "draining", Duration.ofSeconds(5)));
        RawClient draining = connect();

        assertThat(limited.status()).isEqualTo(429);
        assertThat(limited.header("retry-after")).isEqualTo("13");
        assertThat(limited.readBody()).contains("\"rate_limited\"", "too many attempts");
        assertThat(draining.status()).isEqualTo(503);
        assertThat(draining.header("retry-after")).isEqualTo("5");
        assertThat(gate.opened()).isZero();
    }

    @Test
    @Tag("3.1")
    void answersABadTokenWithHttpByOption() throws Exception {
        ScriptedGate gate = start(Script.ECHO, options().withUnauthorized(BushOptions.Unauthorized.HTTP_401));
        gate.answersTokens(CompletableFuture.completedFuture(
                new Admission.Refused(401, 4001, "authentication failed", Duration.ZERO)));

        RawClient client = connect();

        assertThat(client.status()).isEqualTo(401);
        assertThat(client.header("retry-after")).isEmpty();
        assertThat(gate.opened()).isZero();
    }

    @Test
    @Tag("3.1")
    void waitsForASlowTokenCheckAndThenUpgrades() throws Exception {
        ScriptedGate gate = start(Script.ECHO, options().withUnauthorized(BushOptions.Unauthorized.HTTP_401));
        CompletableFuture<Admission> answer = new CompletableFuture<>();
        gate.answersTokens(answer);

        CompletableFuture<RawClient> connecting = inBackground(this::connect);
        gate.awaitTokenCheck();
        assertThat(gate.opened()).isZero();
        answer.complete(new Admission.Admitted());
        RawClient client = connecting.get();
        client.sendText("through");

        assertThat(client.status()).isEqualTo(101);
        assertThat(client.readText()).isEqualTo("through");
    }

    @Test
    @Tag("3.1")
    void refusesAfterASlowTokenCheck() throws Exception {
        ScriptedGate gate = start(Script.ECHO, options().withUnauthorized(BushOptions.Unauthorized.HTTP_401));
        CompletableFuture<Admission> answer = new CompletableFuture<>();
        gate.answersTokens(answer);

        CompletableFuture<RawClient> connecting = inBackground(this::connect);
        gate.awaitTokenCheck();
        answer.complete(new Admission.Refused(401, 4001, "authentication failed", Duration.ZERO));

        assertThat(connecting.get().status()).isEqualTo(401);
        assertThat(gate.opened()).isZero();
    }

    @Test
    @Tag("3.6")
    void knowsTheClientsAddress() throws Exception {
        ScriptedGate gate = start(Script.ECHO);

        connect(ContainerHarness.PATH, "X-Forwarded-For: 203.0.113.9");

        assertThat(gate.connection(0).handshake().remoteAddress()).isEqualTo("127.0.0.1");
    }

    @Test
    @Tag("3.6")
    void believesATrustedProxyButNotWhatItWasTold() throws Exception {
        ScriptedGate gate = start(Script.ECHO, options().withProxies(TrustedProxies.of("127.0.0.0/8", "10.0.0.1")));

        connect(
                ContainerHarness.PATH,
                "X-Forwarded-For: 198.51.100.1, 203.0.113.9",
                "X-Forwarded-For: 10.0.0.1",
                "Forwarded: for=192.0.2.1");

        assertThat(gate.connection(0).handshake().remoteAddress()).isEqualTo("203.0.113.9");
    }

    @Test
    @Tag("3.17")
    void doesNotCompressByDefault() throws Exception {
        ScriptedGate gate = start(Script.ECHO);

        RawClient client = connect(ContainerHarness.PATH, "Sec-WebSocket-Extensions: permessage-deflate");
        client.sendText("plain");
        ServerFrame answer = client.read();

        assertThat(client.header("sec-websocket-extensions")).isEmpty();
        assertThat(answer.isCompressed()).isFalse();
        assertThat(answer.text()).isEqualTo("plain");
        assertThat(gate.connection(0).transport().path()).isEqualTo(setup().pathName());
    }

    @Test
    @Tag("3.17")
    void compressesByOptionAndThenNeverWritesAroundTheExtension() throws Exception {
        ScriptedGate gate = start(Script.LISTEN, options().withCompression(BushOptions.Compression.PERMESSAGE_DEFLATE));

        RawClient client = connect(ContainerHarness.PATH, "Sec-WebSocket-Extensions: permessage-deflate");
        gate.connection(0).send("one ".repeat(100), "two ".repeat(100), "three ".repeat(100));
        RawClient plain = connect();

        assertThat(client.header("sec-websocket-extensions")).startsWith("permessage-deflate");
        Inflater inflater = new Inflater(true);
        for (String expected : List.of("one ", "two ", "three ")) {
            ServerFrame frame = client.read();
            assertThat(frame.isCompressed()).isTrue();
            assertThat(inflated(inflater, frame.payload())).isEqualTo(expected.repeat(100));
        }
        inflater.end();
        assertThat(gate.connection(0).transport().path()).isNotEqualTo("jetty-wire");
        assertThat(plain.status()).isEqualTo(101);
        assertThat(gate.connection(1).transport().path()).isEqualTo(setup().pathName());
    }

    private static String inflated(Inflater inflater, byte[] payload) throws DataFormatException {
        byte[] whole = Arrays.copyOf(payload, payload.length + 4);
        whole[payload.length + 2] = (byte) 0xFF;
        whole[payload.length + 3] = (byte) 0xFF;
        inflater.setInput(whole);
        byte[] text = new byte[10_000];
        return new String(text, 0, inflater.inflate(text), StandardCharsets.UTF_8);
    }
}
