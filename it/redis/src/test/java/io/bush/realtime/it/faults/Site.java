package io.bush.realtime.it.faults;

import io.bush.realtime.it.faults.node.Redises;
import io.bush.realtime.it.redis.RedisCluster;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.Replicas;
import io.bush.realtime.it.redis.SentinelSet;
import io.bush.realtime.it.redis.binary.RedisBinary;
import io.bush.realtime.it.redis.wire.TcpRelay;

/** The servers of a run, and where nodes find them. */
sealed interface Site extends AutoCloseable {

    /** How servers are set up. */
    enum Kind {
        /** One. */
        SINGLE,
        /** One that writes everything to its disk at once. */
        DURABLE,
        /** A master and a replica behind one address. */
        PAIR,
        /** A master and a replica with Sentinels. */
        WATCHED,
        /** A cluster. */
        SHARDED,
        /** A cluster in which nobody is replaced because the machine stood still: that would lose something. */
        PATIENTLY_SHARDED
    }

    /** Starts servers. */
    static Site start(Kind kind, RedisBinary binary) {
        return switch (kind) {
            case SINGLE -> new Single(RedisServer.start(binary, "lua-time-limit 100"));
            case DURABLE -> new Single(RedisServer.start(binary, "appendonly yes", "appendfsync always"));
            case PAIR -> new Pair(Replicas.start(binary));
            case WATCHED -> new Watched(SentinelSet.start(binary));
            case SHARDED -> new Sharded(RedisCluster.start(binary));
            case PATIENTLY_SHARDED -> new Sharded(RedisCluster.start(binary).patient());
        };
    }

    /** Where the nodes under test find Redis. */
    String address();

    /** Where the auditor finds it: not by a way that is broken. */
    String directAddress();

    @Override
    void close();

    /**
     * One server behind a relay.
     *
     * @param server the server
     * @param relay before it
     */
    record Single(RedisServer server, TcpRelay relay) implements Site {

        Single(RedisServer server) {
            this(server, TcpRelay.to(server.port()));
        }

        @Override
        public String address() {
            return Redises.single(relay.port());
        }

        @Override
        public String directAddress() {
            return Redises.single(server.port());
        }

        @Override
        public void close() {
            relay.close();
            server.close();
        }
    }

    /**
     * A master and a replica.
     *
     * @param servers both
     */
    record Pair(Replicas servers) implements Site {

        @Override
        public String address() {
            return Redises.single(servers.front().port());
        }

        @Override
        public String directAddress() {
            return address();
        }

        @Override
        public void close() {
            servers.close();
        }
    }

    /**
     * A master, a replica and Sentinels.
     *
     * @param servers all of them
     */
    record Watched(SentinelSet servers) implements Site {

        @Override
        public String address() {
            return Redises.watched(SentinelSet.MASTER, servers.ports());
        }

        @Override
        public String directAddress() {
            return address();
        }

        @Override
        public void close() {
            servers.close();
        }
    }

    /**
     * A cluster.
     *
     * @param servers all nodes
     */
    record Sharded(RedisCluster servers) implements Site {

        @Override
        public String address() {
            return Redises.sharded(servers.ports());
        }

        @Override
        public String directAddress() {
            return address();
        }

        @Override
        public void close() {
            servers.close();
        }
    }
}
