package io.bush.realtime.testkit.forwarding;

import io.bush.realtime.bus.Bus;
import io.bush.realtime.bus.BusListener;
import io.bush.realtime.bus.Signal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import java.util.concurrent.CompletionStage;

/** A bus that passes everything on. Thread safety: as what it passes on to. */
public class ForwardingBus implements Bus {

    private final Bus target;

    /**
     * Passes on.
     *
     * @param target what answers
     */
    public ForwardingBus(Bus target) {
        this.target = target;
    }

    @Override
    public void listen(BusListener listener) {
        target.listen(listener);
    }

    @Override
    public CompletionStage<Void> subscribe(Channel channel) {
        return target.subscribe(channel);
    }

    @Override
    public void unsubscribe(Channel channel) {
        target.unsubscribe(channel);
    }

    @Override
    public CompletionStage<Void> announce(Event event) {
        return target.announce(event);
    }

    @Override
    public CompletionStage<Void> signal(Signal signal) {
        return target.signal(signal);
    }
}
