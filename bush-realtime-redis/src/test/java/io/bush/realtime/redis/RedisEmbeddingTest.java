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
import io.bush.realtime.it.redis.Until;
import io.bush.realtime.it.relay.FreePort;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
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
            Publication event = Publication.of(FILE, NAMED, "cut").idempotencyKey("cut");
            // With the defaults a publish is certain within a second, or is repeated under its key.
            AtomicReference<PublishResult> result = new AtomicReference<>();
            Until.holds("it is stored", () -> {
                result.set(await(one.publish(event)));
                return result.get() instanceof PublishResult.Durable;
            });
            String id = ((PublishResult.Durable) result.get()).eventId();
            // Where it stands is not told in an outage.
            AtomicReference<Optional<String>> position = new AtomicReference<>(Optional.empty());
            Until.holds("it is told", () -> {
                position.set(await(other.position(FILE)));
                return position.get().isPresent();
            });
            assertThat(position.get()).contains(id);
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
