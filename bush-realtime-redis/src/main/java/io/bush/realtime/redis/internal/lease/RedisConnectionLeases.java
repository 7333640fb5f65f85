package io.bush.realtime.redis.internal.lease;

import io.bush.realtime.backplane.ConnectionLeases;
import io.bush.realtime.redis.internal.command.Arguments;
import io.bush.realtime.redis.internal.command.Reply;
import io.bush.realtime.redis.internal.command.Script;
import io.bush.realtime.redis.internal.command.ScriptRunner;
import io.bush.realtime.redis.internal.key.RedisKeys;
import io.bush.realtime.time.NodeRuntime;
import io.bush.realtime.time.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the live connections of each user over all nodes, in Redis (contract §3.6). A lease lasts 60 s and is renewed by its
 * node every 20 s, and with the next beat when the clock of Redis has leapt ahead; leases of a node that was silent for 10 s do
 * not count.
 *
 * <p>When Redis cannot be asked the call fails, and the lease is made good later unless it is released. Thread safety: safe
 * for use by any thread.
 */
public final class RedisConnectionLeases implements ConnectionLeases {

    static final Duration LEASE = Duration.ofSeconds(60);
    static final Duration RENEWAL = Duration.ofSeconds(20);
    /** How many users' leases are renewed or given back at once. */
    private static final int AT_ONCE = 256;

    private static final Script TAKE = Script.load(RedisConnectionLeases.class, "take.lua");
    private static final Script RENEW = Script.load(RedisConnectionLeases.class, "renew.lua");
    private static final Script GIVE = Script.load(RedisConnectionLeases.class, "give.lua");
    private static final Script COUNT = Script.load(RedisConnectionLeases.class, "count.lua");

    private static final Logger LOG = LoggerFactory.getLogger(RedisConnectionLeases.class);

    private final ScriptRunner redis;
    private final RedisKeys keys;
    private final NodeRuntime runtime;
    private final String node;
    private final Heartbeat heartbeat;
    private final LeaseBook book = new LeaseBook();
    /** Whether the node has left. Only ever set. Guarded by this object's monitor. */
    private boolean closed;
    /** The next beat; null before the first. Guarded by this object's monitor. */
    private Scheduler.@Nullable Cancellable nextBeat;
    /** The beat and the renewals under way. Guarded by this object's monitor. */
    private CompletionStage<Void> underWay = CompletableFuture.completedFuture(null);

    private RedisConnectionLeases(ScriptRunner redis, RedisKeys keys, NodeRuntime runtime, String node) {
        this.redis = redis;
        this.keys = keys;
        this.runtime = runtime;
        this.node = node;
        this.heartbeat = new Heartbeat(redis, keys, runtime.clock(), node);
    }

    /**
     * Starts the leases of one node.
     *
     * @param redis runs the scripts
     * @param keys names the keys
     * @param runtime the node's time and threads
     * @param node the node's own id, without a colon, another one after each start
     * @return the leases
     */
    public static RedisConnectionLeases start(ScriptRunner redis, RedisKeys keys, NodeRuntime runtime, String node) {
        if (node.isEmpty() || node.indexOf(':') >= 0) {
            throw new IllegalArgumentException("node id is \"" + node + "\", allowed: anything without a colon");
        }
        RedisConnectionLeases leases = new RedisConnectionLeases(redis, keys, runtime, node);
        leases.beat();
        return leases;
    }

    // ---- taking and giving back ----

    @Override
    public CompletionStage<Boolean> acquire(String userId, String connectionId, int limit) {
        if (isClosed()) {
            return closedAnswer();
        }
        book.asked(userId, connectionId);
        CompletionStage<Boolean> taken = heartbeat.known().thenCompose(known -> take(userId, connectionId, limit));
        return taken.whenComplete((yes, failure) -> answered(userId, connectionId, failure != null || yes));
    }

    private CompletionStage<Boolean> take(String user, String connection, int limit) {
        return take(user, connection, limit, List.of()).thenCompose(reply -> {
            if (reply.number(1) == 1) {
                return CompletableFuture.completedFuture(true);
            }
            return heartbeat
                    .silent(texts(reply, 2))
                    .thenCompose(silent -> silent.isEmpty()
                            ? CompletableFuture.completedFuture(false)
                            : take(user, connection, limit, silent).thenApply(again -> again.number(1) == 1));
        });
    }

    private CompletionStage<Reply> take(String user, String connection, int limit, List<String> silent) {
        Arguments arguments =
                new Arguments().text(member(connection)).number(limit).millis(LEASE);
        silent.forEach(arguments::text);
        return run(TAKE, user, arguments);
    }

    private static List<String> texts(Reply reply, int from) {
        List<String> texts = new ArrayList<>();
        for (int i = from; i < reply.size(); i++) {
            texts.add(reply.text(i));
        }
        return texts;
    }

    /** Who asked and has no answer is counted as soon as there is one, unless it gave back meanwhile. */
    private void answered(String user, String connection, boolean counts) {
        if (!counts) {
            book.given(user, connection);
        } else if (!book.held(user, connection, runtime.clock().nanoTime() + RENEWAL.toNanos())) {
            give(user, List.of(connection));
        }
    }

