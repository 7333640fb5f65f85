package io.bush.realtime.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.it.redis.EachRedis;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.Until;
import io.bush.realtime.it.redis.wire.RespClient;
import io.bush.realtime.redis.internal.ingest.Ingestion;
import io.bush.realtime.testkit.Concurrently;
import io.bush.realtime.time.SystemTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@EachRedis
@Tag("section-6")
class RedisIngestionTest {

    private static final Channel FILE = new Channel("file", "file_a");
    private static final String STREAM = "bush:ingest:" + Ingestion.streamOf(FILE);

    private final RedisServer server;

    RedisIngestionTest(RedisServer server) {
        this.server = server;
    }

    @Test
    void aNodeThatIsToldToIngestsAndGivesTheStreamsBackWhenItCloses() {
        RedisSettings settings = RedisSettings.of(server.uri())
                .with(Topologies.UNHURRIED)
                .with(RedisIngestion.of(ChannelTypes.defaults()));
        try (SystemTime time = SystemTime.start(2);
                RespClient redis = RespClient.connect(server.port())) {
            try (Backplane node = RedisBackplane.with(settings).create(time.runtime())) {
                redis.call(
                        "XADD", STREAM, "*", "channel", "file", "resource_id", "file_a", "event", "a.b", "data", "1");
                Until.holds("the stream is empty", () -> redis.number("XLEN", STREAM) == 0);
                assertThat(Concurrently.await(node.eventLog().heads(List.of(FILE), Retention.DEFAULT)))
                        .singleElement()
                        .satisfies(head -> assertThat(head.offset()).isEqualTo(1));
                assertThat(redis.number("EXISTS", "{" + STREAM + "}:consumer")).isEqualTo(1);
            }
            assertThat(redis.number("EXISTS", "{" + STREAM + "}:consumer")).isZero();
        }
    }

    @Test
    void figuresOutOfRangeAreRefusedByName() {
        ChannelTypes types = ChannelTypes.defaults();
        assertThatThrownBy(() -> new RedisIngestion(types, Duration.ofMillis(9), 1))
                .hasMessage("redis.ingestion.poll is PT0.009S, allowed: PT0.01S to PT1M");
        assertThatThrownBy(() -> new RedisIngestion(types, Duration.ofSeconds(1), 0))
                .hasMessage("redis.ingestion.deadEntries is 0, allowed: 1 to 1000000");
    }
}
