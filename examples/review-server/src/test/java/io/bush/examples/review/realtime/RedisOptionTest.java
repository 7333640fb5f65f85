package io.bush.examples.review.realtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bush.examples.review.StartFailure;
import io.bush.realtime.redis.RedisAddress;
import io.bush.realtime.redis.RedisCredentials;
import io.bush.realtime.redis.RedisSettings;
import io.bush.realtime.redis.RedisTiming;
import io.bush.realtime.redis.RedisTls;
import io.bush.realtime.redis.RedisTopology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisOptionTest {

    @Test
    void aServerNeedsNoMoreThanItsHost() {
        RedisSettings settings = RedisOption.parse("redis://cache").settings();

        assertThat(settings.topology()).isEqualTo(new RedisTopology.Standalone(new RedisAddress("cache", 6379), 0));
        assertThat(settings.credentials()).isNull();
        assertThat(settings.tls()).isNull();
        assertThat(settings.prefix()).isEqualTo("bush");
    }

    @Test
    void userPasswordPortDatabaseAndPrefixAreRead() {
        RedisSettings settings = RedisOption.parse("redis://app:a%40b%2Fc+d@[::1]:7000/3?prefix=review")
                .settings();

        assertThat(settings.topology()).isEqualTo(new RedisTopology.Standalone(new RedisAddress("::1", 7000), 3));
        assertThat(settings.credentials()).isEqualTo(new RedisCredentials("app", "a@b/c+d"));
        assertThat(settings.prefix()).isEqualTo("review");
        assertThat(RedisOption.parse("redis://:pw@h").settings().credentials())
                .isEqualTo(new RedisCredentials(null, "pw"));
    }

    @Test
    void aTimeoutIsForConnectionsAndCommands() {
        RedisSettings settings =
                RedisOption.parse("redis://cache?timeout=PT8S&prefix=review").settings();

        assertThat(settings.timing().connect()).isEqualTo(Duration.ofSeconds(8));
        assertThat(settings.timing().command()).isEqualTo(Duration.ofSeconds(8));
        assertThat(settings.timing().probe()).isEqualTo(RedisTiming.DEFAULT.probe());
        assertThat(settings.prefix()).isEqualTo("review");
    }

    @Test
    void anSAfterTheNameMeansTlsWithFilesIfNamed(@TempDir Path directory) throws IOException {
        Path ca = Files.createFile(directory.resolve("ca.pem"));

        assertThat(RedisOption.parse("rediss://cache").settings().tls()).isEqualTo(RedisTls.PLATFORM);
        assertThat(RedisOption.parse("rediss-cluster://cache?ca=" + ca)
                        .settings()
                        .tls())
                .isEqualTo(RedisTls.trusting(ca));
    }

    @Test
    void sentinelsAndClustersHaveSeveralHosts() {
        assertThat(RedisOption.parse("redis-sentinel://pw@s1,s2:26380/main/2")
                        .settings()
                        .topology())
                .isEqualTo(new RedisTopology.Sentinel(
                        "main", List.of(new RedisAddress("s1", 26379), new RedisAddress("s2", 26380)), 2, null));
        assertThat(RedisOption.parse("redis-cluster://c1:7000,c2").settings().topology())
                .isEqualTo(
                        new RedisTopology.Cluster(List.of(new RedisAddress("c1", 7000), new RedisAddress("c2", 6379))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "localhost:6379 | --redis is localhost:6379, allowed: redis://",
                "http://h | --redis is http://h, allowed: redis://",
                "redis:// | --redis is redis://, allowed: redis://",
                "redis://app:geheim@ | --redis is redis://***@, allowed: redis://",
                "redis://app:geheim@h:70000 | --redis is redis://***@h:70000 (redis.address.port is 70000,",
                "redis://h:port | --redis is redis://h:port (\"h:port\" is no host[:port]), allowed",
                "redis://h/one | --redis is redis://h/one (\"one\" is no number of a database), allowed",
                "redis://a,b | --redis is redis://a,b (several hosts are Sentinels or a cluster), allowed",
                "redis-sentinel://a | --redis is redis-sentinel://a (redis.topology.master is \"\", allowed",
                "redis-cluster://a/1 | --redis is redis-cluster://a/1 (a cluster has no database), allowed",
                "redis://h?ca=x | --redis is redis://h?ca=x (it does not know ca), allowed",
                "rediss://h?ca=/none/ca.pem | --redis is rediss://h?ca=/none/ca.pem (/none/ca.pem cannot be read)",
                "redis://h?timeout=8s | --redis is redis://h?timeout=8s (\"8s\" is no duration such as PT2S), allowed",
                "redis://h?timeout=PT0S | --redis is redis://h?timeout=PT0S (redis.timing.connect",
                "redis://h?prefix=a%20b | --redis is redis://h?prefix=a%20b (redis.prefix is \"a b\""
            })
    void whatCannotBeIsNamedWithoutItsPassword(String text, String message) {
        assertThatThrownBy(() -> RedisOption.parse(text))
                .isInstanceOf(StartFailure.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("geheim");
    }
}