    @Override
    public void release(String userId, String connectionId) {
        book.given(userId, connectionId);
        if (!isClosed()) {
            give(userId, List.of(connectionId));
        }
    }

    /** Never fails: what is not given back runs out. */
    private CompletionStage<Void> give(String user, List<String> connections) {
        Arguments arguments = new Arguments();
        connections.forEach(connection -> arguments.text(member(connection)));
        return run(GIVE, user, arguments).handle((reply, failure) -> {
            if (failure != null) {
                LOG.debug("leases were not given back and run out", failure);
            }
            return null;
        });
    }

    @Override
    public CompletionStage<Integer> count(String userId) {
        if (isClosed()) {
            return closedAnswer();
        }
        return heartbeat
                .known()
                .thenCompose(known -> run(COUNT, userId, new Arguments()))
                .thenCompose(reply -> counted(texts(reply, 1)));
    }

    /** Only for nodes that were not heard of with the last beat Redis is asked once more: they may be new. */
    private CompletionStage<Integer> counted(List<String> nodes) {
        List<String> unheard = nodes.stream()
                .filter(other -> !heartbeat.counts(other))
                .distinct()
                .toList();
        return unheard.isEmpty()
                ? CompletableFuture.completedFuture(nodes.size())
                : heartbeat
                        .silent(unheard)
                        .thenApply(silent -> Math.toIntExact(nodes.stream()
                                .filter(other -> !silent.contains(other))
                                .count()));
    }

    private String member(String connection) {
        return node + ":" + connection;
    }

    private CompletionStage<Reply> run(Script script, String user, Arguments arguments) {
        return redis.run(script, List.of(keys.connections(user)), arguments.list())
                .thenApply(parts -> new Reply(script, parts));
    }

    // ---- staying ----

    private void beat() {
        synchronized (this) {
            if (closed) {
                return;
            }
            nextBeat = runtime.scheduler()
                    .schedule(Heartbeat.INTERVAL, () -> runtime.executor().execute(this::beat));
        }
        CompletionStage<Void> beat = heartbeat.beat().handle((done, failure) -> {
            if (failure != null) {
                LOG.debug("a beat did not arrive", failure);
            }
            return null;
        });
        CompletionStage<Void> renewals = beat.thenCompose(done -> renewDue());
        synchronized (this) {
            underWay = underWay.thenCompose(before -> renewals);
        }
    }

    private CompletionStage<Void> renewDue() {
        long now = runtime.clock().nanoTime();
        if (heartbeat.hasLeapt()) {
            book.renewAllSoon(now);
        }
        return inChunks(book.due(now, now + RENEWAL.toNanos()), this::renew);
    }

    private CompletionStage<Void> renew(String user, List<String> connections) {
        Arguments arguments = new Arguments().millis(LEASE);
        connections.forEach(connection -> arguments.text(member(connection)));
        return run(RENEW, user, arguments)
                .handle((reply, failure) -> {
                    if (failure != null) {
                        book.renewSoon(user, runtime.clock().nanoTime());
                    }
                    return book.notHeld(user, connections);
                })
                // Given back while it was being renewed: so it may have been brought back.
                .thenCompose(gone -> gone.isEmpty() ? CompletableFuture.completedFuture(null) : give(user, gone));
    }

    /** What is done for a user. */
    @FunctionalInterface
    private interface ForUser {
        CompletionStage<Void> apply(String user, List<String> connections);
    }

    /** So many at once, so that Redis is not asked everything in one instant. */
    private static CompletionStage<Void> inChunks(Map<String, List<String>> users, ForUser step) {
        return next(users.entrySet().iterator(), step);
    }

    private static CompletionStage<Void> next(Iterator<Map.Entry<String, List<String>>> rest, ForUser step) {
        Collection<CompletableFuture<Void>> chunk = new ArrayList<>();
        while (rest.hasNext() && chunk.size() < AT_ONCE) {
            Map.Entry<String, List<String>> one = rest.next();
            chunk.add(step.apply(one.getKey(), one.getValue()).toCompletableFuture());
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(chunk.toArray(new CompletableFuture<?>[0]));
        return rest.hasNext() ? all.thenCompose(done -> next(rest, step)) : all;
    }

    // ---- the end ----

    /**
     * Gives everything back.
     *
     * @return completes when Redis has answered, or has not in time; never fails
     */
    public CompletionStage<Void> close() {
        CompletionStage<Void> before;
        synchronized (this) {
            closed = true;
            if (nextBeat != null) {
                nextBeat.cancel();
            }
            before = underWay;
        }
        return before.thenCompose(done -> inChunks(book.takeAll(), this::give))
                .thenCompose(done -> heartbeat.end())
                .exceptionally(failure -> {
                    LOG.debug("this node could not say that it leaves", failure);
                    return null;
                });
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    int users() {
        return book.users();
    }

    private static <T> CompletionStage<T> closedAnswer() {
        return CompletableFuture.failedFuture(new IllegalStateException("the connection leases are closed"));
    }
}
