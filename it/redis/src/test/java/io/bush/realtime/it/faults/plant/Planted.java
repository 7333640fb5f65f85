package io.bush.realtime.it.faults.plant;

import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.bus.Bus;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.lock.LockStore;
import io.bush.realtime.testkit.forwarding.ForwardingBackplane;

/** A back end with one thing done wrong in between. */
final class Planted extends ForwardingBackplane {

    private final EventLog eventLog;
    private final Bus bus;
    private final LockStore locks;

    private Planted(Backplane real, EventLog eventLog, Bus bus, LockStore locks) {
        super(real);
        this.eventLog = eventLog;
        this.bus = bus;
        this.locks = locks;
    }

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
            case OVERTAKEN_CHANGES -> new Planted(real, real.eventLog(), new Overtaken(real.bus()), real.locks());
            case REMEMBERED_ANSWERS -> new Planted(real, new Remembering(real.eventLog()), real.bus(), real.locks());
            case UNCONDITIONAL_UNLOCK -> new Planted(real, real.eventLog(), real.bus(), new Careless(real.locks()));
        };
    }

    @Override
    public EventLog eventLog() {
        return eventLog;
    }

    @Override
    public Bus bus() {
        return bus;
    }

    @Override
    public LockStore locks() {
        return locks;
    }
}
