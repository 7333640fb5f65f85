package io.bush.realtime.it.faults.plant;

import io.bush.realtime.bus.Bus;
import io.bush.realtime.bus.BusListener;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.channel.Event;
import io.bush.realtime.testkit.forwarding.ForwardingBus;
import io.bush.realtime.testkit.forwarding.ForwardingBusListener;
import java.util.ArrayList;
import java.util.List;

/** Lets events overtake changes of access, as on a bus whose channels do not wait for each other. Thread safety: any thread. */
final class Overtaken extends ForwardingBus {

    /** So many events go first. */
    private static final int FIRST = 5;

    Overtaken(Bus real) {
        super(real);
    }

    @Override
    public void listen(BusListener listener) {
        super.listen(new ForwardingBusListener(listener) {
            // Both guarded by this.
            private final List<Event> waiting = new ArrayList<>();
            private int passed;

            @Override
            public void onEvent(Event event) {
                if (event.channel().type().equals(ChannelTypes.CONTROL)) {
                    later(event);
                } else {
                    super.onEvent(event);
                    due().forEach(super::onEvent);
                }
            }

            private synchronized void later(Event event) {
                waiting.add(event);
                passed = 0;
            }

            private synchronized List<Event> due() {
                passed++;
                if (passed < FIRST) {
                    return List.of();
                }
                List<Event> due = List.copyOf(waiting);
                waiting.clear();
                return due;
            }
        });
    }
}
