package io.bush.realtime.it.faults.plant;

import io.bush.realtime.bus.Bus;
import io.bush.realtime.bus.BusListener;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.testkit.forwarding.ForwardingBus;
import io.bush.realtime.testkit.forwarding.ForwardingBusListener;
import io.bush.realtime.testkit.forwarding.ForwardingEventLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets a node overlook something of its bus. The head check would find what is overlooked within seconds, so it is blind
 * too: it answers with what the node has seen itself. One net is planted without the other because each alone heals.
 */
final class Blinders {

    /** What is overlooked. */
    enum Blind {
        /** A subscription counts at once. */
        TO_ACKS,
        /** Nobody hears that something may be lost. */
        TO_LOSSES
    }

    private final Map<Channel, Position> seen = new ConcurrentHashMap<>();

    Bus bus(Bus real, Blind blind) {
        return new ForwardingBus(real) {
            @Override
            public void listen(BusListener listener) {
                super.listen(new ForwardingBusListener(listener) {
                    @Override
                    public void onEvent(Event event) {
                        Event.Entry entry = event.entry();
                        if (entry != null) {
                            seen.put(event.channel(), entry.position());
                        }
                        super.onEvent(event);
                    }

                    @Override
                    public void onMaybeLost(Channel channel) {
                        // Either way: the bus says this of each ack that comes late.
                    }
                });
            }

            @Override
            public CompletionStage<Void> subscribe(Channel channel) {
                CompletionStage<Void> acked = super.subscribe(channel);
                return blind == Blind.TO_ACKS ? CompletableFuture.completedFuture(null) : acked;
            }
        };
    }

    EventLog log(EventLog real) {
        return new ForwardingEventLog(real) {
            @Override
            public CompletionStage<List<Position>> heads(List<Channel> channels, Retention retention) {
                return super.heads(channels, retention).thenApply(heads -> {
                    List<Position> believed = new ArrayList<>();
                    for (int i = 0; i < heads.size(); i++) {
                        Position before = seen.putIfAbsent(channels.get(i), heads.get(i));
                        believed.add(before == null ? heads.get(i) : before);
                    }
                    return believed;
                });
            }
        };
    }
}
