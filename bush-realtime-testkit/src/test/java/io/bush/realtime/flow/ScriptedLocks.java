package io.bush.realtime.flow;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.lock.HeldLock;
import io.bush.realtime.lock.LockAnswer;
import io.bush.realtime.lock.LockChange;
import io.bush.realtime.lock.LockListener;
import io.bush.realtime.lock.LockName;
import io.bush.realtime.lock.LockOwner;
import io.bush.realtime.lock.LockStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The real lock store behind the wires of a {@link ScriptedBackplane}. */
record ScriptedLocks(ScriptedBackplane wires, LockStore real) implements LockStore {

    @Override
    public void listen(LockListener listener) {
        real.listen(change -> {
            if (change instanceof LockChange.Locked) {
                wires.locked.add(change.lock().name().toString());
            } else {
                wires.locked.remove(change.lock().name().toString());
            }
            wires.announce(() -> listener.onLock(change));
        });
    }

    @Override
    public CompletionStage<LockAnswer> acquire(
            LockName name, Channel channel, LockOwner owner, Duration ttl, int limit) {
        return wires.answer(wires.locking, () -> real.acquire(name, channel, owner, ttl, limit));
    }

    @Override
    public CompletionStage<LockAnswer> renew(LockName name, LockOwner owner, long token, Duration ttl) {
        return wires.answer(wires.locking, () -> real.renew(name, owner, token, ttl));
    }

    @Override
    public CompletionStage<Optional<HeldLock>> release(LockName name, LockOwner owner, long token) {
        return wires.answer(wires.locking, () -> real.release(name, owner, token));
    }

    @Override
    public CompletionStage<Optional<HeldLock>> find(LockName name) {
        wires.lookedFor.add(name.id());
        return wires.answer(wires.locking, () -> real.find(name));
    }

    @Override
    public CompletionStage<List<HeldLock>> held(Channel channel) {
        return wires.answer(wires.locking, () -> real.held(channel));
    }

    @Override
    public CompletionStage<Optional<Duration>> sweep(Channel channel) {
        return wires.answer(wires.locking, () -> real.sweep(channel));
    }
}
