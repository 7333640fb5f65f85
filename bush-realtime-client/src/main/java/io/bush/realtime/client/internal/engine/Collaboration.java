package io.bush.realtime.client.internal.engine;

import io.bush.realtime.client.channel.ChannelHandle;
import io.bush.realtime.client.channel.ControlFrame;
import io.bush.realtime.client.internal.lock.LockKeeper;
import io.bush.realtime.client.internal.parts.Parts;
import io.bush.realtime.client.internal.presence.PresenceKeeper;
import io.bush.realtime.client.internal.session.Outbox;
import io.bush.realtime.client.internal.signal.SignalKeeper;
import io.bush.realtime.client.internal.subscription.ChannelTap;
import io.bush.realtime.client.internal.subscription.Subscription;
import io.bush.realtime.client.internal.wire.ServerFrame.Established;
import io.bush.realtime.client.lock.CommentLocks;
import io.bush.realtime.client.presence.PresenceHandle;
import io.bush.realtime.client.signal.Signals;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The presence, locks and signals of those subscriptions whose application asked for them, and the connection they have in common.
 * Thread safety: asking is safe for any thread; everything else is for the lane.
 */
final class Collaboration {

    private final Parts parts;
    private final Keepers<PresenceKeeper> presences = new Keepers<>();
    private final Keepers<LockKeeper> locks = new Keepers<>();
    private final Keepers<SignalKeeper> signals = new Keepers<>();
    /** Where frames leave; null while there is no connection. */
    private @Nullable Outbox outbox;
    /** Whom the server takes this client for; null while unknown. */
    private @Nullable String self;

    Collaboration(Parts parts) {
        this.parts = parts;
    }

    // ---- on any thread

    PresenceHandle presence(ChannelHandle handle, Duration idleAfter, Runnable subscriptionsChanged) {
        Subscription subscription = require(handle);
        return presences.of(subscription, () -> {
            PresenceKeeper keeper = new PresenceKeeper(parts, subscription, idleAfter);
            join(subscription, keeper, subscriptionsChanged, () -> open(keeper));
            return keeper;
        });
    }

    CommentLocks locks(ChannelHandle handle, Runnable subscriptionsChanged) {
        Subscription subscription = require(handle);
        return locks.of(subscription, () -> {
            LockKeeper keeper = new LockKeeper(parts, subscription);
            join(subscription, keeper, subscriptionsChanged, () -> open(keeper));
            return keeper;
        });
    }

    Signals signals(ChannelHandle handle) {
        Subscription subscription = require(handle);
        return signals.of(subscription, () -> {
            SignalKeeper keeper = new SignalKeeper(parts, subscription);
            listen(subscription, keeper, () -> open(keeper));
            return keeper;
        });
    }

    private static Subscription require(ChannelHandle handle) {
        Subscription subscription = Subscription.of(handle);
        if (subscription == null) {
            throw new IllegalArgumentException("the handle of " + handle.channel() + " is not a client's");
        }
        return subscription;
    }

    private void join(Subscription subscription, ChannelTap keeper, Runnable subscriptionsChanged, Runnable opening) {
        listen(subscription, keeper, () -> {
            opening.run();
            if (subscription.isActive()) {
                // What is true in the channel was told before anybody listened: the server tells it again to who asks
                // again.
                subscription.unasked();
                subscriptionsChanged.run();
            }
        });
    }

    private void listen(Subscription subscription, ChannelTap keeper, Runnable opening) {
        subscription.tap(keeper);
        subscription.tap(new ChannelTap() {
            @Override
            public void ended() {
                presences.remove(subscription);
                locks.remove(subscription);
                signals.remove(subscription);
            }
        });
        parts.lane().execute(opening);
    }

    // ---- on the lane

    private void open(PresenceKeeper keeper) {
        if (outbox != null) {
            keeper.opened(outbox, self);
        }
    }

    private void open(LockKeeper keeper) {
        if (outbox != null) {
            keeper.opened(outbox);
        }
    }

    private void open(SignalKeeper keeper) {
        if (outbox != null) {
            keeper.opened(outbox);
        }
    }

    /** There is a connection. */
    void opened(Outbox open, @Nullable Established greeting) {
        outbox = open;
        self = greeting == null
                ? null
                : greeting.control().json().path("user").path("id").textValue();
        presences.all().forEach(this::open);
        locks.all().forEach(this::open);
        signals.all().forEach(this::open);
    }

    /** The connection is gone; {@code forGood} if the server does not wait for us to come back. */
    void interrupted(boolean forGood) {
        outbox = null;
        presences.all().forEach(PresenceKeeper::closed);
        locks.all().forEach(LockKeeper::closed);
        signals.all().forEach(SignalKeeper::closed);
        if (forGood) {
            disconnected();
        }
    }

    /** The application gave the connection up. */
    void disconnected() {
        locks.all().forEach(LockKeeper::disconnected);
    }

    /** The machine has slept. */
    void woke(Duration slept) {
        locks.all().forEach(keeper -> keeper.woke(slept));
    }

    /** A frame came that is about no channel. */
    void control(ControlFrame frame) {
        switch (frame.type()) {
            case "comment.lock.lost" -> locks.all().forEach(keeper -> keeper.lost(frame));
            case "pong" -> locks.all().forEach(LockKeeper::clockRead);
            default -> {}
        }
    }
}
