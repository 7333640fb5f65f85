package io.bush.realtime.redis.internal.topology;

import io.bush.realtime.time.NodeRuntime;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.Partitions;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The servers of a cluster. Commands go to the master that has their first key: lettuce knows which, follows redirections and
 * makes connections to single servers anew, but neither keeps nor repeats a command that was on its way. The bus link is one
 * plain connection to any server, because a cluster brings what is published to all of them; each try takes the next one.
 * Thread safety: safe for use by any thread.
 */
public final class ClusterServers implements Servers {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterServers.class);

    /** Not more often than this the servers are asked who they are, whatever gives cause. */
    private static final Duration LEAST_BETWEEN_LOOKS = Duration.ofSeconds(1);
    /** lettuce's own goes up to 30 s, and an outage may not outlast its end by so much. */
    private static final Duration MOST_BETWEEN_CONNECTS = Duration.ofSeconds(1);

    private static final Duration LEAST_BETWEEN_CONNECTS = Duration.ofMillis(50);
    /** How long each step of lettuce is waited for when the node leaves: five seconds, for a machine that stands still. */
    private static final int MOST_MOMENTS = 500;

    private static final long MOMENT_MILLIS = 10;
    /** Keys tried to find one for each master; who has so few slots that this finds none is left out. */
    private static final int MOST_KEYS_TRIED = 50_000;

    private final Access access;
    private final NodeRuntime runtime;
    private final ClientResources resources;
    private final RedisClusterClient cluster;
    private final RedisClient single;
    private final Session.Closings closings = new Session.Closings();
    /** Whose turn it is to have the bus link. */
    private final AtomicInteger turn;
    /** When the servers were asked last, in monotonic nanoseconds. */
    private final AtomicLong lookedNanos;
    /** Whether they were asked with success once; lettuce's own picture is there from then on. Only ever set. */
    private volatile boolean known;
    /** Whether this node has left. Only ever set. */
    private volatile boolean closed;

    /**
     * A server to ask for the others.
     *
     * @param host where
     * @param port where
     */
    public record Seed(String host, int port) {}

    /**
     * Makes no connection yet.
     *
     * @param access how to get there
     * @param seeds whom to ask for the others
     * @param refresh how often they are asked when nothing gives cause
     * @param runtime the node's
     */
    public ClusterServers(Access access, List<Seed> seeds, Duration refresh, NodeRuntime runtime) {
        this.access = access;
        this.runtime = runtime;
        this.resources = withShortDelays(access.resources());
        List<RedisURI> uris = seeds.stream()
                .map(seed -> access.uri(seed.host(), seed.port(), 0))
                .toList();
        this.cluster = RedisClusterClient.create(resources, uris);
        this.cluster.setOptions(options(access, refresh));
        this.single = RedisClient.create(resources);
        this.single.setOptions(access.options());
        this.turn = new AtomicInteger(runtime.random().nextInt(1 << 16));
        this.lookedNanos = new AtomicLong(runtime.clock().nanoTime() - LEAST_BETWEEN_LOOKS.toNanos());
    }

    /** The same threads, and shorter pauses between two tries to connect. */
    private static ClientResources withShortDelays(ClientResources shared) {
        return ClientResources.builder()
                .eventLoopGroupProvider(shared.eventLoopGroupProvider())
                .eventExecutorGroup(shared.eventExecutorGroup())
                .timer(shared.timer())
                .eventBus(shared.eventBus())
                .commandLatencyRecorder(shared.commandLatencyRecorder())
                .socketAddressResolver(shared.socketAddressResolver())
                .addressResolverGroup(shared.addressResolverGroup())
                .nettyCustomizer(shared.nettyCustomizer())
                .tracing(shared.tracing())
                .reconnectDelay(
                        Delay.fullJitter(LEAST_BETWEEN_CONNECTS, MOST_BETWEEN_CONNECTS, 50, TimeUnit.MILLISECONDS))
                .build();
    }

    /** With reconnecting, because lettuce finds no other way back to a server; what it rejects meanwhile is not sent. */
    private static ClusterClientOptions options(Access access, Duration refresh) {
        return ClusterClientOptions.builder(access.options())
                .autoReconnect(true)
                .validateClusterNodeMembership(false)
                .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                        .enablePeriodicRefresh(refresh)
                        .enableAllAdaptiveRefreshTriggers()
                        .adaptiveRefreshTriggersTimeout(LEAST_BETWEEN_LOOKS)
                        .build())
                .build();
    }

    @Override
    public CompletionStage<Session> commands() {
        return known().thenCompose(done -> closings.connecting(() -> cluster.connectAsync(Access.CODEC)))
                .thenCompose(this::connectToMasters)
                .thenApply(connection -> new Session(connection, connection.async(), Session.Kind.CLUSTER, closings));
    }

    /** Before the first command, which would be rejected otherwise. Whoever cannot be reached is left to later. */
    private CompletionStage<StatefulRedisClusterConnection<String, byte[]>> connectToMasters(
            StatefulRedisClusterConnection<String, byte[]> connection) {
        CompletionStage<StatefulRedisClusterConnection<String, byte[]>> all =
                CompletableFuture.completedFuture(connection);
        for (RedisClusterNode master : masters()) {
            RedisURI at = master.getUri();
            CompletionStage<?> one = closings.connecting(
                            () -> connection.getConnectionAsync(at.getHost(), at.getPort()))
                    .handle((made, failure) -> connection);
            all = all.thenCombine(one, (before, made) -> before);
        }
        return all;
    }

    @Override
    public CompletionStage<StatefulRedisPubSubConnection<String, byte[]>> bus() {
        return known().thenCompose(done -> {
            List<RedisClusterNode> nodes = cluster.getPartitions().stream()
                    .filter(ClusterServers::isThere)
                    .sorted(Comparator.comparing(RedisClusterNode::getNodeId))
                    .toList();
            if (nodes.isEmpty()) {
                return CompletableFuture.failedFuture(new IllegalStateException("no server of the cluster is there"));
            }
            RedisURI at = nodes.get(Math.floorMod(turn.getAndIncrement(), nodes.size()))
                    .getUri();
            return closings.connecting(
                    () -> single.connectPubSubAsync(Access.CODEC, access.uri(at.getHost(), at.getPort(), 0)));
        });
    }

    @Override
    public void close(StatefulRedisPubSubConnection<String, byte[]> connection) {
        closings.close(connection);
    }

    private static boolean isThere(RedisClusterNode node) {
        return !node.is(NodeFlag.FAIL)
                && !node.is(NodeFlag.EVENTUAL_FAIL)
                && !node.is(NodeFlag.HANDSHAKE)
                && !node.is(NodeFlag.NOADDR);
    }

    private List<RedisClusterNode> masters() {
        return cluster.getPartitions().stream()
                .filter(node -> !node.getSlots().isEmpty())
                .toList();
    }

    private CompletionStage<Void> known() {
        if (known) {
            return CompletableFuture.completedFuture(null);
        }
        CompletionStage<Void> asked = closings.connecting(cluster::refreshPartitionsAsync);
        return asked.exceptionallyCompose(failure -> CompletableFuture.failedFuture(Causes.telling(failure)))
                .thenRun(() -> known = true);
    }

    /** Who is there, then a connection to one of them, then to each master. */
    @Override
    public Duration patience() {
        return access.patience().multipliedBy(3);
    }

    @Override
    public void doubt() {
        long now = runtime.clock().nanoTime();
        long before = lookedNanos.get();
        boolean due = now - before >= LEAST_BETWEEN_LOOKS.toNanos();
        if (known && !closed && due && lookedNanos.compareAndSet(before, now)) {
            closings.connecting(cluster::refreshPartitionsAsync).whenComplete((done, failure) -> {
                if (failure != null) {
                    LOG.debug("the servers of the cluster could not be asked for each other", failure);
                }
            });
        }
    }

    @Override
    public List<String> everywhere(String stem) {
        List<String> keys = new ArrayList<>();
        if (known) {
            Partitions partitions = cluster.getPartitions();
            Set<String> missing = new LinkedHashSet<>();
            masters().forEach(master -> missing.add(master.getNodeId()));
            for (int i = 0; i < MOST_KEYS_TRIED && !missing.isEmpty(); i++) {
                String key = "{" + stem + ":" + i + "}";
                RedisClusterNode owner = partitions.getPartitionBySlot(SlotHash.getSlot(key));
                if (owner != null && missing.remove(owner.getNodeId())) {
                    keys.add(key);
                }
            }
        }
        return keys.isEmpty() ? Servers.super.everywhere(stem) : keys;
    }

    @Override
    public Session.Kind kind() {
        return Session.Kind.CLUSTER;
    }

    @Override
    public void close() {
        closed = true;
        cluster.suspendTopologyRefresh();
        closings.finish(() -> {
            awaitLastSteps();
            single.shutdown(Duration.ZERO, Duration.ofSeconds(2));
            cluster.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        });
        // Only what is its own: the threads are the application's, or end after this.
        Future<?> ended = resources.shutdown(0, 0, TimeUnit.SECONDS);
        LOG.debug("what belongs to the connections of the cluster has ended: {}", ended.isDone());
    }

    /**
     * lettuce reconnects and asks the servers by itself, too. Once its connections are closed it begins neither any more, but
     * what it has begun comes to threads of Netty that end when it is shut down, and closes connections that are closed then.
     * Nobody says when that is over: what was due before has happened when the timer and every worker do something of ours.
     */
    private void awaitLastSteps() {
        try {
            CompletableFuture<Void> due = new CompletableFuture<>();
            resources.timer().newTimeout(timeout -> due.complete(null), 0, TimeUnit.MILLISECONDS);
            due.get(MOST_MOMENTS * MOMENT_MILLIS, TimeUnit.MILLISECONDS);
            List<CompletableFuture<Void>> begun = new ArrayList<>();
            for (EventExecutor worker : resources.eventExecutorGroup()) {
                if (!worker.inEventLoop()) {
                    begun.add(CompletableFuture.runAsync(() -> {}, worker));
                }
            }
            CompletableFuture.allOf(begun.toArray(CompletableFuture<?>[]::new))
                    .get(MOST_MOMENTS * MOMENT_MILLIS, TimeUnit.MILLISECONDS);
            awaitLastLook();
        } catch (ExecutionException | TimeoutException late) {
            LOG.debug("what lettuce has begun by itself is not over yet", late);
        } catch (IllegalStateException | RejectedExecutionException over) {
            LOG.debug("the threads of lettuce have ended before its connections", over);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitLastLook() throws InterruptedException {
        for (int i = 0; i < MOST_MOMENTS && cluster.isTopologyRefreshInProgress(); i++) {
            try {
                new CompletableFuture<Void>().get(MOMENT_MILLIS, TimeUnit.MILLISECONDS);
            } catch (ExecutionException | TimeoutException over) {
                // As it should be: nobody completes it.
            }
        }
    }

    @Override
    public String toString() {
        return known ? "cluster of " + cluster.getPartitions().size() : "cluster";
    }
}
