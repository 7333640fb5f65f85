package io.bush.realtime.redis.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.it.redis.EachRedis;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.binary.RedisLine;
import io.bush.realtime.it.redis.wire.TcpRelay;
import io.bush.realtime.redis.internal.bus.RedisBus;
import io.bush.realtime.redis.kit.NodeParts;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A node nobody uses; it is between it and the network, so one line of Redis is enough. */
@EachRedis(RedisLine.RECENT)
@Tag("P10")
class IdleNodeTest {

    private static final RedisBus.Settings PROBED_OFTEN = new RedisBus.Settings(
            Duration.ofSeconds(2),
            Duration.ofMillis(500),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            100_000,
            64L << 20,
            10_000);

    private final RedisServer server;

    IdleNodeTest(RedisServer server) {
        this.server = server;
    }

    @Test
    void connectionsThatLostTheirOtherEndAreNoticedWithoutTrafficAndReplacedOnceThereIsAnotherEnd() {
        try (TcpRelay relay = TcpRelay.to(server.port());
                NodeParts node = NodeParts.on(relay.port(), NodeParts.LIMITS, PROBED_OFTEN)) {
            relay.all().swallowRequests();
            node.news().await(1);
            relay.all().heal();

            assertThat(node.news().await(2)).containsExactly("opened TIMED_OUT", "closed");
        }
    }
}
