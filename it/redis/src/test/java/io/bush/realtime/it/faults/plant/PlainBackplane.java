package io.bush.realtime.it.faults.plant;

import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.backplane.BackplaneListener;
import io.bush.realtime.backplane.ConnectionLeases;
import io.bush.realtime.bus.Bus;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.lock.LockStore;
import io.bush.realtime.presence.PresenceStore;
import io.bush.realtime.time.NodeRuntime;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A back end whose log and bus are the plain ones; all else is in the memory of each node. */
final class PlainBackplane implements Backplane {

    private final Backplane rest;
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final PlainLog log;
    private final PlainBus bus;

    PlainBackplane(NodeRuntime runtime, int port, PlainLog.Steps steps) {
        rest = Backplane.inMemory().create(runtime);
        log = new PlainLog(port, threads, steps);
        bus = new PlainBus(port);
    }

    @Override
    public void listen(BackplaneListener listener) {}

    @Override
    public EventLog eventLog() {
        return log;
    }

    @Override
    public Bus bus() {
        return bus;
    }

    @Override
    public ConnectionLeases connectionLeases() {
        return rest.connectionLeases();
    }

    @Override
    public PresenceStore presence() {
        return rest.presence();
    }

    @Override
    public LockStore locks() {
        return rest.locks();
    }

    @Override
    public void close() {
        bus.close();
        log.close();
        threads.shutdown();
        rest.close();
    }
}
