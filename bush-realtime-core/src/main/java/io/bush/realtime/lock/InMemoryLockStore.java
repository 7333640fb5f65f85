package io.bush.realtime.lock;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.time.NodeRuntime;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The locks of a single node, in memory. */
public final class InMemoryLockStore implements LockStore {

    private InMemoryLockStore(NodeRuntime runtime) {
        Objects.requireNonNull(runtime);
    }

    /**
     * Starts an empty store.
     *
     * @param runtime the node's time, threads and randomness
     * @return the store
     */
    public static InMemoryLockStore start(NodeRuntime runtime) {
        return new InMemoryLockStore(runtime);
    }

    @Override
    public void listen(LockListener listener) {}

    @Override
    public CompletionStage<LockAnswer> acquire(
            LockName name, Channel channel, LockOwner owner, Duration ttl, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<LockAnswer> renew(LockName name, LockOwner owner, long token, Duration ttl) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Optional<HeldLock>> release(LockName name, LockOwner owner, long token) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Optional<HeldLock>> find(LockName name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<List<HeldLock>> held(Channel channel) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Optional<Duration>> sweep(Channel channel) {
        throw new UnsupportedOperationException();
    }

    /** Ends the store; it leaves no timer. */
    public void close() {}
}
