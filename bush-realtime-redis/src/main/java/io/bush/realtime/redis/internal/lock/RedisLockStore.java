package io.bush.realtime.redis.internal.lock;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.lock.HeldLock;
import io.bush.realtime.lock.LockAnswer;
import io.bush.realtime.lock.LockChange;
import io.bush.realtime.lock.LockListener;
import io.bush.realtime.lock.LockName;
import io.bush.realtime.lock.LockOwner;
import io.bush.realtime.lock.LockStore;
import io.bush.realtime.redis.internal.bus.BusMessages;
import io.bush.realtime.redis.internal.command.RedisFailure;
import io.bush.realtime.redis.internal.command.RedisFailure.Kind;
import io.bush.realtime.redis.internal.command.RedisFailure.Outcome;
import io.bush.realtime.redis.internal.command.ScriptRunner;
import io.bush.realtime.redis.internal.key.RedisKeys;
import io.bush.realtime.redis.internal.lock.Places.Entry;
import io.bush.realtime.redis.internal.lock.Places.Place;
import io.bush.realtime.redis.internal.lock.Places.Taken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Locks in Redis (contract §3.11, §6, P8). Taking one: a place in the user's list and an entry in the channel's index, then
 * the lock itself, in one script that stores and announces. Only the last step counts; what the first two leave behind when
 * it does not follow runs out, and is mended by whoever reads it.
 *
 * <p>Thread safety: safe for use by any thread.
 */
public final class RedisLockStore implements LockStore {

    private static final Logger LOG = LoggerFactory.getLogger(RedisLockStore.class);

    private final Places places;
    private final Hints hints;
    private final Leases leases;
    private final ChannelLocks channels;
    /** This node's listener; null before {@link #listen}. Written once, under this object's monitor. */
    private volatile @Nullable LockListener listener;

    /** Whether somebody may still be asked once more. */
    private enum Tries {
        FIRST,
        LAST
    }

    /**
     * Makes the store of one node.
     *
     * @param redis runs the scripts
     * @param keys names the keys
     * @param bus brings what the scripts announce
     */
    public RedisLockStore(ScriptRunner redis, RedisKeys keys, BusMessages bus) {
        places = new Places(redis, keys);
        hints = new Hints(redis, keys);
        leases = new Leases(redis, keys);
        channels = new ChannelLocks(hints, leases);
        bus.handle(LockMessages.KIND, this::onMessage);
    }

    // ---- what is told ----

    @Override
    public synchronized void listen(LockListener hears) {
        if (listener != null) {
            throw new IllegalStateException("the lock store has a listener already");
        }
        listener = hears;
    }

    private void onMessage(Channel channel, byte[] message) {
        LockMessages.read(channel, message).forEach(this::tell);
    }

    private void tell(LockChange change) {
        LockListener hears = listener;
        if (hears == null) {
            return;
        }
        try {
            hears.onLock(change);
        } catch (Throwable failure) {
            LOG.error("the lock listener failed on {}", change.lock().name(), failure);
        }
    }

    // ---- taking ----

    @Override
    public CompletionStage<LockAnswer> acquire(
            LockName name, Channel channel, LockOwner owner, Duration ttl, int limit) {
        return acquire(new Wish(name, channel, owner, ttl, limit), Tries.FIRST);
    }

    private record Wish(LockName name, Channel channel, LockOwner owner, Duration ttl, int limit) {

        String user() {
            return owner.user().id();
        }
    }

    private CompletionStage<LockAnswer> acquire(Wish wish, Tries tries) {
        CompletionStage<Taken> place = places.take(wish.user(), wish.name(), wish.ttl(), wish.limit());
        CompletionStage<Void> hint = hints.willBeHeld(wish.channel(), wish.name(), wish.ttl());
        return place.thenCombine(hint, (taken, hinted) -> taken)
                .thenCompose(taken -> taken.place().equals(Place.NONE)
                        ? acquireWithoutRoom(wish, taken, tries)
                        : acquire(wish, taken.place(), tries));
    }

    private CompletionStage<LockAnswer> acquire(Wish wish, Place place, Tries tries) {
        return leases.acquire(wish.name(), wish.channel(), wish.owner(), wish.ttl(), place)
                .thenCompose(held -> {
                    if (held.status() == Held.YES) {
                        return answer(new LockAnswer.Granted(held.lock()));
                    }
                    CompletionStage<Void> given =
                            give(wish.user(), new Entry(wish.name().toString(), place.stamp()));
                    if (held.status() == Leases.OTHERS) {
                        return given.thenApply(done -> heldByOther(held));
                    }
                    return given.thenCompose(
                            done -> tries == Tries.FIRST ? acquire(wish, Tries.LAST) : tooLate(wish.name()));
                });
    }

