package io.bush.realtime.testkit.forwarding;

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

/** A lock store that passes everything on. Thread safety: as what it passes on to. */
public class ForwardingLockStore implements LockStore {

    private final LockStore target;

    /**
     * Passes on.
     *
     * @param target what answers
     */
    public ForwardingLockStore(LockStore target) {
        this.target = target;
    }

    @Override
    public void listen(LockListener listener) {
        target.listen(listener);
    }

    @Override
    public CompletionStage<LockAnswer> acquire(
            LockName name, Channel channel, LockOwner owner, Duration ttl, int limit) {
        return target.acquire(name, channel, owner, ttl, limit);
    }

    @Override
    public CompletionStage<LockAnswer> renew(LockName name, LockOwner owner, long token, Duration ttl) {
        return target.renew(name, owner, token, ttl);
    }

    @Override
    public CompletionStage<Optional<HeldLock>> release(LockName name, LockOwner owner, long token) {
        return target.release(name, owner, token);
    }

    @Override
    public CompletionStage<Optional<HeldLock>> find(LockName name) {
        return target.find(name);
    }

    @Override
    public CompletionStage<List<HeldLock>> held(Channel channel) {
        return target.held(channel);
    }

    @Override
    public CompletionStage<Optional<Duration>> sweep(Channel channel) {
        return target.sweep(channel);
    }
}
