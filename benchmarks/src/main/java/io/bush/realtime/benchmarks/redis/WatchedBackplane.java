package io.bush.realtime.benchmarks.redis;

import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.bus.Bus;
import io.bush.realtime.bus.BusListener;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.eventlog.ReadLimit;
import io.bush.realtime.eventlog.Replay;
import io.bush.realtime.testkit.forwarding.ForwardingBackplane;
import io.bush.realtime.testkit.forwarding.ForwardingBus;
import io.bush.realtime.testkit.forwarding.ForwardingBusListener;
import io.bush.realtime.testkit.forwarding.ForwardingEventLog;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Notes when the bus says of a channel that something may have been lost, which it does when a new link has acknowledged it,
 * and when the log was asked for it after that. Thread safety: safe for use by any thread.
 */
final class WatchedBackplane extends ForwardingBackplane {

    /** Of all channels that clients subscribe to here. */
    private static final String TYPE = "file";

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

        /** Readings of channels' events; heads that were asked for are none. */
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

        /** Changes of access are read whenever a link is made anew: they are not among what was missed. */
        private void reading(Channel channel) {
            if (channel.type().equals(TYPE)) {
                reads.increment();
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
        super(target);
        this.watch = watch;
    }

    @Override
    public EventLog eventLog() {
        return new WatchedLog(super.eventLog());
    }

    @Override
    public Bus bus() {
        return new WatchedBus(super.bus());
    }

    private final class WatchedLog extends ForwardingEventLog {

        WatchedLog(EventLog log) {
            super(log);
        }

        @Override
        public CompletionStage<Replay> readAfter(
                Channel channel, Position after, Retention retention, ReadLimit limit) {
            long asked = System.nanoTime();
            watch.reading(channel);
            return super.readAfter(channel, after, retention, limit)
                    .whenComplete((replay, failure) -> watch.answered(channel, asked));
        }

        @Override
        public CompletionStage<List<Position>> heads(List<Channel> channels, Retention retention) {
            long asked = System.nanoTime();
            return super.heads(channels, retention)
                    .whenComplete((heads, failure) -> channels.forEach(channel -> watch.answered(channel, asked)));
        }
    }

    private final class WatchedBus extends ForwardingBus {

        WatchedBus(Bus bus) {
            super(bus);
        }

        @Override
        public void listen(BusListener listener) {
            super.listen(new ForwardingBusListener(listener) {
                @Override
                public void onMaybeLost(Channel channel) {
                    watch.maybeLost(channel);
                    super.onMaybeLost(channel);
                }
            });
        }
    }
}
