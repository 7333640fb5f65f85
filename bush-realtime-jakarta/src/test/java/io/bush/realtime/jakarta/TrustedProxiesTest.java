package io.bush.realtime.jakarta;

import static io.bush.realtime.jakarta.TrustedProxies.ForwardingHeader.FORWARDED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("3.6")
class TrustedProxiesTest {

    private static final TrustedProxies.Resolver LIST =
            TrustedProxies.of("10.0.0.0/8", "192.168.1.5", "fd00::/8").resolver();
    private static final TrustedProxies.Resolver RFC7239 =
            new TrustedProxies(List.of("10.0.0.0/8", "fd00::/8"), FORWARDED).resolver();

    @ParameterizedTest
    @CsvSource({
        "203.0.113.1, 198.51.100.7, 203.0.113.1",
        "10.1.2.3, 198.51.100.7, 198.51.100.7",
        "10.1.2.3, '1.1.1.1, 198.51.100.7', 198.51.100.7",
        "10.1.2.3, '198.51.100.7, 192.168.1.5, 10.9.9.9', 198.51.100.7",
        "10.1.2.3, '10.7.7.7, 10.9.9.9', 10.7.7.7",
        "10.1.2.3, 198.51.100.7:4711, 198.51.100.7",
        "10.1.2.3, '[2001:db8::1]:4711', 2001:db8:0:0:0:0:0:1",
        "10.1.2.3, 2001:db8::1, 2001:db8:0:0:0:0:0:1",
        "fd00:0:0:0:0:0:0:9, 2001:db8::1, 2001:db8:0:0:0:0:0:1",
        "::ffff:10.1.2.3, 198.51.100.7, 198.51.100.7",
        "192.168.1.6, 198.51.100.7, 192.168.1.6",
        "11.0.0.1, 198.51.100.7, 11.0.0.1"
    })
    void takesTheRightMostAddressThatIsNotTrusted(String peer, String header, String client) {
        assertThat(LIST.client(peer, List.of(header))).isEqualTo(client);
    }

    @Test
    void readsSeveralHeaderLinesAsOneList() {
        assertThat(LIST.client("10.0.0.1", List.of("1.1.1.1", "198.51.100.7, 10.0.0.2")))
                .isEqualTo("198.51.100.7");
    }

    @Test
    void takesAProxyForItsOwnClientWhenItSpeaksForNobody() {
        assertThat(LIST.client("10.0.0.1", List.of())).isEqualTo("10.0.0.1");
    }

    @ParameterizedTest
    @CsvSource({"unknown", "_hidden", "''", "proxy.internal", "'198.51.100.7,'", "999.1.1.1"})
    void knowsNoAddressWhenATrustedProxyHidesIt(String header) {
        assertThat(LIST.client("10.0.0.1", List.of(header))).isNull();
    }

    @Test
    void believesNobodyByDefault() {
        TrustedProxies.Resolver nobody = TrustedProxies.NONE.resolver();

        assertThat(nobody.client("10.0.0.1", List.of("198.51.100.7"))).isEqualTo("10.0.0.1");
        assertThat(nobody.client(null, List.of("198.51.100.7"))).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "for=198.51.100.7, 198.51.100.7",
        "'for=1.1.1.1, FOR=\"198.51.100.7:80\";proto=https', 198.51.100.7",
        "'proto=https; for=\"[2001:db8::1]:4711\"', 2001:db8:0:0:0:0:0:1",
        "'for=198.51.100.7, for=10.0.0.2', 198.51.100.7"
    })
    void readsForwarded(String header, String client) {
        assertThat(RFC7239.client("10.0.0.1", List.of(header))).isEqualTo(client);
        assertThat(RFC7239.header()).isEqualTo("forwarded");
    }

    @ParameterizedTest
    @CsvSource({"proto=https", "for=unknown", "for=_gazonk", "'for=198.51.100.7, by=10.0.0.2'"})
    void knowsNoAddressWhenForwardedDoesNotTell(String header) {
        assertThat(RFC7239.client("10.0.0.1", List.of(header))).isNull();
    }
}
