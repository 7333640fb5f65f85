package io.bush.realtime.it.faults.plant;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Locks that anybody can give back, whatever token they name. */
record Careless(LockStore real) implements LockStore {

    @Override
    public CompletionStage<Optional<HeldLock>> release(LockName name, LockOwner owner, long token) {
        return real.find(name)
                .thenCompose(held -> held.isEmpty()
                        ? CompletableFuture.completedFuture(Optional.<HeldLock>empty())
                        : real.release(name, held.get().owner(), held.get().token()));
    }

    @Override
    public void listen(LockListener listener) {
        real.listen(listener);
    }

    @Override
    public CompletionStage<LockAnswer> acquire(
            LockName name, Channel channel, LockOwner owner, Duration ttl, int limit) {
        return real.acquire(name, channel, owner, ttl, limit);
    }

    @Override
    public CompletionStage<LockAnswer> renew(LockName name, LockOwner owner, long token, Duration ttl) {
        return real.renew(name, owner, token, ttl);
    }

    @Override
    public CompletionStage<Optional<HeldLock>> find(LockName name) {
        return real.find(name);
    }

    @Override
    public CompletionStage<List<HeldLock>> held(Channel channel) {
        return real.held(channel);
    }

    @Override
    public CompletionStage<Optional<Duration>> sweep(Channel channel) {
        return real.sweep(channel);
    }
}
