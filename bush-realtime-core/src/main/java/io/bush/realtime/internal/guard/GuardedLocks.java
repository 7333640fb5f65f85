package io.bush.realtime.internal.guard;

import static io.bush.realtime.internal.guard.GuardedBackplane.askTyped;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.lock.HeldLock;
import io.bush.realtime.lock.LockAnswer;
import io.bush.realtime.lock.LockListener;
import io.bush.realtime.lock.LockName;
import io.bush.realtime.lock.LockOwner;
import io.bush.realtime.lock.LockStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A lock store whose calls always answer. Thread safety: as the back end's. */
record GuardedLocks(LockStore target) implements LockStore {

    @Override
    public void listen(LockListener listener) {
        target.listen(listener);
    }

    @Override
    public CompletionStage<LockAnswer> acquire(
            LockName name, Channel channel, LockOwner owner, Duration ttl, int limit) {
        return askTyped("locks", () -> target.acquire(name, channel, owner, ttl, limit));
    }

    @Override
    public CompletionStage<LockAnswer> renew(LockName name, LockOwner owner, long token, Duration ttl) {
        return askTyped("locks", () -> target.renew(name, owner, token, ttl));
    }

    @Override
    public CompletionStage<Optional<HeldLock>> release(LockName name, LockOwner owner, long token) {
        return askTyped("locks", () -> target.release(name, owner, token));
    }

    @Override
    public CompletionStage<Optional<HeldLock>> find(LockName name) {
        return askTyped("locks", () -> target.find(name));
    }

    @Override
    public CompletionStage<List<HeldLock>> held(Channel channel) {
        return askTyped("locks", () -> target.held(channel));
    }

    @Override
    public CompletionStage<Optional<Duration>> sweep(Channel channel) {
        return askTyped("locks", () -> target.sweep(channel));
    }
}
