package io.bush.realtime.lock;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.lock.LockChange.End;
import io.bush.realtime.lock.LockTable.Lease;
import io.bush.realtime.time.NodeRuntime;
import io.bush.realtime.time.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The locks of a single node, in memory (contract §3.11). All stages complete inline; after {@link #close} every call fails.
 *
 * <p>Time is counted on the monotonic clock, the wall clock is only shown. A lock whose time is over is free for whoever asks;
 * its end is announced when somebody asks for it, when its channel is swept, or within a minute. A lock that is asked for again
 * in another channel ends in the former one. Thread safety: safe for use by any thread; each call is one step under this
 * object's monitor, its announcements included, so a listener may only enqueue.
 */
public final class InMemoryLockStore implements LockStore {

    static final Duration SWEEP_INTERVAL = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(InMemoryLockStore.class);

    private final NodeRuntime runtime;
    /** What is locked. Guarded by this object's monitor. */
    private final LockTable table = new LockTable();
    /** The last token given out, for any name. Guarded by this object's monitor. */
    private long lastToken;
    /** This node's listener; null before {@link #listen}. Guarded by this object's monitor. */
    private @Nullable LockListener listener;
    /** Whether the node has left. Only ever set. Guarded by this object's monitor. */
    private boolean closed;
    /** The next sweep of all channels; null before the first. Guarded by this object's monitor. */
    private Scheduler.@Nullable Cancellable nextSweep;

    private InMemoryLockStore(NodeRuntime runtime) {
        this.runtime = runtime;
    }

    /**
     * Starts an empty store.
     *
     * @param runtime the node's time, threads and randomness
     * @return the store
     */
    public static InMemoryLockStore start(NodeRuntime runtime) {
        InMemoryLockStore store = new InMemoryLockStore(runtime);
        store.planSweep();
        return store;
    }

    @Override
    public synchronized void listen(LockListener hears) {
        if (listener != null) {
            throw new IllegalStateException("the lock store has a listener already");
        }
        listener = hears;
    }

    @Override
    public CompletionStage<LockAnswer> acquire(
            LockName name, Channel channel, LockOwner owner, Duration ttl, int limit) {
        return step(now -> {
            Lease lease = current(name, now);
            if (lease == null) {
                return tooMany(owner, limit, now)
                        ? new LockAnswer.TooMany(limit)
                        : grant(name, channel, owner, nextToken(), ttl, null, now);
            }
            HeldLock lock = lease.lock();
            if (!lease.heldBy(owner)) {
                return new LockAnswer.HeldByOther(lock, Duration.ofNanos(lease.deadline() - now));
            }
            if (!lock.channel().equals(channel)) {
                end(lease, End.RELEASED, owner.connectionId());
            }
            LockOwner displaced = displaced(lock, owner);
            long token = displaced == null ? lock.token() : nextToken();
            return grant(name, channel, owner, token, ttl, displaced, now);
        });
    }

    @Override
    public CompletionStage<LockAnswer> renew(LockName name, LockOwner owner, long token, Duration ttl) {
        return step(now -> {
            HeldLock lock = owned(name, owner, token, now);
            return lock == null
                    ? new LockAnswer.Lost()
                    : grant(name, lock.channel(), owner, token, ttl, displaced(lock, owner), now);
        });
    }

    @Override
    public CompletionStage<Optional<HeldLock>> release(LockName name, LockOwner owner, long token) {
        return step(now -> {
            HeldLock lock = owned(name, owner, token, now);
            Lease lease = table.find(name);
            if (lock == null || lease == null) {
                return Optional.empty();
            }
            end(lease, End.RELEASED, owner.connectionId());
            return Optional.of(lock);
        });
    }

    @Override
    public CompletionStage<Optional<HeldLock>> find(LockName name) {
        return step(now -> {
            Lease lease = table.find(name);
            return lease == null || lease.over(now) ? Optional.empty() : Optional.of(lease.lock());
        });
    }

    @Override
    public CompletionStage<List<HeldLock>> held(Channel channel) {
        return step(now -> {
            List<HeldLock> held = new ArrayList<>();
            for (Lease lease : table.in(channel)) {
                if (!lease.over(now)) {
                    held.add(lease.lock());
                }
            }
            return held;
        });
    }

    @Override
    public CompletionStage<Optional<Duration>> sweep(Channel channel) {
        return step(now -> sweep(channel, now));
    }

    // ---- steps, under this object's monitor ----

    private synchronized <T> CompletionStage<T> step(LongFunction<T> step) {
        return closed
                ? CompletableFuture.failedFuture(new IllegalStateException("the lock store is closed"))
                : CompletableFuture.completedFuture(step.apply(runtime.clock().nanoTime()));
    }

    /** Finds what is held; ends it when its time is over. */
    private @Nullable Lease current(LockName name, long now) {
        Lease lease = table.find(name);
        if (lease != null && lease.over(now)) {
            end(lease, End.EXPIRED, null);
            return null;
        }
        return lease;
    }

    private @Nullable HeldLock owned(LockName name, LockOwner owner, long token, long now) {
        Lease lease = current(name, now);
        return lease != null && lease.heldBy(owner) && lease.lock().token() == token ? lease.lock() : null;
    }

    private static @Nullable LockOwner displaced(HeldLock lock, LockOwner owner) {
        return lock.owner().connectionId().equals(owner.connectionId()) ? null : lock.owner();
    }

    private boolean tooMany(LockOwner owner, int limit, long now) {
        int held = 0;
        for (Lease lease : table.of(owner.user().id())) {
            if (!lease.over(now)) {
                held++;
            }
        }
        return held >= limit;
    }

    private LockAnswer grant(
            LockName name,
            Channel channel,
            LockOwner owner,
            long token,
            Duration ttl,
            @Nullable LockOwner displaced,
            long now) {
        Instant expiresAt = runtime.clock().wallTime().plus(ttl);
        HeldLock lock = new HeldLock(name, channel, owner, token, expiresAt);
        table.put(new Lease(lock, now + ttl.toNanos()));
        announce(new LockChange.Locked(lock, displaced, owner.connectionId()));
        return new LockAnswer.Granted(lock);
    }

    private void end(Lease lease, End how, @Nullable String causedBy) {
        table.remove(lease);
        announce(new LockChange.Unlocked(lease.lock(), how, causedBy));
    }

    /** The wall clock as long as it goes forward and fits, else the next number. */
    private long nextToken() {
        Instant wall = runtime.clock().wallTime();
        long micros = Math.multiplyExact(wall.getEpochSecond(), 1_000_000L) + wall.getNano() / 1_000;
        long next = micros > HeldLock.MAX_TOKEN ? lastToken + 1 : Math.max(micros, lastToken + 1);
        if (next > HeldLock.MAX_TOKEN) {
            throw new IllegalStateException("no token is left after " + lastToken);
        }
        lastToken = next;
        return next;
    }

    private Optional<Duration> sweep(Channel channel, long now) {
        Lease next = table.next(channel);
        while (next != null && next.over(now)) {
            end(next, End.EXPIRED, null);
            next = table.next(channel);
        }
        return next == null ? Optional.empty() : Optional.of(Duration.ofNanos(next.deadline() - now));
    }

    private void announce(LockChange change) {
        if (listener == null) {
            return;
        }
        try {
            listener.onLock(change);
        } catch (Throwable failure) {
            LOG.error("the lock listener failed on {}", change.lock().name(), failure);
        }
    }

    // ---- what nobody sweeps ----

    private synchronized void planSweep() {
        if (!closed) {
            nextSweep = runtime.scheduler()
                    .schedule(SWEEP_INTERVAL, () -> runtime.executor().execute(this::sweepAll));
        }
    }

    /** One channel at a time, so that nobody waits for all of them. */
    private void sweepAll() {
        List<Channel> channels;
        synchronized (this) {
            channels = table.channels();
        }
        for (Channel channel : channels) {
            sweep(channel);
        }
        planSweep();
    }

    /** Ends the store; it leaves no timer. */
    public synchronized void close() {
        closed = true;
        table.clear();
        if (nextSweep != null) {
            nextSweep.cancel();
        }
    }

    synchronized int entries() {
        return table.entries();
    }
}