    /** All places are taken: some may be left over. What the user holds already needs none. */
    private CompletionStage<LockAnswer> acquireWithoutRoom(Wish wish, Taken taken, Tries tries) {
        CompletionStage<Long> given =
                tries == Tries.FIRST ? giveLeftOver(wish.user(), taken.old()) : CompletableFuture.completedFuture(0L);
        return given.thenCompose(many -> many > 0 ? acquire(wish, Tries.LAST) : acquireHeldAlready(wish));
    }

    private CompletionStage<LockAnswer> acquireHeldAlready(Wish wish) {
        return leases.acquire(wish.name(), wish.channel(), wish.owner(), wish.ttl(), Place.NONE)
                .thenApply(held -> {
                    if (held.status() == Held.YES) {
                        return new LockAnswer.Granted(held.lock());
                    }
                    return held.status() == Leases.OTHERS ? heldByOther(held) : new LockAnswer.TooMany(wish.limit());
                });
    }

    private static LockAnswer heldByOther(Held held) {
        return new LockAnswer.HeldByOther(held.lock(), held.left());
    }

    private static CompletionStage<LockAnswer> answer(LockAnswer answer) {
        return CompletableFuture.completedFuture(answer);
    }

    private static CompletionStage<LockAnswer> tooLate(LockName name) {
        return CompletableFuture.failedFuture(new RedisFailure(
                Outcome.NOT_DONE,
                Kind.NOT_READY,
                "the lock " + name
                        + " was asked for too late after its place was taken: Redis is too slow, or the clocks of"
                        + " its nodes differ",
                null));
    }

    // ---- places ----

    /** Gives back the places of locks that the user does not hold; how many. */
    private CompletionStage<Long> giveLeftOver(String user, List<Entry> old) {
        CompletionStage<List<Entry>> leftOver = CompletableFuture.completedFuture(new ArrayList<>());
        for (Entry entry : old) {
            LockName name = LockMessages.name(entry.name());
            CompletionStage<Boolean> free = name == null
                    ? CompletableFuture.completedFuture(true)
                    // By the time of that answer too no lock may follow: one could come between the answers otherwise.
                    : leases.find(name)
                            .thenApply(held -> !(held.hasLock() && held.user().equals(user))
                                    && Places.isOld(entry, held.micros()));
            leftOver = leftOver.thenCombine(free, (before, is) -> {
                if (is) {
                    before.add(entry);
                }
                return before;
            });
        }
        return leftOver.thenCompose(
                all -> all.isEmpty() ? CompletableFuture.completedFuture(0L) : places.give(user, all));
    }

    /** Never fails: what is not given back runs out. */
    private CompletionStage<Void> give(String user, Entry entry) {
        return places.give(user, List.of(entry)).handle((given, failure) -> null);
    }

    // ---- keeping and giving back ----

    @Override
    public CompletionStage<LockAnswer> renew(LockName name, LockOwner owner, long token, Duration ttl) {
        return renew(name, owner, token, ttl, Tries.FIRST);
    }

    private CompletionStage<LockAnswer> renew(LockName name, LockOwner owner, long token, Duration ttl, Tries tries) {
        String user = owner.user().id();
        return places.keep(user, name, ttl)
                .thenCompose(place -> leases.renew(name, owner, token, ttl, place)
                        .thenCompose(held -> {
                            if (held.status() == Held.YES) {
                                return hints.isHeld(held.lock().channel(), name, held.endsMillis())
                                        .handle((hinted, failure) -> new LockAnswer.Granted(held.lock()));
                            }
                            if (held.status() == Leases.LATE) {
                                return tries == Tries.FIRST
                                        ? renew(name, owner, token, ttl, Tries.LAST)
                                        : tooLate(name);
                            }
                            boolean useless = held.status() == Leases.LOST && place.stamp() != 0;
                            return (useless ? give(user, new Entry(name.toString(), place.stamp())) : nothing())
                                    .thenApply(done -> new LockAnswer.Lost());
                        }));
    }

    private static CompletionStage<Void> nothing() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Optional<HeldLock>> release(LockName name, LockOwner owner, long token) {
        return leases.release(name, owner, token).thenCompose(held -> {
            if (held.status() != Held.YES) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            return give(owner.user().id(), new Entry(name.toString(), held.stamp()))
                    .thenApply(given -> Optional.of(held.lock()));
        });
    }

    // ---- looking ----

    @Override
    public CompletionStage<Optional<HeldLock>> find(LockName name) {
        return leases.find(name)
                .thenApply(held -> held.status() == Held.YES ? Optional.of(held.lock()) : Optional.empty());
    }

    @Override
    public CompletionStage<List<HeldLock>> held(Channel channel) {
        return channels.held(channel);
    }

    @Override
    public CompletionStage<Optional<Duration>> sweep(Channel channel) {
        return channels.sweep(channel);
    }
}
