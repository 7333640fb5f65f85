package io.bush.realtime.client.internal.engine;

import io.bush.realtime.client.connection.ConnectionException;
import io.bush.realtime.client.internal.parts.Parts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Those who asked for a connection and wait for what comes of it. Thread safety: for the lane only. */
final class Callers {

    private final Parts parts;
    private final List<CompletableFuture<Void>> waiting = new ArrayList<>();

    Callers(Parts parts) {
        this.parts = parts;
    }

    void add(CompletableFuture<Void> done) {
        waiting.add(done);
    }

    /** Tells all who wait: there is a connection, or why there will be none. */
    void complete(@Nullable ConnectionException failure) {
        waiting.forEach(it -> complete(it, failure));
        waiting.clear();
    }

    void complete(CompletableFuture<Void> done, @Nullable ConnectionException failure) {
        parts.user().complete(parts.listenerLane(), () -> {
            if (failure == null) {
                done.complete(null);
            } else {
                done.completeExceptionally(failure);
            }
        });
    }
}
