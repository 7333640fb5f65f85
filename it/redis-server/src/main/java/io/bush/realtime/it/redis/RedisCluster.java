package io.bush.realtime.it.redis;

import io.bush.realtime.it.redis.binary.RedisBinary;
import io.bush.realtime.it.redis.wire.RespClient;
import io.bush.realtime.it.redis.wire.RespError;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A cluster of three masters, each with a replica, which takes a node for dead after two seconds.
 *
 * <p>Thread safety: any thread; one change at a time.
 */
public final class RedisCluster implements AutoCloseable {

    private static final int MASTERS = 3;
    private static final int SLOTS = 16_384;
    private static final int MIGRATE_MILLIS = 20_000;
    private static final int HASTY_MILLIS = 2_000;
    /** For whoever may stand still. A node that is being met is forgotten after that time, too. */
    private static final int PATIENT_MILLIS = 60_000;

    // The masters of the start, then their replicas in the same order.
    private final List<RedisServer> nodes;

    private RedisCluster(List<RedisServer> nodes) {
        this.nodes = nodes;
    }

    /**
     * Starts six servers, makes them a cluster and waits until every one finds it whole.
     *
     * @param binary which
     * @param settings lines of a redis.conf for each
     * @return the cluster
     */
    public static RedisCluster start(RedisBinary binary, String... settings) {
        return start(binary, null, Stream.of(settings));
    }

    /**
     * As {@link #start(RedisBinary, String...)}; all of them encrypt.
     *
     * @param binary which
     * @param tls how
     * @return the cluster
     */
    public static RedisCluster start(RedisBinary binary, ServerTls tls) {
        return start(binary, tls, Stream.of("tls-cluster yes"));
    }

    private static RedisCluster start(RedisBinary binary, @Nullable ServerTls tls, Stream<String> settings) {
        List<String> all = Stream.concat(
                        Stream.of(
                                "cluster-enabled yes",
                                "cluster-config-file nodes.conf",
                                "cluster-node-timeout " + HASTY_MILLIS,
                                "cluster-replica-validity-factor 0"),
                        settings)
                .toList();
        List<RedisServer> nodes = new ArrayList<>();
        for (int i = 0; i < 2 * MASTERS; i++) {
            nodes.add(RedisServer.start(binary, tls, all));
        }
        RedisCluster cluster = new RedisCluster(nodes);
        cluster.join();
        return cluster;
    }

    private void join() {
        timeOut(PATIENT_MILLIS);
        for (int i = 0; i < MASTERS; i++) {
            int from = SLOTS * i / MASTERS;
            int to = SLOTS * (i + 1) / MASTERS;
            Stream<Object> words = Stream.concat(
                    Stream.of("CLUSTER", "ADDSLOTS"), IntStream.range(from, to).boxed());
            nodes.get(i).client().text(words.toArray());
            // Each its own, or two masters may settle for the same epoch and quarrel first.
            nodes.get(i).client().text("CLUSTER", "SET-CONFIG-EPOCH", i + 1);
        }
        for (int i = 0; i < nodes.size(); i++) {
            // Each each other: who has much time for the others tells them of a third only now and then.
            for (RedisServer other : nodes.subList(i + 1, nodes.size())) {
                nodes.get(i).client().text("CLUSTER", "MEET", "127.0.0.1", other.publicPort());
            }
        }
        for (RedisServer node : nodes) {
            Until.holds(
                    "all know all",
                    () -> ServerReport.cluster(node).is("cluster_known_nodes", Integer.toString(nodes.size())));
        }
        for (int i = 0; i < MASTERS; i++) {
            RedisServer replica = nodes.get(MASTERS + i);
            String master = id(nodes.get(i));
            Until.holds("replica accepted", () -> accepts(replica, "CLUSTER", "REPLICATE", master));
        }
        awaitInSync();
        timeOut(HASTY_MILLIS);
        awaitWhole();
    }

    /**
     * Lets the nodes take each other for dead only after a minute: on a machine that stands still for two seconds nothing
     * else would be wrong with them. Who was replaced before, because it stood still while it was started, stays so:
     * {@link #masters} tells it.
     *
     * @return this
     */
    public RedisCluster patient() {
        timeOut(PATIENT_MILLIS);
        awaitWhole();
        return this;
    }

    private void timeOut(int millis) {
        nodes.stream()
                .filter(RedisServer::isAlive)
                .forEach(node -> node.client().text("CONFIG", "SET", "cluster-node-timeout", millis));
    }

    /** Waits until each replica has all that its master has now, whoever of the two it is by now; all of them have to live. */
    public void awaitInSync() {
        for (int i = 0; i < MASTERS; i++) {
            RedisServer one = nodes.get(i);
            RedisServer other = nodes.get(MASTERS + i);
            Until.holds("replica in sync", () -> ServerReport.inSync(other, one) || ServerReport.inSync(one, other));
        }
    }

    private static boolean accepts(RedisServer node, Object... command) {
        try {
            return node.client().call(command) != null;
        } catch (RespError notYet) {
            return false;
        }
    }

