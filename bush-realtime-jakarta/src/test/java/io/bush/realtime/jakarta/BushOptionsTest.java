package io.bush.realtime.jakarta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bush.realtime.ConnectionGate;
import io.bush.realtime.polling.PollReply;
import io.bush.realtime.polling.PollRequest;
import io.bush.realtime.transport.Admission;
import io.bush.realtime.transport.Handshake;
import io.bush.realtime.transport.Transport;
import io.bush.realtime.transport.TransportListener;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BushOptionsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "app.example",
                "https://app.example/",
                "ftp://app.example",
                "null",
                "",
                "https://*",
                "https://a.*"
            })
    void namesABadOriginAndWhatIsAllowed(String origin) {
        assertThatThrownBy(() -> BushOptions.DEFAULT.withOrigins(List.of("https://fine.example", origin)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("origins has \"" + origin + "\", allowed: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"proxy.internal", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "::1/129", "10.0.0", "dead.beef"})
    void namesABadProxyAndWhatIsAllowed(String network) {
        assertThatThrownBy(() -> TrustedProxies.of("10.0.0.1", network))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("proxies has \"" + network + "\", allowed: ");
    }

    @Test
    void refusesAnHttpAnswerWhereThereIsNoHttp() {
        BushOptions options = BushOptions.DEFAULT.withUnauthorized(BushOptions.Unauthorized.HTTP_401);

        assertThatThrownBy(() -> BushEndpointConfig.create("/v4/cable", new NoGate(), options))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unauthorized is HTTP_401, allowed without servlets: CLOSE_4001");
    }

    @Test
    void refusesAPathWithoutASlash() {
        assertThatThrownBy(() -> BushEndpointConfig.create("cable", new NoGate(), BushOptions.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("path is \"cable\", allowed: a path that starts with /");
    }

    @Test
    void changesOneOptionAtATime() {
        BushOptions changed = BushOptions.DEFAULT
                .withOrigins(List.of("*"))
                .withProxies(TrustedProxies.of("10.0.0.0/8"))
                .withCompression(BushOptions.Compression.PERMESSAGE_DEFLATE)
                .withUnauthorized(BushOptions.Unauthorized.HTTP_401)
                .withPath(BushOptions.SocketPath.PORTABLE);

        assertThat(changed)
                .isEqualTo(new BushOptions(
                        List.of("*"),
                        TrustedProxies.of("10.0.0.0/8"),
                        BushOptions.Compression.PERMESSAGE_DEFLATE,
                        BushOptions.Unauthorized.HTTP_401,
                        BushOptions.SocketPath.PORTABLE));
    }

    private static final class NoGate implements ConnectionGate {

        @Override
        public Admission admit(Handshake handshake) {
            return new Admission.Admitted();
        }

        @Override
        public CompletionStage<Admission> checkToken(Handshake handshake) {
            return CompletableFuture.completedFuture(new Admission.Admitted());
        }

        @Override
        public TransportListener open(Handshake handshake, Transport transport) {
            throw new IllegalStateException("nobody connects here");
        }

        @Override
        public CompletionStage<PollReply> poll(Handshake handshake, PollRequest request) {
            throw new IllegalStateException("nobody polls here");
        }
    }
}
