package io.bush.realtime.redis;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How the servers of a Redis are set up (contract §6). Thread safety: immutable. */
public sealed interface RedisTopology {

    /**
     * One server.
     *
     * @param address where it listens
     * @param database its database, 0 to 10,000; pub/sub knows no databases, so two systems on one server need different
     *     prefixes in any case
     */
    record Standalone(RedisAddress address, int database) implements RedisTopology {

        /** Refuses a database out of range. */
        public Standalone {
            Objects.requireNonNull(address, "address");
            checkDatabase(database);
        }
    }

    /**
     * A master with replicas, watched by Sentinels. The master's address is asked for again and again, and both
     * connections are made anew when it has changed.
     *
     * @param master the name under which the Sentinels know it
     * @param sentinels where they listen, at least one
     * @param database the master's database, 0 to 10,000
     * @param sentinelCredentials how to log in to the Sentinels themselves, or null
     */
    record Sentinel(
            String master,
            List<RedisAddress> sentinels,
            int database,
            @Nullable RedisCredentials sentinelCredentials) implements RedisTopology {

        /** Refuses an empty name, no Sentinels, or a database out of range. */
        public Sentinel {
            if (master.isBlank()) {
                throw new IllegalArgumentException(
                        "redis.topology.master is \"" + master + "\", allowed: the name the Sentinels know");
            }
            sentinels = List.copyOf(sentinels);
            if (sentinels.isEmpty()) {
                throw new IllegalArgumentException("redis.topology.sentinels is [], allowed: at least one address");
            }
            checkDatabase(database);
        }
    }

    /**
     * A cluster.
     *
     * @param seeds servers to ask for the others, at least one; several, so that a node can start while one is down
     */
    record Cluster(List<RedisAddress> seeds) implements RedisTopology {

        /** Refuses no seeds. */
        public Cluster {
            seeds = List.copyOf(seeds);
            if (seeds.isEmpty()) {
                throw new IllegalArgumentException("redis.topology.seeds is [], allowed: at least one address");
            }
        }
    }

    private static void checkDatabase(int database) {
        if (database < 0 || database > 10_000) {
            throw new IllegalArgumentException("redis.topology.database is " + database + ", allowed: 0 to 10000");
        }
    }
}
