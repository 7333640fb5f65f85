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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The in-memory back end behind a simulated network. */
final class SimBackplane implements Backplane {

    private final Backplane real;
    private final SimLog log;
    private final SimBus bus;
    private final SimPresence presence;
    private final SimLocks locks;
    private final SimLeases leases;
    private final SimElsewhere elsewhere;
    private final Scene scene;

    SimBackplane(Scene scene, Backplane real, List<Channel> channels) {
        this.real = real;
        this.scene = scene;
        this.log = new SimLog(scene, real.eventLog());
        this.bus = new SimBus(scene, real.bus());
        this.presence = new SimPresence(scene, real.presence(), bus);
        this.locks = new SimLocks(scene, real.locks(), bus);
        this.leases = new SimLeases(scene, real.connectionLeases());
        this.elsewhere = new SimElsewhere(scene, real, log);
        scene.outage.link(bus::linkLost, bus::linkBack);
        List<Channel> announced = new ArrayList<>(channels);
        announced.add(new Channel(ChannelTypes.CONTROL, "access"));
        bus.connect(announced);
    }

    @Override
    public void listen(BackplaneListener listener) {
        scene.outage.listen(listener);
    }

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

    void outage(Duration lasts) {
        scene.outage.begin(lasts);
    }

    SimElsewhere elsewhere() {
        return elsewhere;
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
