package io.bush.realtime.internal.outage;

import io.bush.realtime.backplane.OutagePolicy;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.EventType.Delivery;
import io.bush.realtime.channel.Position;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.internal.lane.Lane;
import io.bush.realtime.observe.RealtimeListener;
import io.bush.realtime.time.NodeRuntime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Events that reached this node's subscribers only, because the back end did not take them, and the channels that owe
 * everybody else a new epoch for it (contract §7).
 *
 * <p>Shape: the moment of the last such event of each channel, at most {@value #MOST_CHANNELS} channels: beyond that nothing
 * is delivered locally on another one. A channel leaves when a new epoch has begun since, or one was young enough.
 * {@code startAnew} is tried until then, never while the back end is away, at most {@value #MOST_ASKED} at one time. At most
 * {@value #MOST_UNDER_WAY} events wait for their channels. Thread safety: {@link #deliver} and the figures by any thread; the rest on the outage's lane.
 */
public final class LocalEvents {

    static final int MOST_CHANNELS = 100_000;
    static final int MOST_ASKED = 64;
    /** More than a lane takes in a moment: who publishes faster than this node delivers is told so. */
    static final int MOST_UNDER_WAY = 10_000;

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final NodeRuntime runtime;
    private final Lane lane;
    private final RealtimeListener listener;
    private final OutagePolicy policy;
    private final Outage outage;
    private final EventLog log;
    private final ChannelTypes types;
    private final BiConsumer<Event, Runnable> subscribers;

    /** Events that no channel has taken yet. */
    private final AtomicInteger underWay = new AtomicInteger();
    /** When the last event of each channel stayed here, on the monotonic clock. Any thread. */
    private final Map<Channel, Long> owed = new ConcurrentHashMap<>();
    /** Who waits until a channel owes nothing any more. Any thread. */
    private final Map<Channel, CompletableFuture<Void>> waiting = new ConcurrentHashMap<>();
    /** Channels that will be asked for, or are. */
    private final Set<Channel> planned = new TreeSet<>();
    /** Those whose turn it is, while too many are asked for. */
    private final ArrayDeque<Channel> ready = new ArrayDeque<>();
    /** How many are asked for. */
    private int asked;
    /** The node has left; only ever set. */
    private volatile boolean closed;

    /**
     * Makes an empty record.
     *
     * @param subscribers takes what is delivered and only passes it on; runs the task when the channel has it
     */
    public LocalEvents(
            NodeRuntime runtime,
            Lane lane,
            RealtimeListener listener,
            OutagePolicy policy,
            Outage outage,
            EventLog log,
            ChannelTypes types,
            BiConsumer<Event, Runnable> subscribers) {
        this.runtime = runtime;
        this.lane = lane;
        this.listener = listener;
        this.policy = policy;
        this.outage = outage;
        this.log = log;
        this.types = types;
        this.subscribers = subscribers;
    }

    /** Delivers what was certainly not sent to this node's subscribers; false when it may not stay here. Any thread. */
    public boolean deliver(EventContent content, Delivery delivery) {
        if (policy == OutagePolicy.REJECT || closed) {
            return false;
        }
        Channel channel = content.channel();
        boolean durable = delivery == Delivery.DURABLE;
        boolean tooMany = durable && !owed.containsKey(channel) && owed.size() >= MOST_CHANNELS;
        if (tooMany || underWay.incrementAndGet() > MOST_UNDER_WAY) {
            if (!tooMany) {
                underWay.decrementAndGet();
            }
            return false;
        }
        if (durable) {
            // Before it is delivered: whoever has seen it must find that it is owed.
            owed.merge(channel, runtime.clock().nanoTime(), (was, is) -> is - was > 0 ? is : was);
            lane.execute(() -> planSoon(channel));
        }
        subscribers.accept(new Event(content, null), underWay::decrementAndGet);
        return true;
    }

    /** Counts the channels that owe a new epoch. */
    public int channels() {
        return owed.size();
    }

    /** Returns when a channel owes nothing any more; null when it owes nothing now. Any thread. */
    public @Nullable CompletionStage<Void> renewal(Channel channel) {
        if (!owed.containsKey(channel)) {
            return null;
        }
        CompletableFuture<Void> renewal = waiting.computeIfAbsent(channel, none -> new CompletableFuture<>());
        if (!owed.containsKey(channel)) {
            // It was paid in between, and whoever did it may not have seen this.
            waiting.remove(channel);
            renewal.complete(null);
        }
        return renewal;
    }

    /** Begins no epoch any more. */
    public void close() {
        closed = true;
        lane.execute(() -> {
            owed.clear();
            planned.clear();
            ready.clear();
            waiting.values().forEach(renewal -> renewal.complete(null));
            waiting.clear();
        });
    }

    // ---- new epochs: on the outage's lane ----

    /** The back end is back: begins every epoch that is owed, spread; completes when the last one has begun. */
    public CompletionStage<Void> renew() {
        List<Channel> channels = new ArrayList<>(new TreeSet<>(owed.keySet()));
        List<CompletableFuture<Void>> renewals = new ArrayList<>();
        for (Channel channel : channels) {
            CompletionStage<Void> renewal = renewal(channel);
            if (renewal != null) {
                renewals.add(renewal.toCompletableFuture());
            }
        }
        Spread.over(
                Outage.SPREAD,
                channels,
                runtime,
                some -> lane.execute(() -> some.forEach(channel -> {
                    if (planned.add(channel)) {
                        turn(channel);
                    }
                })));
        return CompletableFuture.allOf(renewals.toArray(CompletableFuture[]::new));
    }

    /** Not at once: more may stay here, and whoever resets does so once. */
    private void planSoon(Channel channel) {
        if (!outage.down() && planned.add(channel)) {
            long more = runtime.random().nextLong(Outage.SPREAD.minus(RETRY).toMillis());
            later(channel, RETRY.plusMillis(more));
        }
    }

    private void later(Channel channel, Duration wait) {
        runtime.scheduler().schedule(wait, () -> lane.execute(() -> turn(channel)));
    }

    private void turn(Channel channel) {
        ready.add(channel);
        askForSome();
    }

    private void askForSome() {
        while (asked < MOST_ASKED && !ready.isEmpty()) {
            ask(ready.remove());
        }
    }

    private void ask(Channel channel) {
        Long last = owed.get(channel);
        if (last == null || outage.down()) {
            // When the back end is back it is planned anew.
            planned.remove(channel);
            return;
        }
        asked++;
        Duration age = Duration.ofNanos(Math.max(0, runtime.clock().nanoTime() - last));
        log.startAnew(channel, types.require(channel).retention(), age)
                .whenComplete((head, failure) -> lane.execute(() -> answered(channel, last, head, failure)));
    }

    private void answered(Channel channel, Long last, @Nullable Position head, @Nullable Throwable failure) {
        asked--;
        if (closed) {
            return;
        }
        if (head != null && owed.remove(channel, last)) {
            planned.remove(channel);
            listener.startedAnew(channel);
            CompletableFuture<Void> renewal = waiting.remove(channel);
            if (renewal != null) {
                renewal.complete(null);
            }
        } else if (head != null || !outage.down()) {
            if (head == null) {
                listener.failed(
                        "EventLog.startAnew",
                        failure == null ? new IllegalStateException("a back end answered null") : failure);
            }
            // It failed, or more stayed here while the epoch began.
            later(channel, RETRY);
        } else {
            planned.remove(channel);
        }
        askForSome();
    }
}
