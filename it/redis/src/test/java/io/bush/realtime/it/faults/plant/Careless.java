package io.bush.realtime.it.faults.plant;

import io.bush.realtime.lock.HeldLock;
import io.bush.realtime.lock.LockName;
import io.bush.realtime.lock.LockOwner;
import io.bush.realtime.lock.LockStore;
import io.bush.realtime.testkit.forwarding.ForwardingLockStore;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Locks that anybody can give back, whatever token they name. */
final class Careless extends ForwardingLockStore {

    private final LockStore real;

    Careless(LockStore real) {
        super(real);
        this.real = real;
    }

    @Override
    public CompletionStage<Optional<HeldLock>> release(LockName name, LockOwner owner, long token) {
        return real.find(name)
                .thenCompose(held -> held.isEmpty()
                        ? CompletableFuture.completedFuture(Optional.<HeldLock>empty())
                        : real.release(name, held.get().owner(), held.get().token()));
    }
}
