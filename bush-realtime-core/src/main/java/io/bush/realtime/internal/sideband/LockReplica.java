package io.bush.realtime.internal.sideband;

import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ViewClass;
import io.bush.realtime.internal.sideband.LockLoss.How;
import io.bush.realtime.internal.sideband.Notices.Loss;
import io.bush.realtime.internal.sideband.Notices.Notice;
import io.bush.realtime.lock.HeldLock;
import io.bush.realtime.lock.LockChange;
import io.bush.realtime.lock.LockName;
import io.bush.realtime.protocol.CollaborationMessage;
import io.bush.realtime.protocol.CollaborationMessage.LockState.Locked;
import io.bush.realtime.protocol.CollaborationMessage.UnlockReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What is locked in a channel, as this node tells its subscribers (contract §2, §3.11). Changes need no chain: tokens say
 * which of two is newer, and what was missed ends with its time at the latest. Thread safety: on the channel's lane only.
 */
final class LockReplica extends Replica<List<HeldLock>, LockChange> {

    private static final int MAX_OVER = 100;

    private final Channel channel;
    private final SidebandContext context;
    private final Sideband sideband;
    /** Held locks by the text of their names, in that order. */
    private final Map<String, HeldLock> locks = new TreeMap<>();

    /** Tokens that were given back on this node, by name: older news of them may come yet. The newest {@link #MAX_OVER}. */
    private final Map<String, Long> over = new LinkedHashMap<>();

    LockReplica(Audience audience, SidebandContext context, Sideband sideband) {
        super(audience, context, "LockStore");
        this.channel = audience.channel();
        this.context = context;
        this.sideband = sideband;
    }

    @Override
    CompletionStage<List<HeldLock>> ask() {
        return context.locks().held(channel);
    }

    @Override
    CompletionStage<Optional<Duration>> sweepStore() {
        return context.locks().sweep(channel);
    }

    @Override
    boolean load(List<HeldLock> picture) {
        Map<String, HeldLock> before = new TreeMap<>(locks);
        locks.clear();
        picture.stream()
                .filter(lock -> !isOver(lock))
                .forEach(lock -> locks.put(lock.name().toString(), lock));
        before.forEach((name, lock) -> tellHolder(lock, locks.get(name)));
        sideband.compareLocks(new LockPicture(channel, picture));
        return !locks.isEmpty();
    }

    /** What ended a lock was missed: its holder may not know. */
    private void tellHolder(HeldLock before, @Nullable HeldLock now) {
        String holder = before.owner().connectionId();
        if (now == null || !now.owner().user().id().equals(before.owner().user().id())) {
            sideband.lockLost(holder, new LockLoss(before, How.EXPIRED));
        } else if (!now.owner().connectionId().equals(holder)) {
            sideband.lockLost(holder, new LockLoss(now, How.TAKEN_OVER));
        }
    }

    @Override
    boolean isEmpty() {
        return locks.isEmpty();
    }

    @Override
    Fit apply(LockChange change) {
        HeldLock lock = change.lock();
        String name = lock.name().toString();
        HeldLock known = locks.get(name);
        if (change instanceof LockChange.Locked) {
            if (isOver(lock) || (known != null && known.token() > lock.token())) {
                return Fit.STALE;
            }
            locks.put(name, lock);
            return Fit.APPLIED;
        }
        return known != null && known.token() <= lock.token() && locks.remove(name, known) ? Fit.APPLIED : Fit.STALE;
    }

    /**
     * Who gave a lock back has its answer and is not told again, so no picture may show it the lock after that: what is under
     * way of it, news or a picture, is older.
     */
    void onReleased(LockChange.Unlocked change) {
        String name = change.lock().name().toString();
        over.remove(name);
        over.put(name, change.lock().token());
        if (over.size() > MAX_OVER) {
            over.remove(over.keySet().iterator().next());
        }
        // Whoever asked may have its answer already: that there was none in time.
        heard(change);
        take(change);
    }

    private boolean isOver(HeldLock lock) {
        Long last = over.get(lock.name().toString());
        return last != null && lock.token() <= last;
    }

    /** Tells the holder, also of a lock that is not in the copy: its session knows by the token whether it is concerned. */
    @Override
    void heard(LockChange change) {
        HeldLock lock = change.lock();
        if (change instanceof LockChange.Locked locked && locked.displaced() != null) {
            sideband.lockLost(locked.displaced().connectionId(), new LockLoss(lock, How.TAKEN_OVER));
        } else if (change instanceof LockChange.Unlocked unlocked) {
            How how = unlocked.end() == LockChange.End.EXPIRED ? How.EXPIRED : How.RELEASED;
            sideband.lockLost(lock.owner().connectionId(), new LockLoss(lock, how));
        }
    }

    @Override
    void announce(LockChange change) {
        if (change.lock().name().kind().equals(LockName.COMMENT)) {
            sideband.add(new Notice(view -> message(change, view), change.causedBy(), null, Loss.SPOILS_THE_PICTURE));
        }
    }

    private @Nullable CollaborationMessage message(LockChange change, ViewClass view) {
        HeldLock lock = change.lock();
        Principal user = context.guests().shown(lock.owner().user(), view);
        if (user == null) {
            return null;
        }
        String comment = lock.name().id();
        if (change instanceof LockChange.Unlocked unlocked) {
            UnlockReason reason =
                    unlocked.end() == LockChange.End.EXPIRED ? UnlockReason.EXPIRED : UnlockReason.RELEASED;
            return new CollaborationMessage.CommentUnlocked(null, channel, comment, reason);
        }
        return new CollaborationMessage.CommentLocked(channel, comment, user, lock.expiresAt());
    }

    @Override
    void announceAll() {
        // Without a key: what came between rests on this one, and would be left without it.
        sideband.add(new Notice(this::picture, null, null, Loss.SPOILS_THE_PICTURE));
        // At once: what changes later in this round is told after it.
        sideband.flush();
    }

    @Override
    CollaborationMessage picture(ViewClass view) {
        List<Locked> shown = new ArrayList<>();
        for (HeldLock lock : locks.values()) {
            Principal user = context.guests().shown(lock.owner().user(), view);
            if (user != null && lock.name().kind().equals(LockName.COMMENT)) {
                shown.add(new Locked(lock.name().id(), user, lock.expiresAt()));
            }
        }
        return new CollaborationMessage.LockState(channel, shown);
    }
}
