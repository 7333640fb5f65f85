package io.bush.realtime.backplane;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The connections of each user of a single node. A lease lasts until it is released: the node that holds it is the only
 * one and cannot go silent without us. Thread safety: safe for use by any thread; the map's own lock per user makes
 * counting and taking one step.
 */
final class InMemoryConnectionLeases implements ConnectionLeases {

    /** Connection ids by user; a user without any has no entry. A set is only touched inside the map's compute. */
    private final ConcurrentHashMap<String, Set<String>> held = new ConcurrentHashMap<>();
    /** Whether the node has left. Only ever set. */
    private volatile boolean closed;

    @Override
    public CompletionStage<Boolean> acquire(String userId, String connectionId, int limit) {
        AtomicBoolean taken = new AtomicBoolean();
        held.compute(userId, (user, before) -> {
            Set<String> connections = before == null ? new HashSet<>() : before;
            if (!closed && (connections.contains(connectionId) || connections.size() < limit)) {
                taken.set(true);
                connections.add(connectionId);
            }
            return connections.isEmpty() ? null : connections;
        });
        return closed ? closedAnswer() : CompletableFuture.completedFuture(taken.get());
    }

    @Override
    public void release(String userId, String connectionId) {
        held.computeIfPresent(userId, (user, connections) -> {
            connections.remove(connectionId);
            return connections.isEmpty() ? null : connections;
        });
    }

    @Override
    public CompletionStage<Integer> count(String userId) {
        if (closed) {
            return closedAnswer();
        }
        int[] count = new int[1];
        held.computeIfPresent(userId, (user, connections) -> {
            count[0] = connections.size();
            return connections;
        });
        return CompletableFuture.completedFuture(count[0]);
    }

    void close() {
        closed = true;
        held.clear();
    }

    int users() {
        return held.size();
    }

    private static <T> CompletionStage<T> closedAnswer() {
        return CompletableFuture.failedFuture(new IllegalStateException("the connection leases are closed"));
    }
}
