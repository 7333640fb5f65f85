package io.bush.realtime.backplane;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.AppendResult;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.eventlog.ReadLimit;
import io.bush.realtime.eventlog.Replay;
import io.bush.realtime.time.NodeRuntime;
import io.bush.realtime.time.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The past of every channel of a single node, in memory. All stages complete inline; after {@link #close} appends answer
 * {@code NotSent} and reads fail.
 *
 * <p>Shape: one {@link InMemoryChannelLog} for each channel, whose monitor is held for a whole step, the announcement on
 * the bus included. Once a minute a sweep frees what has expired; until then an expired event is only invisible. A
 * channel without events costs a few hundred bytes until its head is forgotten. Thread safety: safe for use by any
 * thread.
 */
final class InMemoryEventLog implements EventLog {

    static final Duration SWEEP_INTERVAL = Duration.ofMinutes(1);

    private final Map<Channel, InMemoryChannelLog> channels = new ConcurrentHashMap<>();
    private final NodeRuntime runtime;
    private final InMemoryBus bus;
    /** Whether the node has left. Only ever set, under this object's monitor. */
    private volatile boolean closed;
    /** The next sweep; null before the first. Guarded by this object's monitor. */
    private Scheduler.@Nullable Cancellable nextSweep;

    private InMemoryEventLog(NodeRuntime runtime, InMemoryBus bus) {
        this.runtime = runtime;
        this.bus = bus;
    }

    static InMemoryEventLog start(NodeRuntime runtime, InMemoryBus bus) {
        InMemoryEventLog log = new InMemoryEventLog(runtime, bus);
        log.planSweep();
        return log;
    }

    @Override
    public CompletionStage<AppendResult> append(
            EventContent content, Retention retention, @Nullable String idempotencyKey) {
        AppendResult result =
                use(content.channel(), channel -> channel.append(content, retention, idempotencyKey, bus));
        return CompletableFuture.completedFuture(
                result == null
                        ? new AppendResult.NotSent(new IllegalStateException("the event log is closed"))
                        : result);
    }

    @Override
    public CompletionStage<Replay> readAfter(Channel channel, Position after, Retention retention, ReadLimit limit) {
        Replay replay = use(channel, log -> log.readAfter(after, retention, limit));
        return replay == null ? closedAnswer() : CompletableFuture.completedFuture(replay);
    }

    @Override
    public CompletionStage<List<Position>> heads(List<Channel> wanted, Retention retention) {
        List<Position> heads = new ArrayList<>(wanted.size());
        for (Channel channel : wanted) {
            Position head = use(channel, log -> log.head(retention));
            if (head == null) {
                return closedAnswer();
            }
            heads.add(head);
        }
        return CompletableFuture.completedFuture(heads);
    }

    @Override
    public CompletionStage<Position> startAnew(Channel channel, Retention retention, Duration age) {
        Position head = use(channel, log -> log.startAnew(retention, age, bus));
        return head == null ? closedAnswer() : CompletableFuture.completedFuture(head);
    }

    /** Does one step on a channel's log, alone; null when closed. */
    private <T> @Nullable T use(Channel channel, Function<InMemoryChannelLog, T> step) {
        while (!closed) {
            InMemoryChannelLog log = channels.computeIfAbsent(channel, name -> new InMemoryChannelLog(name, runtime));
            synchronized (log) {
                if (closed) {
                    retire(channel, log);
                } else if (!log.retired()) {
                    return step.apply(log);
                }
            }
        }
        return null;
    }

    private void retire(Channel channel, InMemoryChannelLog log) {
        log.retire();
        channels.remove(channel, log);
    }

    private synchronized void planSweep() {
        if (!closed) {
            nextSweep = runtime.scheduler()
                    .schedule(SWEEP_INTERVAL, () -> runtime.executor().execute(this::sweep));
        }
    }

    private void sweep() {
        channels.forEach((channel, log) -> {
            synchronized (log) {
                if (log.sweep()) {
                    retire(channel, log);
                }
            }
        });
        planSweep();
    }

    /** Ends the log: when this returns no append is under way, and later ones store nothing. */
    void close() {
        synchronized (this) {
            closed = true;
            if (nextSweep != null) {
                nextSweep.cancel();
            }
        }
        channels.forEach((channel, log) -> {
            synchronized (log) {
                retire(channel, log);
            }
        });
    }

    int channels() {
        return channels.size();
    }

    int capacityOf(Channel channel) {
        InMemoryChannelLog log = channels.get(channel);
        if (log == null) {
            return 0;
        }
        synchronized (log) {
            return log.heldCapacity();
        }
    }

    private static <T> CompletionStage<T> closedAnswer() {
        return CompletableFuture.failedFuture(new IllegalStateException("the event log is closed"));
    }
}
