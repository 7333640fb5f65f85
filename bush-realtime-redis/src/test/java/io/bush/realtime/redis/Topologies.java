package io.bush.realtime.redis;

import io.bush.realtime.it.redis.RedisCluster;
import io.bush.realtime.it.redis.RedisServer;
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

    /** For whoever does not look at times: on a busy machine a second is not long. */
    static final RedisTiming UNHURRIED = RedisTiming.DEFAULT
            .withDeadlines(Duration.ofSeconds(10), Duration.ofSeconds(10))
            .withProbe(RedisTiming.DEFAULT.probe(), Duration.ofSeconds(30));

    private Topologies() {}

    /** Connections of nodes to a server: over Sentinels two for each node. */
    static long nodesAt(RedisServer server) {
        return server.client()
                .text("CLIENT", "LIST")
                .lines()
                .filter(line -> line.contains("name=bush-"))
                .count();
    }

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
