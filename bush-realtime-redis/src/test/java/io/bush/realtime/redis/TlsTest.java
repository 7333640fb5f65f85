package io.bush.realtime.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.it.redis.EachRedis;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.binary.RedisBinary;
import io.bush.realtime.it.relay.FreePort;
import io.bush.realtime.redis.RedisTls.Verify;
import io.bush.realtime.redis.kit.TestCertificate;
import io.bush.realtime.testkit.Concurrently;
import io.bush.realtime.time.SystemTime;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encrypted connections to a server that takes no others from nodes. */
@EachRedis
@Tag("section-6")
class TlsTest {

    @TempDir
    private static Path directory;

    private final RedisBinary binary;
    private final SystemTime time = SystemTime.start(2);
    private TestCertificate here;
    private TestCertificate elsewhere;

    TlsTest(RedisBinary binary) {
        this.binary = binary;
    }

    @BeforeEach
    void makeCertificates() {
        here = TestCertificate.in(directory, "here", "ip:127.0.0.1");
        elsewhere = TestCertificate.in(directory, "elsewhere", "dns:elsewhere.example");
    }

    @AfterEach
    void closeTime() {
        time.close();
    }

    /** A server with that certificate; what it trusts is the other's. */
    private RedisServer server(int port, TestCertificate own, String clients) {
        return RedisServer.start(
                binary,
                "tls-port " + port,
                "tls-cert-file " + own.certificate(),
                "tls-key-file " + own.key(),
                "tls-ca-cert-file " + elsewhere.certificate(),
                "tls-auth-clients " + clients);
    }

    private Backplane node(int port, RedisTls tls) {
        return RedisBackplane.with(
                        RedisSettings.of("redis://127.0.0.1:" + port).with(tls).with(Topologies.UNHURRIED))
                .create(time.runtime());
    }

    private static RedisTls tls(Verify verify, TestCertificate trusted) {
        return new RedisTls(verify, trusted.certificate(), null, null);
    }

    private static void works(Backplane node) {
        Channel file = new Channel("file", "file_a");
        assertThat(Concurrently.await(node.eventLog().heads(List.of(file), Retention.DEFAULT)))
                .hasSize(1);
        Concurrently.await(node.bus().subscribe(file));
        node.close();
    }

    @Test
    void aServerWithATrustedCertificateForItsHostIsTalkedTo() {
        int port = FreePort.next();
        try (RedisServer server = server(port, here, "no")) {
            works(node(port, RedisTls.trusting(here.certificate())));
            assertThat(server.isAlive()).isTrue();
        }
    }

    @Test
    void aCertificateOfNobodyWhoIsTrustedFailsTheStartByItsName() {
        int port = FreePort.next();
        try (RedisServer server = server(port, here, "no")) {
            assertThat(server.isAlive()).isTrue();
            assertThatThrownBy(() -> node(port, RedisTls.PLATFORM))
                    .isInstanceOf(RedisStartException.class)
                    .hasMessageContaining("redis.tls is RedisTls[verify=CERTIFICATE_AND_HOST");
            works(node(port, new RedisTls(Verify.NOTHING, null, null, null)));
        }
    }

    @Test
    void aCertificateForAnotherHostIsGoodOnlyWhereTheHostIsNotLookedAt() {
        int port = FreePort.next();
        try (RedisServer server = server(port, elsewhere, "no")) {
            assertThat(server.isAlive()).isTrue();
            assertThatThrownBy(() -> node(port, tls(Verify.CERTIFICATE_AND_HOST, elsewhere)))
                    .isInstanceOf(RedisStartException.class)
                    .hasMessageContaining("redis.tls is RedisTls[verify=CERTIFICATE_AND_HOST");
            works(node(port, tls(Verify.CERTIFICATE, elsewhere)));
        }
    }

    @Test
    void aServerThatAsksForACertificateGetsOurs() {
        int port = FreePort.next();
        try (RedisServer server = server(port, here, "yes")) {
            assertThat(server.isAlive()).isTrue();
            works(node(
                    port,
                    new RedisTls(
                            Verify.CERTIFICATE_AND_HOST,
                            here.certificate(),
                            elsewhere.certificate(),
                            elsewhere.key())));
            assertThatThrownBy(() -> node(port, RedisTls.trusting(here.certificate())))
                    .isInstanceOf(RedisStartException.class)
                    .hasMessageContaining("redis.t");
        }
    }

    /** Over TLS it closes the connection before it could say a word. */
    @Test
    void aServerThatTakesNoMoreClientsHasNoWrongCertificate() {
        int port = FreePort.next();
        try (RedisServer server = server(port, here, "no")) {
            server.client().call("CONFIG", "SET", "maxclients", "1");
            assertThatThrownBy(() -> node(port, RedisTls.trusting(here.certificate())))
                    .isInstanceOf(RedisStartException.class)
                    .hasMessageContaining("just now")
                    .hasMessageContaining("maxclients")
                    .hasMessageContaining("START_DEGRADED");
            server.client().call("CONFIG", "SET", "maxclients", "100");
            works(node(port, RedisTls.trusting(here.certificate())));
        }
    }

    @Test
    void aPasswordIsGivenOverTlsToo() {
        int port = FreePort.next();
        try (RedisServer server = server(port, here, "no")) {
            Rights.give(List.of(server), Rights.words());
            server.client().text("ACL", "SETUSER", "default", "-@all", "+acl", "+flushall", "+ping");
            RedisSettings settings = RedisSettings.of("rediss://bush:secret@127.0.0.1:" + port)
                    .with(RedisTls.trusting(here.certificate()))
                    .with(Topologies.UNHURRIED);

            works(RedisBackplane.with(settings).create(time.runtime()));
        }
    }
}