    private static String id(RedisServer node) {
        return node.client().text("CLUSTER", "MYID");
    }

    /**
     * Returns all nodes.
     *
     * @return the masters of the start, then their replicas in the same order
     */
    public List<RedisServer> nodes() {
        return nodes;
    }

    /**
     * Returns who serves slots now.
     *
     * @return the masters as a living node sees them, in the order of {@link #nodes}
     */
    public List<RedisServer> masters() {
        List<String> owners = owners(anyAlive());
        return nodes.stream()
                .filter(node -> owners.stream().anyMatch(it -> it.endsWith(" " + node.port())))
                .toList();
    }

    /**
     * Returns the ports of all nodes.
     *
     * @return as {@link #nodes}
     */
    public List<Integer> ports() {
        return nodes.stream().map(RedisServer::publicPort).toList();
    }

    /**
     * Returns the slot of a key.
     *
     * @param key the key
     * @return the slot
     */
    public int slotOf(String key) {
        return Math.toIntExact(anyAlive().client().number("CLUSTER", "KEYSLOT", key));
    }

    /**
     * Returns who serves a slot.
     *
     * @param slot the slot
     * @return the master, as a living node sees it
     */
    public RedisServer masterOf(int slot) {
        Object table = anyAlive().client().call("CLUSTER", "SLOTS");
        for (Object entry : (List<?>) Objects.requireNonNull(table)) {
            List<?> range = (List<?>) entry;
            if ((Long) range.get(0) <= slot && slot <= (Long) range.get(1)) {
                long port = (Long) ((List<?>) range.get(2)).get(1);
                return nodes.stream()
                        .filter(it -> it.port() == port)
                        .findFirst()
                        .orElseThrow();
            }
        }
        throw new IllegalStateException("nobody serves slot " + slot);
    }

    /** Waits until every living node finds every slot served, and agrees with the others on by whom. */
    public void awaitWhole() {
        List<RedisServer> alive = nodes.stream().filter(RedisServer::isAlive).toList();
        for (RedisServer node : alive) {
            Until.holds("cluster whole", () -> {
                ServerReport report = ServerReport.cluster(node);
                return report.is("cluster_state", "ok") && report.is("cluster_slots_ok", Integer.toString(SLOTS));
            });
        }
        Until.holds(
                "all see the same owners",
                () -> alive.stream().map(RedisCluster::owners).distinct().count() == 1);
    }

    private static List<String> owners(RedisServer node) {
        return ((List<?>) Objects.requireNonNull(node.client().call("CLUSTER", "SLOTS")))
                .stream()
                        .map(List.class::cast)
                        .map(range -> range.get(0) + "-" + range.get(1) + " "
                                + ((List<?>) Objects.requireNonNull(range.get(2))).get(1))
                        .sorted()
                        .toList();
    }

    /**
     * Moves a slot with its keys to another master, as a resharding does.
     *
     * @param slot the slot
     * @param to a master
     */
    public void moveSlot(int slot, RedisServer to) {
        RedisServer from = masterOf(slot);
        if (from == to) {
            throw new IllegalArgumentException("slot " + slot + " is on " + to + " already");
        }
        RespClient source = from.client();
        RespClient target = to.client();
        target.text("CLUSTER", "SETSLOT", slot, "IMPORTING", id(from));
        source.text("CLUSTER", "SETSLOT", slot, "MIGRATING", id(to));
        for (List<String> keys = keysIn(source, slot); !keys.isEmpty(); keys = keysIn(source, slot)) {
            for (String key : keys) {
                source.text("MIGRATE", "127.0.0.1", to.publicPort(), key, 0, MIGRATE_MILLIS);
            }
        }
        String owner = id(to);
        target.text("CLUSTER", "SETSLOT", slot, "NODE", owner);
        source.text("CLUSTER", "SETSLOT", slot, "NODE", owner);
        Until.holds("slot moved", () -> masterOf(slot) == to);
    }

    private static List<String> keysIn(RespClient node, int slot) {
        return node.texts("CLUSTER", "GETKEYSINSLOT", slot, 100);
    }

    /**
     * Kills a node and waits until the others have replaced it, after two seconds also where they were {@link #patient}.
     *
     * @param node which
     */
    public void killAndAwaitReplaced(RedisServer node) {
        timeOut(HASTY_MILLIS);
        node.kill();
        awaitReplaced(node);
    }

    /**
     * Waits until every living node has given the slots of one that does not live to another.
     *
     * @param dead which
     */
    public void awaitReplaced(RedisServer dead) {
        String port = " " + dead.port();
        for (RedisServer node : nodes) {
            if (node.isAlive()) {
                Until.holds("node replaced", () -> owners(node).stream().noneMatch(it -> it.endsWith(port)));
            }
        }
        awaitWhole();
    }

    private RedisServer anyAlive() {
        return nodes.stream().filter(RedisServer::isAlive).findFirst().orElseThrow();
    }

    @Override
    public void close() {
        nodes.forEach(RedisServer::close);
    }
}
