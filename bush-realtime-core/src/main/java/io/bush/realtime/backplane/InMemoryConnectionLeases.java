package io.bush.realtime.backplane;

import java.util.ArrayList;
import java.util.List;
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

    /** Connection ids by user, immutable lists, because most users have one; a user without any has no entry. */
    private final ConcurrentHashMap<String, List<String>> held = new ConcurrentHashMap<>();
    /** Whether the node has left. Only ever set. */
    private volatile boolean closed;

    @Override
    public CompletionStage<Boolean> acquire(String userId, String connectionId, int limit) {
        AtomicBoolean taken = new AtomicBoolean();
        held.compute(userId, (user, before) -> {
            List<String> connections = before == null ? List.of() : before;
            if (!closed && (connections.contains(connectionId) || connections.size() < limit)) {
                taken.set(true);
                return with(connections, connectionId);
            }
            return before;
        });
        return closed ? closedAnswer() : CompletableFuture.completedFuture(taken.get());
    }

    private static List<String> with(List<String> connections, String connectionId) {
        if (connections.contains(connectionId)) {
            return connections;
        }
        List<String> more = new ArrayList<>(connections);
        more.add(connectionId);
        return List.copyOf(more);
    }

    @Override
    public void release(String userId, String connectionId) {
        held.computeIfPresent(userId, (user, connections) -> {
            List<String> left = new ArrayList<>(connections);
            left.remove(connectionId);
            return left.isEmpty() ? null : List.copyOf(left);
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
