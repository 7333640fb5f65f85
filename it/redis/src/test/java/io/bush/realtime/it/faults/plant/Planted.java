package io.bush.realtime.it.faults.plant;

import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.backplane.BackplaneListener;
import io.bush.realtime.backplane.ConnectionLeases;
import io.bush.realtime.bus.Bus;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.lock.LockStore;
import io.bush.realtime.presence.PresenceStore;

/** A back end with one thing done wrong in between. */
record Planted(Backplane real, EventLog eventLog, Bus bus, LockStore locks) implements Backplane {

    /** What a plant does to a back end. */
    static Backplane in(Backplane real, Plant plant) {
        return switch (plant) {
            case NOTHING, THREE_STEPS -> real;
            case NO_ACK -> {
                Blinders blinders = new Blinders();
                yield new Planted(
                        real,
                        blinders.log(real.eventLog()),
                        blinders.bus(real.bus(), Blinders.Blind.TO_ACKS),
                        real.locks());
            }
            case NO_CATCH_UP -> {
                Blinders blinders = new Blinders();
                yield new Planted(
                        real,
                        blinders.log(real.eventLog()),
                        blinders.bus(real.bus(), Blinders.Blind.TO_LOSSES),
                        real.locks());
            }
            case NO_CHAIN ->
                new Planted(real, new Chainless.Log(real.eventLog()), new Chainless.Way(real.bus()), real.locks());
            case UNCONDITIONAL_UNLOCK -> new Planted(real, real.eventLog(), real.bus(), new Careless(real.locks()));
        };
    }

    @Override
    public void listen(BackplaneListener listener) {
        real.listen(listener);
    }

    @Override
    public ConnectionLeases connectionLeases() {
        return real.connectionLeases();
    }

    @Override
    public PresenceStore presence() {
        return real.presence();
    }

    @Override
    public void close() {
        real.close();
    }
}
