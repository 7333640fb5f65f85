package io.bush.realtime.it.faults.plant;

import io.bush.realtime.bus.Bus;
import io.bush.realtime.bus.BusListener;
import io.bush.realtime.bus.Signal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.AppendResult;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.eventlog.ReadLimit;
import io.bush.realtime.eventlog.Replay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

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
        return new Bus() {
            @Override
            public void listen(BusListener listener) {
                real.listen(new BusListener() {
                    @Override
                    public void onEvent(Event event) {
                        Event.Entry entry = event.entry();
                        if (entry != null) {
                            seen.put(event.channel(), entry.position());
                        }
                        listener.onEvent(event);
                    }

                    @Override
                    public void onSignal(Signal signal) {
                        listener.onSignal(signal);
                    }

                    @Override
                    public void onMaybeLost(Channel channel) {
                        // Either way: the bus says this of each ack that comes late.
                    }
                });
            }

            @Override
            public CompletionStage<Void> subscribe(Channel channel) {
                CompletionStage<Void> acked = real.subscribe(channel);
                return blind == Blind.TO_ACKS ? CompletableFuture.completedFuture(null) : acked;
            }

            @Override
            public void unsubscribe(Channel channel) {
                real.unsubscribe(channel);
            }

            @Override
            public CompletionStage<Void> announce(Event event) {
                return real.announce(event);
            }

            @Override
            public CompletionStage<Void> signal(Signal signal) {
                return real.signal(signal);
            }
        };
    }

    EventLog log(EventLog real) {
        return new EventLog() {
            @Override
            public CompletionStage<AppendResult> append(
                    EventContent content, Retention retention, @Nullable String idempotencyKey) {
                return real.append(content, retention, idempotencyKey);
            }

            @Override
            public CompletionStage<Replay> readAfter(
                    Channel channel, Position after, Retention retention, ReadLimit limit) {
                return real.readAfter(channel, after, retention, limit);
            }

            @Override
            public CompletionStage<List<Position>> heads(List<Channel> channels, Retention retention) {
                return real.heads(channels, retention).thenApply(heads -> {
                    List<Position> believed = new ArrayList<>();
                    for (int i = 0; i < heads.size(); i++) {
                        Position before = seen.putIfAbsent(channels.get(i), heads.get(i));
                        believed.add(before == null ? heads.get(i) : before);
                    }
                    return believed;
                });
            }

            @Override
            public CompletionStage<Position> startAnew(Channel channel, Retention retention, Duration age) {
                return real.startAnew(channel, retention, age);
            }
        };
    }
}
