package io.bush.realtime.it.faults;

import io.bush.realtime.it.faults.node.ProcessNode;
import io.bush.realtime.it.faults.node.SiteNode;
import io.bush.realtime.it.redis.RedisCluster;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.Replicas;
import io.bush.realtime.it.redis.SentinelSet;
import io.bush.realtime.it.redis.wire.RespClient;
import io.bush.realtime.it.redis.wire.TcpRelay;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Where a fault strikes: the servers and the nodes, and what the fault remembers. For one thread.
 *
 * @param site the servers
 * @param nodes the nodes under test
 * @param memory whatever a fault keeps from one step to the next
 */
record Stage(Site site, List<SiteNode> nodes, Deque<Object> memory) {

    Stage(Site site, List<SiteNode> nodes) {
        this(site, nodes, new ArrayDeque<>());
    }

    private Site.Single single() {
        return (Site.Single) site;
    }

    RedisServer server() {
        return single().server();
    }

    RespClient redis() {
        return server().client();
    }

    TcpRelay relay() {
        return single().relay();
    }

    Replicas pair() {
        return ((Site.Pair) site).servers();
    }

    SentinelSet watched() {
        return ((Site.Watched) site).servers();
    }

    RedisCluster sharded() {
        return ((Site.Sharded) site).servers();
    }

    /** The node that has a process of its own. */
    ProcessNode process() {
        return (ProcessNode) nodes.get(nodes.size() - 1);
    }

    void remember(Object something) {
        memory.push(something);
    }

    <T> T recall(Class<T> type) {
        return type.cast(memory.pop());
    }
}
