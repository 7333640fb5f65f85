package io.bush.realtime.redis;

import static io.bush.realtime.testkit.Concurrently.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bush.realtime.Publication;
import io.bush.realtime.PublishResult;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.RealtimeNodeBuilder;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.EventType;
import io.bush.realtime.it.redis.OneRedis;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.relay.FreePort;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@OneRedis
class RedisEmbeddingTest {

    private static final Channel FILE = new Channel("file", "file_a");
    private static final EventType<String> NAMED = EventType.durable("file.named", String.class);

    private static RealtimeNodeBuilder application() {
        return RealtimeNode.builder()
                .authenticator(credentials -> CompletableFuture.completedFuture(null))
                .authorizer((principal, channel) -> CompletableFuture.completedFuture(null));
    }

    @Test
    @Tag("P4")
    void whatOneNodeOfAnApplicationPublishesIsWhereTheOtherOneStands(RedisServer redis) {
        try (RealtimeNode one = RedisEmbedding.node(application(), redis.uri());
                RealtimeNode other = RedisEmbedding.node(application(), redis.uri())) {
            PublishResult result = await(one.publish(Publication.of(FILE, NAMED, "cut")));

            assertThat(result).isInstanceOf(PublishResult.Durable.class);
            assertThat(await(other.position(FILE))).contains(((PublishResult.Durable) result).eventId());
        }
    }

    @Test
    void anAddressWhereNobodyIsIsNamedWhenTheNodeIsBuilt() {
        String nobody = "redis://127.0.0.1:" + FreePort.next();

        assertThatThrownBy(() -> RedisEmbedding.node(application(), nobody))
                .isInstanceOf(RedisStartException.class)
                .hasMessageContaining("redis.topology");
    }
}
