package io.bush.realtime.testkit.contract;

import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.backplane.BackplaneListener;
import io.bush.realtime.backplane.ConnectionLeases;
import io.bush.realtime.bus.Bus;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.lock.InMemoryLockStore;
import io.bush.realtime.presence.PresenceStore;

// The back end of docs/extending.md: one store from elsewhere, the others of this process.
// tag::backplane[]
record OwnBackplane(Backplane others, InMemoryLockStore locks) implements Backplane {

    static Factory factory() {
        return runtime -> new OwnBackplane(
                Backplane.inMemory().create(runtime), InMemoryLockStore.start(runtime)); // yours goes here
    }

    @Override
    public void listen(BackplaneListener listener) {
        others.listen(listener);
    }

    @Override
    public EventLog eventLog() {
        return others.eventLog();
    }

    @Override
    public Bus bus() {
        return others.bus();
    }

    @Override
    public ConnectionLeases connectionLeases() {
        return others.connectionLeases();
    }

    @Override
    public PresenceStore presence() {
        return others.presence();
    }

    @Override
    public void close() {
        locks.close();
        others.close();
    }
}
// end::backplane[]
