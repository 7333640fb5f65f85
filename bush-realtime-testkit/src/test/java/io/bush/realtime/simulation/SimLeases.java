package io.bush.realtime.simulation;

import io.bush.realtime.backplane.ConnectionLeases;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The real leases of connections, which cannot be asked while the back end is away. */
record SimLeases(Scene scene, ConnectionLeases real) implements ConnectionLeases {

    @Override
    public CompletionStage<Boolean> acquire(String userId, String connectionId, int limit) {
        return scene.outage.away()
                ? CompletableFuture.failedFuture(new IOException("the link is cut"))
                : real.acquire(userId, connectionId, limit);
    }

    @Override
    public void release(String userId, String connectionId) {
        // A back end that is away gives it back later, or lets it run out.
        real.release(userId, connectionId);
    }

    @Override
    public CompletionStage<Integer> count(String userId) {
        return real.count(userId);
    }
}
