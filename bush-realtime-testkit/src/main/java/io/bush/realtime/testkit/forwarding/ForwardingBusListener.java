package io.bush.realtime.testkit.forwarding;

import io.bush.realtime.bus.BusListener;
import io.bush.realtime.bus.Signal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;

/** A listener that passes everything on. Thread safety: as what it passes on to. */
public class ForwardingBusListener implements BusListener {

    private final BusListener target;

    /**
     * Passes on.
     *
     * @param target what answers
     */
    public ForwardingBusListener(BusListener target) {
        this.target = target;
    }

    @Override
    public void onEvent(Event event) {
        target.onEvent(event);
    }

    @Override
    public void onSignal(Signal signal) {
        target.onSignal(signal);
    }

    @Override
    public void onMaybeLost(Channel channel) {
        target.onMaybeLost(channel);
    }
}
