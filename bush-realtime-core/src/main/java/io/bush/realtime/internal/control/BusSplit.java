package io.bush.realtime.internal.control;

import io.bush.realtime.bus.BusListener;
import io.bush.realtime.bus.Signal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;

/**
 * The node's one bus listener: changes of access go to the control log, everything else to the hub. Thread safety: as its
 * parts.
 */
public record BusSplit(ControlLog control, BusListener channels) implements BusListener {

    private BusListener of(Channel channel) {
        return channel.equals(ControlLog.CHANNEL) ? control : channels;
    }

    @Override
    public void onEvent(Event event) {
        of(event.channel()).onEvent(event);
    }

    @Override
    public void onSignal(Signal signal) {
        of(signal.channel()).onSignal(signal);
    }

    @Override
    public void onMaybeLost(Channel channel) {
        of(channel).onMaybeLost(channel);
    }
}
