package io.bush.realtime.internal.sideband;

import io.bush.realtime.auth.Principal;
import io.bush.realtime.bus.Signal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelType;
import io.bush.realtime.channel.ChannelType.Feature;
import io.bush.realtime.internal.reading.Turnstile.Turn;
import io.bush.realtime.internal.sideband.Notices.Loss;
import io.bush.realtime.internal.sideband.Notices.Notice;
import io.bush.realtime.lock.HeldLock;
import io.bush.realtime.lock.LockChange;
import io.bush.realtime.presence.PresenceChange;
import io.bush.realtime.presence.PresenceSnapshot;
import io.bush.realtime.protocol.CollaborationMessage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What goes over a channel besides its events: who is there, what is locked, signals. What of it a channel has is a matter of
 * its type. Thread safety: on the channel's lane only, except where a method says otherwise.
 */
public final class Sideband {

    private final Audience audience;
    private final Channel channel;
    private final SidebandContext context;
    private final Notices notices;
    /** Null when the type has no presence. */
    private final @Nullable PresenceReplica presence;
    /** Null when the type has no locks. */
    private final @Nullable LockReplica locks;

    /** Makes the sideband of a channel that is not attached yet. */
    public Sideband(Audience audience, ChannelType type, SidebandContext context) {
        this.audience = audience;
        this.channel = audience.channel();
        this.context = context;
        this.notices = new Notices(channel, context);
        this.presence = type.offers(Feature.PRESENCE) ? new PresenceReplica(audience, context, this) : null;
        this.locks = type.offers(Feature.LOCKS) ? new LockReplica(audience, context, this) : null;
    }

    /** The pictures a channel begins with; null what it has not, or what could not be asked. */
    public record Pictures(
            @Nullable PresenceSnapshot presence, @Nullable List<HeldLock> locks) {}

    // ---- attaching ----

    /** The channel is about to be attached: what is announced from now on waits for the pictures. */
    public void begin() {
        if (presence != null) {
            presence.begin();
        }
        if (locks != null) {
            locks.begin();
        }
    }

    /** Asks for the pictures; does not fail. Any thread. */
    public CompletionStage<Pictures> fetch() {
        CompletionStage<@Nullable PresenceSnapshot> who =
                presence == null ? CompletableFuture.completedFuture(null) : presence.fetch(Turn.ENTRY);
        CompletionStage<@Nullable List<HeldLock>> held =
                locks == null ? CompletableFuture.completedFuture(null) : locks.fetch(Turn.ENTRY);
        return who.thenCombine(held, Pictures::new);
    }

    public void loaded(Pictures pictures) {
        if (presence != null) {
            presence.loaded(pictures.presence());
        }
        if (locks != null) {
            locks.loaded(pictures.locks());
        }
    }

    /** Something may have been lost. */
    public void reload() {
        if (presence != null) {
            presence.reload();
        }
        if (locks != null) {
            locks.reload();
        }
    }

    // ---- what the subscribers are told ----

    /** Shows a subscriber that is about to be live the whole picture. */
    public void greet(Viewer viewer) {
        if (presence != null || locks != null) {
            // What waits is in the picture already, and only for those who were live before.
            flush();
        }
        if (presence != null) {
            presence.greet(viewer);
        }
        if (locks != null) {
            locks.greet(viewer);
        }
    }

    public void onPresence(PresenceChange change) {
        if (presence != null) {
            presence.onChange(change);
        }
    }

    public void onLock(LockChange change) {
        if (locks != null) {
            locks.onChange(change);
        }
    }

    /** A holder on this node gave a lock back; the store's news of it may be under way. */
    public void onReleased(LockChange.Unlocked change) {
        if (locks != null) {
            locks.onReleased(change);
        }
    }

    public void onSignal(Signal signal) {
        String key = "signal:" + signal.user().id() + ":" + signal.event();
        add(new Notice(
                view -> {
                    Principal user = context.guests().shown(signal.user(), view);
                    return user == null
                            ? null
                            : new CollaborationMessage.Signal(channel, signal.event(), user, signal.data());
                },
                signal.connectionId(),
                key,
                Loss.HARMLESS));
    }

    void add(Notice notice) {
        if (notices.add(notice)) {
            audience.lane().atRoundEnd(this::flush);
        }
    }

    /** Sends what waits. Whoever joins or leaves the live subscribers flushes first. */
    void flush() {
        notices.flush(audience.viewers(), audience::spill, audience::missed);
    }

    void later(Duration wait, Runnable task) {
        context.runtime().scheduler().schedule(wait, () -> audience.lane().execute(task));
    }

    /** Tells a connection's session that it does not hold a lock any more, if it is here. */
    void lockLost(String connectionId, LockLoss loss) {
        for (Viewer viewer : audience.viewers()) {
            if (viewer.connection().id().equals(connectionId)) {
                viewer.onLocks(loss);
                return;
            }
        }
    }

    /** Shows every session that may hold a lock what the store has: the copy may have known nothing of it. */
    void compareLocks(LockPicture picture) {
        for (Viewer viewer : audience.viewers()) {
            if (viewer.connection().asksForLocks()) {
                viewer.onLocks(picture);
            }
        }
    }

    // ---- what runs out ----

    /** Whether something may have run out: any thread. */
    public boolean sweepDue(long now) {
        return (presence != null && presence.sweepDue(now)) || (locks != null && locks.sweepDue(now));
    }

    public void sweep(long now) {
        if (presence != null && presence.sweepDue(now)) {
            presence.sweep();
        }
        if (locks != null && locks.sweepDue(now)) {
            locks.sweep();
        }
    }
}
