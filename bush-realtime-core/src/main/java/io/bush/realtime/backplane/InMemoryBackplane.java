package io.bush.realtime.backplane;

import io.bush.realtime.bus.Bus;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.time.NodeRuntime;

/** The back end of a single node, in memory. Thread safety: as its parts. */
final class InMemoryBackplane implements Backplane {

    InMemoryBackplane(NodeRuntime runtime) {}

    @Override
    public EventLog eventLog() {
        throw new IllegalStateException("being built");
    }

    @Override
    public Bus bus() {
        throw new IllegalStateException("being built");
    }

    @Override
    public ConnectionLeases connectionLeases() {
        throw new IllegalStateException("being built");
    }

    @Override
    public void close() {}
}
