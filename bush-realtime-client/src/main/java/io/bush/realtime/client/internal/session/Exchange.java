package io.bush.realtime.client.internal.session;

import io.bush.realtime.client.channel.SubscriptionNotice.Rejected;
import io.bush.realtime.client.connection.ServerError;
import io.bush.realtime.client.connection.TokenPlacement;
import io.bush.realtime.client.internal.parts.Parts;
import io.bush.realtime.client.internal.subscription.Router;
import io.bush.realtime.client.internal.subscription.Subscription;
import io.bush.realtime.client.internal.user.UserCode.Delivery;
import io.bush.realtime.client.internal.wire.ServerFrame;
import io.bush.realtime.client.internal.wire.ServerFrame.Established;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What goes back and forth on one connection once the server has accepted it. Thread safety: for the lane only, but for
 * {@link #heard}.
 */
final class Exchange {

    private final Parts parts;
    private final Consumer<ServerFrame.Other> controls;
    private final Outbox outbox;
    private final Router router;
    private final Subscribes subscribes;
    private final Unsubscribes unsubscribes;
    private final SignsOfLife life;
    private final TokenRefresh refresh;
    /** When the server accepted, by the monotonic clock. */
    private final long since;

    /**
     * {@code askedAt} is a moment before the server accepted; {@code send} takes frames, {@code dead} is told of silence, {@code
     * controls} of frames about no channel.
     */
    Exchange(
            Parts parts,
            Established accepted,
            long askedAt,
            Consumer<String> send,
            Runnable dead,
            Consumer<ServerFrame.Other> controls) {
        this.parts = parts;
        this.controls = controls;
        this.since = parts.now();
        outbox = new Outbox(parts, accepted.limits(), new ServerClock(accepted.serverTime(), askedAt), send);
        if (parts.settings().placement() == TokenPlacement.FIRST_MESSAGE) {
            outbox.sentBefore();
        }
        subscribes = new Subscribes(parts, outbox, this::reject);
        router = new Router(parts.subscriptions(), parts.world().clock(), subscribes::later);
        unsubscribes = new Unsubscribes(parts, outbox);
        life = new SignsOfLife(parts, outbox, dead, this::clockRead);
        refresh = new TokenRefresh(parts, outbox, accepted.tokenExpiresAt());
    }

    Outbox outbox() {
        return outbox;
    }

    Subscribes subscribes() {
        return subscribes;
    }

    Unsubscribes unsubscribes() {
        return unsubscribes;
    }

    Duration age() {
        return Duration.ofNanos(parts.now() - since);
    }

    /** Something came; on any thread. */
    void heard() {
        life.heard();
    }

    /** The machine has slept. */
    void woke() {
        life.woke();
    }

    private void clockRead(ServerFrame.Other pong) {
        refresh.clockRead();
        controls.accept(pong);
    }

    void tokenExpires() {
        refresh.expiring();
    }

    void end() {
        subscribes.end();
        life.end();
        refresh.end();
        outbox.end();
    }

    /** Returns what to tell the application of a frame; null if nothing. */
    @Nullable
    Delivery understand(ServerFrame frame) {
        // The router first: what it says of a subscription tells whether a request has its last answer.
        Delivery routed = router.route(frame);
        boolean answer = outbox.answered(frame);
        return routed != null || answer ? routed : unasked(parts, controls, frame);
    }

    /** What nobody asked for, and what is about no channel. */
    static @Nullable Delivery unasked(Parts parts, Consumer<ServerFrame.Other> controls, ServerFrame frame) {
        if (frame instanceof ServerFrame.Failure it) {
            return parts.toListener(listener -> listener.serverError(it.error()));
        } else if (frame instanceof ServerFrame.Other it) {
            controls.accept(it);
            return parts.toListener(listener -> listener.control(it.control()));
        }
        return null;
    }

    /** Turns an error that answers a subscribe into a rejection. */
    private void reject(Subscription subscription, ServerError error) {
        parts.subscriptions().remove(subscription);
        Delivery delivery = subscription.notice(new Rejected(subscription.channel(), error.code(), error.retryAfter()));
        var unused = parts.user().offer(delivery.lane(), delivery.work());
    }
}
