package io.bush.realtime.presence;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.time.NodeRuntime;
import io.bush.realtime.time.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The presence of a single node, in memory. All stages complete inline; after {@link #close} they fail.
 *
 * <p>Shape: one room for each channel where somebody is or just was; its monitor is held for a whole step, the call of the
 * listener included, which therefore may only enqueue. Once a minute a sweep ends what nobody asked about. Thread safety:
 * safe for use by any thread.
 */
public final class InMemoryPresenceStore implements PresenceStore {

    static final Duration SWEEP_INTERVAL = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(InMemoryPresenceStore.class);

    private final NodeRuntime runtime;
    /** A channel without anybody has no entry, or only for a while. */
    private final Map<Channel, InMemoryRoom> rooms = new ConcurrentHashMap<>();
    /** The last revision given out in any channel. Only grows. */
    private final AtomicLong issued = new AtomicLong(PresenceChange.NOBODY_BEFORE);
    /** The longest lease asked for, in nanoseconds: so long a connection that left is remembered. Only grows. */
    private final AtomicLong longestLease =
            new AtomicLong(PresenceSettings.DEFAULT.lease().toNanos());
    /** This node's listener; null before {@link #listen}. Written once, under this object's monitor. */
    private volatile @Nullable PresenceListener listener;
    /** Whether the node has left. Only ever set, under this object's monitor. */
    private volatile boolean closed;
    /** The next sweep; null before the first. Guarded by this object's monitor. */
    private Scheduler.@Nullable Cancellable nextSweep;

    private InMemoryPresenceStore(NodeRuntime runtime) {
        this.runtime = runtime;
    }

    /**
     * Starts an empty store.
     *
     * @param runtime the node's time, threads and randomness
     * @return the store
     */
    public static InMemoryPresenceStore start(NodeRuntime runtime) {
        InMemoryPresenceStore store = new InMemoryPresenceStore(runtime);
        store.planSweep();
        return store;
    }

    @Override
    public synchronized void listen(PresenceListener hears) {
        if (listener != null) {
            throw new IllegalStateException("the presence store has a listener already");
        }
        listener = hears;
    }

    @Override
    public CompletionStage<Void> update(Channel channel, PresenceHolder holder, Payload state, Duration lease) {
        PresenceStatus status = PresenceStatus.of(state);
        longestLease.accumulateAndGet(lease.toNanos(), Math::max);
        return answer(enter(channel, room -> {
            room.update(holder, state, status, lease.toNanos());
            return Optional.empty();
        }));
    }

    @Override
    public CompletionStage<Void> leave(Channel channel, PresenceHolder holder, Duration grace) {
        return answer(enter(channel, room -> {
            room.leave(holder, grace.toNanos());
            return Optional.empty();
        }));
    }

    private static CompletionStage<Void> answer(@Nullable Object done) {
        return done == null ? closedAnswer() : CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<List<Channel>> renew(PresenceHolder holder, Map<Channel, Long> said, Duration lease) {
        longestLease.accumulateAndGet(lease.toNanos(), Math::max);
        List<Channel> gone = new ArrayList<>();
        said.forEach((channel, sequence) -> {
            Boolean renewed = look(channel, room -> room.renew(holder, sequence, lease.toNanos()));
            if (renewed == null || !renewed) {
                gone.add(channel);
            }
        });
        return closed ? closedAnswer() : CompletableFuture.completedFuture(gone);
    }

    @Override
    public CompletionStage<Optional<Duration>> sweep(Channel channel) {
        Optional<Duration> next = look(channel, InMemoryRoom::sweep);
        if (closed) {
            return closedAnswer();
        }
        return CompletableFuture.completedFuture(next == null ? Optional.empty() : next);
    }

    @Override
    public CompletionStage<PresenceSnapshot> snapshot(Channel channel) {
        PresenceSnapshot picture = enter(channel, InMemoryRoom::snapshot);
        return picture == null ? closedAnswer() : CompletableFuture.completedFuture(picture);
    }

    // ---- rooms ----

    /** Does one step in a channel's room, alone, making the room when there is none; null when closed. */
    private <T> @Nullable T enter(Channel channel, Function<InMemoryRoom, T> step) {
        while (!closed) {
            InMemoryRoom room = rooms.computeIfAbsent(channel, name -> new InMemoryRoom(name, this));
            T result = use(room, step);
            if (result != null) {
                return result;
            }
        }
        return null;
    }

    /** Does one step in a channel's room, alone; null when it has none. */
    private <T> @Nullable T look(Channel channel, Function<InMemoryRoom, T> step) {
        while (!closed) {
            InMemoryRoom room = rooms.get(channel);
            if (room == null) {
                return null;
            }
            T result = use(room, step);
            if (result != null) {
                return result;
            }
        }
        return null;
    }

    /** Null when the room is no more. */
    private <T> @Nullable T use(InMemoryRoom room, Function<InMemoryRoom, T> step) {
        synchronized (room) {
            if (closed) {
                retire(room);
            }
            if (room.retired()) {
                return null;
            }
            T result = step.apply(room);
            if (room.isForgotten()) {
                retire(room);
            }
            return result;
        }
    }

    private void retire(InMemoryRoom room) {
        room.retire();
        rooms.remove(room.channel(), room);
    }

    // ---- what rooms need ----

    long nanoTime() {
        return runtime.clock().nanoTime();
    }

    long longestLeaseNanos() {
        return longestLease.get();
    }

    /** The next revision of a channel where somebody is. */
    long nextRevision() {
        return issued.incrementAndGet();
    }

    /** A revision for a channel that begins anew: later than those of an earlier process, as long as the clock was right. */
    long firstRevision() {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, runtime.clock().wallTime());
        return issued.updateAndGet(last -> Math.max(last + 1, micros));
    }

    /** Tells the listener; never throws what it throws. */
    void announce(PresenceChange change) {
        PresenceListener hears = listener;
        if (hears != null) {
            try {
                hears.onPresence(change);
            } catch (Throwable failure) {
                // The next change does not follow the last one that was heard: so the loss will be noticed.
                LOG.error("the presence listener failed in {}", change.channel(), failure);
            }
        }
    }

    // ---- time and the end ----

    private synchronized void planSweep() {
        if (!closed) {
            nextSweep = runtime.scheduler()
                    .schedule(SWEEP_INTERVAL, () -> runtime.executor().execute(this::sweepAll));
        }
    }

    private void sweepAll() {
        rooms.values().forEach(room -> use(room, InMemoryRoom::sweep));
        planSweep();
    }

    /** Ends the store: when this returns no call is under way, and no timer is left. */
    public void close() {
        synchronized (this) {
            closed = true;
            if (nextSweep != null) {
                nextSweep.cancel();
            }
        }
        rooms.values().forEach(room -> use(room, InMemoryRoom::sweep));
    }

    int rooms() {
        return rooms.size();
    }

    private static <T> CompletionStage<T> closedAnswer() {
        return CompletableFuture.failedFuture(new IllegalStateException("the presence store is closed"));
    }
}
