package io.bush.realtime.flow;

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

/** One lock store for several nodes: each hears every change. */
record SharedLocks(LockStore real, List<LockListener> listeners) implements LockStore {

    @Override
    public void listen(LockListener listener) {
        listeners.add(listener);
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
    public CompletionStage<Optional<HeldLock>> release(LockName name, LockOwner owner, long token) {
        return real.release(name, owner, token);
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
