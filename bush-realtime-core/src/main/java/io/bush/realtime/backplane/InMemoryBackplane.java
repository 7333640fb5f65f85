package io.bush.realtime.backplane;

import io.bush.realtime.bus.Bus;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.lock.InMemoryLockStore;
import io.bush.realtime.lock.LockStore;
import io.bush.realtime.presence.InMemoryPresenceStore;
import io.bush.realtime.presence.PresenceStore;
import io.bush.realtime.time.NodeRuntime;

/** The back end of a single node, in memory. Thread safety: as its parts. */
final class InMemoryBackplane implements Backplane {

    private final InMemoryBus bus = new InMemoryBus();
    private final InMemoryConnectionLeases leases = new InMemoryConnectionLeases();
    private final InMemoryPresenceStore presence;
    private final InMemoryLockStore locks;
    private final InMemoryEventLog eventLog;

    InMemoryBackplane(NodeRuntime runtime) {
        this.eventLog = InMemoryEventLog.start(runtime, bus);
        this.presence = InMemoryPresenceStore.start(runtime);
        this.locks = InMemoryLockStore.start(runtime);
    }

    /** Memory is there as long as the node is. */
    @Override
    public void listen(BackplaneListener listener) {}

    @Override
    public EventLog eventLog() {
        return eventLog;
    }

    @Override
    public Bus bus() {
        return bus;
    }

    @Override
    public ConnectionLeases connectionLeases() {
        return leases;
    }

    @Override
    public PresenceStore presence() {
        return presence;
    }

    @Override
    public LockStore locks() {
        return locks;
    }

    /** The log first, so that nothing is announced on a closed bus. */
    @Override
    public void close() {
        eventLog.close();
        bus.close();
        leases.close();
        presence.close();
        locks.close();
    }
}
