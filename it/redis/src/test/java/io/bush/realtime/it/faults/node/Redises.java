package io.bush.realtime.it.faults.node;

import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.redis.RedisAddress;
import io.bush.realtime.redis.RedisBackplane;
import io.bush.realtime.redis.RedisSettings;
import io.bush.realtime.redis.RedisTiming;
import io.bush.realtime.redis.RedisTopology;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Where nodes find Redis, as a text that can be handed to another process. */
public final class Redises {

    private Redises() {}

    /** One server. */
    public static String single(int port) {
        return "single:" + port;
    }

    /** A master and its Sentinels. */
    public static String watched(String master, List<Integer> sentinels) {
        return "watched:" + join(sentinels) + ":" + master;
    }

    /** A cluster. */
    public static String sharded(List<Integer> nodes) {
        return "sharded:" + join(nodes);
    }

    private static String join(List<Integer> ports) {
        return ports.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** Reads such a text. */
    public static RedisSettings settings(String text) {
        String[] parts = text.split(":", -1);
        List<RedisAddress> servers = Arrays.stream(parts[1].split(",", -1))
                .map(port -> new RedisAddress("127.0.0.1", Integer.parseInt(port)))
                .toList();
        return RedisSettings.over(
                switch (parts[0]) {
                    case "single" -> new RedisTopology.Standalone(servers.get(0), 0);
                    case "watched" -> new RedisTopology.Sentinel(parts[2], servers, 0, null);
                    case "sharded" -> new RedisTopology.Cluster(servers);
                    default -> throw new IllegalArgumentException(text);
                });
    }

    /** The same for whoever does not look at times: on a busy machine a second is not long. */
    public static RedisSettings unhurried(String text) {
        return settings(text)
                .with(RedisTiming.DEFAULT
                        .withDeadlines(Duration.ofSeconds(10), Duration.ofSeconds(10))
                        .withProbe(RedisTiming.DEFAULT.probe(), Duration.ofSeconds(30)));
    }

    /** Makes back ends. */
    public static Backplane.Factory factory(RedisSettings settings) {
        return RedisBackplane.with(settings);
    }
}
