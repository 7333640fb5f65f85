package io.bush.realtime.flow;

import io.bush.realtime.lock.LockListener;
import io.bush.realtime.lock.LockStore;
import io.bush.realtime.testkit.forwarding.ForwardingLockStore;
import java.util.List;

/** One lock store for several nodes: each hears every change. */
final class SharedLocks extends ForwardingLockStore {

    private final List<LockListener> listeners;

    SharedLocks(LockStore real, List<LockListener> listeners) {
        super(real);
        this.listeners = listeners;
    }

    @Override
    public void listen(LockListener listener) {
        listeners.add(listener);
    }
}
