package io.bush.realtime.testkit.forwarding;

import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.backplane.BackplaneListener;
import io.bush.realtime.backplane.ConnectionLeases;
import io.bush.realtime.bus.Bus;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.lock.LockStore;
import io.bush.realtime.presence.PresenceStore;

/** A back end that passes everything on. Thread safety: as what it passes on to. */
public class ForwardingBackplane implements Backplane {

    private final Backplane target;

    /**
     * Passes on.
     *
     * @param target what answers
     */
    public ForwardingBackplane(Backplane target) {
        this.target = target;
    }

    @Override
    public void listen(BackplaneListener listener) {
        target.listen(listener);
    }

    @Override
    public EventLog eventLog() {
        return target.eventLog();
    }

    @Override
    public Bus bus() {
        return target.bus();
    }

    @Override
    public ConnectionLeases connectionLeases() {
        return target.connectionLeases();
    }

    @Override
    public PresenceStore presence() {
        return target.presence();
    }

    @Override
    public LockStore locks() {
        return target.locks();
    }

    @Override
    public void close() {
        target.close();
    }
}
