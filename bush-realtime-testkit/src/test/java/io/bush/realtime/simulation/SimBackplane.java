package io.bush.realtime.simulation;

import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.backplane.BackplaneListener;
import io.bush.realtime.backplane.ConnectionLeases;
import io.bush.realtime.bus.Bus;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.lock.LockStore;
import io.bush.realtime.presence.PresenceStore;
import java.util.ArrayList;
import java.util.List;

/** The in-memory back end behind a simulated network. */
final class SimBackplane implements Backplane {

    private final Backplane real;
    private final SimLog log;
    private final SimBus bus;
    private final SimPresence presence;
    private final SimLocks locks;

    SimBackplane(Scene scene, Backplane real, List<Channel> channels) {
        this.real = real;
        this.log = new SimLog(scene, real.eventLog());
        this.bus = new SimBus(scene, real.bus());
        this.presence = new SimPresence(scene, real.presence(), bus);
        this.locks = new SimLocks(scene, real.locks(), bus);
        List<Channel> announced = new ArrayList<>(channels);
        announced.add(new Channel(ChannelTypes.CONTROL, "access"));
        bus.connect(announced);
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
        return real.connectionLeases();
    }

    @Override
    public PresenceStore presence() {
        return presence;
    }

    @Override
    public LockStore locks() {
        return locks;
    }

    SimLog log() {
        return log;
    }

    SimBus simulatedBus() {
        return bus;
    }

    @Override
    public void close() {
        real.close();
    }
}
