package io.bush.realtime.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisSettingsTest {

    private static final RedisAddress HERE = new RedisAddress("localhost", 6379);

    static Stream<Arguments> outOfRange() {
        return Stream.of(
                bad("redis.address.host", "\"\"", () -> new RedisAddress("", 6379)),
                bad("redis.address.host", "redis://a", () -> new RedisAddress("redis://a", 6379)),
                bad("redis.address.port", "0", () -> new RedisAddress("a", 0)),
                bad("redis.address.port", "65536", () -> new RedisAddress("a", 65_536)),
                bad("redis.topology.database", "-1", () -> new RedisTopology.Standalone(HERE, -1)),
                bad("redis.topology.database", "10001", () -> new RedisTopology.Standalone(HERE, 10_001)),
                bad("redis.topology.master", "\" \"", () -> new RedisTopology.Sentinel(" ", List.of(HERE), 0, null)),
                bad("redis.topology.sentinels", "[]", () -> new RedisTopology.Sentinel("m", List.of(), 0, null)),
                bad("redis.topology.seeds", "[]", () -> new RedisTopology.Cluster(List.of())),
                bad("redis.credentials.user", "\"\"", () -> new RedisCredentials("", "secret")),
                bad("redis.credentials.password", "empty", () -> new RedisCredentials("u", "")),
                bad("redis.tls.key", "k.pem", () -> tls(null, "k.pem")),
                bad("redis.tls.certificate", "c.pem", () -> tls("c.pem", null)),
                bad("redis.timing.connect", "PT0.099S", () -> deadlines(99, 1_000)),
                bad("redis.timing.connect", "PT30.001S", () -> deadlines(30_001, 1_000)),
                bad("redis.timing.command", "PT0.049S", () -> deadlines(1_000, 49)),
                bad("redis.timing.command", "PT10.001S", () -> deadlines(1_000, 10_001)),
                bad("redis.timing.probe", "PT0.499S", () -> probe(499, 1_000)),
                bad("redis.timing.probeAnswer", "PT0.099S", () -> probe(1_000, 99)),
                bad("redis.timing.linger", "PT0.999S", () -> rest(999, 1_000, 1_000)),
                bad("redis.timing.masterPoll", "PT0.999S", () -> rest(1_000, 999, 1_000)),
                bad("redis.timing.topologyRefresh", "PT0.999S", () -> rest(1_000, 1_000, 999)),
                bad("redis.bounds.commandsInFlight", "99", () -> new RedisBounds(99, 100, 1L << 20, 10)),
                bad("redis.bounds.messagesWaiting", "99", () -> new RedisBounds(100, 99, 1L << 20, 10)),
                bad("redis.bounds.bytesWaiting", "1048575", () -> new RedisBounds(100, 100, (1L << 20) - 1, 10)),
                bad("redis.bounds.channelWaiting", "101", () -> new RedisBounds(100, 100, 1L << 20, 101)),
                bad("redis.prefix", "\"a:b\"", () -> at("redis://a").withPrefix("a:b")),
                bad("redis.prefix", "\"{a}\"", () -> at("redis://a").withPrefix("{a}")));
    }

    @ParameterizedTest
    @MethodSource("outOfRange")
    @Tag("P9")
    void aValueOutOfRangeIsRefusedWithNameValueAndRange(String setting, String value, Runnable make) {
        assertThatThrownBy(make::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(setting)
                .hasMessageContaining(value)
                .hasMessageContaining("allowed: ");
    }

    @Test
    void anAddressIsReadAsPeopleWriteIt() {
        assertThat(at("redis://localhost")).isEqualTo(RedisSettings.over(new RedisTopology.Standalone(HERE, 0)));
        assertThat(at("redis://[::1]:7000/3").topology())
                .isEqualTo(new RedisTopology.Standalone(new RedisAddress("::1", 7000), 3));
        assertThat(at("redis://bush:s%40crt@localhost").credentials()).isEqualTo(new RedisCredentials("bush", "s@crt"));
        assertThat(at("redis://:secret@localhost").credentials()).isEqualTo(new RedisCredentials(null, "secret"));
        assertThat(at("redis://secret@localhost").credentials()).isEqualTo(new RedisCredentials(null, "secret"));
        assertThat(at("rediss://localhost").tls()).isEqualTo(RedisTls.PLATFORM);
        assertThat(at("redis://localhost").tls()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:6379",
                "http://localhost",
                "redis://u:hunter2@",
                "redis://u:hunter2@a b",
                "redis-sentinel://u:hunter2@a#m",
                "redis://u:hunter2@a/x"
            })
    void anAddressThatCannotBeReadIsRefusedWithoutShowingIt(String address) {
        assertThatThrownBy(() -> at(address))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("redis.address")
                .hasMessageContaining("allowed: ")
                .hasMessageNotContaining("hunter2")
                .hasNoCause();
    }

    @Test
    void aPasswordIsNeverShown() {
        assertThat(at("redis://bush:hunter2@localhost").toString())
                .contains("bush")
                .doesNotContain("hunter2");
    }

    private static RedisSettings at(String address) {
        return RedisSettings.of(address);
    }

    private static RedisTls tls(String certificate, String key) {
        return new RedisTls(
                RedisTls.Verify.CERTIFICATE,
                null,
                certificate == null ? null : Path.of(certificate),
                key == null ? null : Path.of(key));
    }

    private static RedisTiming deadlines(int connect, int command) {
        return RedisTiming.DEFAULT.withDeadlines(Duration.ofMillis(connect), Duration.ofMillis(command));
    }

    private static RedisTiming probe(int interval, int answer) {
        return RedisTiming.DEFAULT.withProbe(Duration.ofMillis(interval), Duration.ofMillis(answer));
    }

    private static RedisTiming rest(int linger, int masterPoll, int refresh) {
        Duration second = Duration.ofSeconds(1);
        return new RedisTiming(
                second,
                second,
                second,
                second,
                Duration.ofMillis(linger),
                Duration.ofMillis(masterPoll),
                Duration.ofMillis(refresh));
    }

    private static Arguments bad(String setting, String value, Runnable make) {
        return Arguments.of(setting, value, Named.of("made", make));
    }
}
