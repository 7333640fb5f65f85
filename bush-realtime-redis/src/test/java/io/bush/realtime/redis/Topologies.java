package io.bush.realtime.redis;

import io.bush.realtime.it.redis.RedisCluster;
import io.bush.realtime.it.redis.SentinelSet;
import java.time.Duration;
import java.util.List;

/** Servers of the tests, as settings want them. */
final class Topologies {

    /** The defaults, but for looking every second whether servers have changed places. */
    static final RedisTiming QUICK = new RedisTiming(
            RedisTiming.DEFAULT.connect(),
            RedisTiming.DEFAULT.command(),
            RedisTiming.DEFAULT.probe(),
            RedisTiming.DEFAULT.probeAnswer(),
            RedisTiming.DEFAULT.linger(),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1));

    private Topologies() {}

    static RedisTopology.Sentinel of(SentinelSet set) {
        return new RedisTopology.Sentinel(SentinelSet.MASTER, addresses(set.ports()), 0, null);
    }

    static RedisTopology.Cluster of(RedisCluster cluster) {
        return new RedisTopology.Cluster(addresses(cluster.ports()));
    }

    static List<RedisAddress> addresses(List<Integer> ports) {
        return ports.stream().map(port -> new RedisAddress("127.0.0.1", port)).toList();
    }
}
