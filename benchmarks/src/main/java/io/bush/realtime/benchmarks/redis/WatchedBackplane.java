package io.bush.realtime.benchmarks.redis;

import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.backplane.BackplaneListener;
import io.bush.realtime.backplane.ConnectionLeases;
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
import io.bush.realtime.lock.LockStore;
import io.bush.realtime.presence.PresenceStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Notes when the bus says of a channel that something may have been lost, which it does when a new link has acknowledged it,
 * and when the log was asked for it after that. Thread safety: safe for use by any thread.
 */
final class WatchedBackplane implements Backplane {

    /** Of all channels that clients subscribe to here. */
    private static final String TYPE = "file";

    private final Backplane target;
    private final Watch watch;

    /** What was noted since the last {@link #begin}; times on the machine's monotonic clock. */
    static final class Watch {

        private final Map<Channel, Long> acknowledged = new ConcurrentHashMap<>();
        private final Map<Channel, Long> looked = new ConcurrentHashMap<>();
        private final LongAdder reads = new LongAdder();

        void begin() {
            acknowledged.clear();
            looked.clear();
            reads.reset();
        }

        /** Makes back ends that are watched. */
        Backplane.Factory over(Backplane.Factory factory) {
            return runtime -> new WatchedBackplane(factory.create(runtime), this);
        }

        int acknowledged() {
            return acknowledged.size();
        }

        /** Of how many channels the log was asked after they were acknowledged, and has answered. */
        int looked() {
            return looked.size();
        }

        /** Readings of events; heads that were asked for are none. */
        long reads() {
            return reads.sum();
        }

        long lastAcknowledged() {
            return last(acknowledged);
        }

        long lastLooked() {
            return last(looked);
        }

        private static long last(Map<Channel, Long> times) {
            return times.values().stream().mapToLong(Long::longValue).max().orElse(0);
        }

        /** The node's own channels are not looked at. */
        private void maybeLost(Channel channel) {
            if (channel.type().equals(TYPE)) {
                acknowledged.putIfAbsent(channel, System.nanoTime());
            }
        }

        private void answered(Channel channel, long asked) {
            Long since = acknowledged.get(channel);
            if (since != null && asked - since >= 0) {
                looked.putIfAbsent(channel, System.nanoTime());
            }
        }
    }

    private WatchedBackplane(Backplane target, Watch watch) {
        this.target = target;
        this.watch = watch;
    }

    @Override
    public void listen(BackplaneListener listener) {
        target.listen(listener);
    }

    @Override
    public EventLog eventLog() {
        return new WatchedLog(target.eventLog());
    }

    @Override
    public Bus bus() {
        return new WatchedBus(target.bus());
    }

    @Override
    public ConnectionLeases connectionLeases() {
        return target.connectionLeases();
    }

    @Override
    public PresenceStore presence() {
        return target.presence();
    }

    @Override
    public LockStore locks() {
        return target.locks();
    }

    @Override
    public void close() {
        target.close();
    }

    private final class WatchedLog implements EventLog {

        private final EventLog log;

        WatchedLog(EventLog log) {
            this.log = log;
        }

        @Override
        public CompletionStage<AppendResult> append(
                EventContent content, Retention retention, @Nullable String idempotencyKey) {
            return log.append(content, retention, idempotencyKey);
        }

        @Override
        public CompletionStage<Replay> readAfter(
                Channel channel, Position after, Retention retention, ReadLimit limit) {
            long asked = System.nanoTime();
            watch.reads.increment();
            return log.readAfter(channel, after, retention, limit)
                    .whenComplete((replay, failure) -> watch.answered(channel, asked));
        }

        @Override
        public CompletionStage<List<Position>> heads(List<Channel> channels, Retention retention) {
            long asked = System.nanoTime();
            return log.heads(channels, retention)
                    .whenComplete((heads, failure) -> channels.forEach(channel -> watch.answered(channel, asked)));
        }

        @Override
        public CompletionStage<Position> startAnew(Channel channel, Retention retention, Duration age) {
            return log.startAnew(channel, retention, age);
        }
    }

    private final class WatchedBus implements Bus {

        private final Bus bus;

        WatchedBus(Bus bus) {
            this.bus = bus;
        }

        @Override
        public void listen(BusListener listener) {
            bus.listen(new BusListener() {
                @Override
                public void onEvent(Event event) {
                    listener.onEvent(event);
                }

                @Override
                public void onSignal(Signal signal) {
                    listener.onSignal(signal);
                }

                @Override
                public void onMaybeLost(Channel channel) {
                    watch.maybeLost(channel);
                    listener.onMaybeLost(channel);
                }
            });
        }

        @Override
        public CompletionStage<Void> subscribe(Channel channel) {
            return bus.subscribe(channel);
        }

        @Override
        public void unsubscribe(Channel channel) {
            bus.unsubscribe(channel);
        }

        @Override
        public CompletionStage<Void> announce(Event event) {
            return bus.announce(event);
        }

        @Override
        public CompletionStage<Void> signal(Signal signal) {
            return bus.signal(signal);
        }
    }
}
