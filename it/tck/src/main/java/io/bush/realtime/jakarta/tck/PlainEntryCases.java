package io.bush.realtime.jakarta.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.jakarta.TrustedProxies;
import io.bush.realtime.jakarta.tck.ends.RawClient;
import io.bush.realtime.jakarta.tck.ends.RecordedConnection.Script;
import io.bush.realtime.jakarta.tck.ends.ScriptedGate;
import io.bush.realtime.transport.Admission;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The plain endpoint entry, which can only accept and then close. */
abstract class PlainEntryCases extends TckCase {

    @Test
    void opensAndEchoes() throws Exception {
        ScriptedGate gate = startPlain(Script.ECHO, options());

        RawClient client = connect(ContainerHarness.PATH, "Sec-WebSocket-Protocol: bush.v4, bearer.c2VjcmV0");
        client.sendText("hällo €");

        assertThat(client.readText()).isEqualTo("hällo €");
        assertThat(client.header("sec-websocket-protocol")).isEqualTo("bush.v4");
        assertThat(gate.connection(0).transport().path()).isEqualTo(setup().pathName());
    }

    @Test
    @Tag("3.1")
    void handsOverHeadersAndDecodedQuery() throws Exception {
        ScriptedGate gate = startPlain(Script.ECHO, options());

        connect(ContainerHarness.PATH + "?token=a%2Bb%20c", "Authorization: Bearer abc");

        assertThat(gate.connection(0).handshake().path()).isEqualTo(ContainerHarness.PATH);
        assertThat(gate.connection(0).handshake().parameter("token")).containsExactly("a+b c");
        assertThat(gate.connection(0).handshake().header("authorization")).containsExactly("Bearer abc");
    }

    @Test
    @Tag("3.17")
    void closesAForeignOriginWith4003() throws Exception {
        ScriptedGate gate = startPlain(Script.ECHO, options().withOrigins(List.of("https://app.example")));

        RawClient foreign = connect(ContainerHarness.PATH, "Origin: https://evil.example");
        RawClient known = connect(ContainerHarness.PATH, "Origin: https://app.example");
        known.sendText("in");

        assertThat(foreign.readClose()).isEqualTo(4003);
        assertThat(known.readText()).isEqualTo("in");
        assertThat(gate.opened()).isEqualTo(1);
        assertThat(gate.admissions()).isEqualTo(1);
    }

    @Test
    @Tag("3.6")
    void closesARefusedClientWithItsCode() throws Exception {
        ScriptedGate gate = startPlain(Script.ECHO, options());
        gate.admits(new Admission.Refused(429, 4008, "too many attempts", Duration.ofSeconds(60)));

        RawClient client = connect();

        assertThat(client.readClose()).isEqualTo(4008);
        assertThat(gate.opened()).isZero();
    }

    @Test
    @Tag("3.6")
    void findsOutTheClientsAddress() throws Exception {
        ScriptedGate gate = startPlain(Script.ECHO, options().withProxies(TrustedProxies.of("127.0.0.1")));

        connect();
        assertThat(gate.connection(0).handshake().remoteAddress()).isEqualTo("127.0.0.1");
        connect(ContainerHarness.PATH, "X-Forwarded-For: 198.51.100.1, 203.0.113.9");
        assertThat(gate.connection(1).handshake().remoteAddress()).isEqualTo("203.0.113.9");
    }
}
