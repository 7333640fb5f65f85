package io.bush.realtime.client.internal.subscription;

import io.bush.realtime.client.channel.Channel;
import io.bush.realtime.client.channel.SubscriptionNotice;
import io.bush.realtime.client.channel.SubscriptionNotice.Confirmed;
import io.bush.realtime.client.channel.SubscriptionNotice.Rejected;
import io.bush.realtime.client.channel.SubscriptionNotice.Revoked;
import io.bush.realtime.client.internal.lane.Clock;
import io.bush.realtime.client.internal.user.UserCode.Delivery;
import io.bush.realtime.client.internal.wire.ServerFrame;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Decides which subscription a frame belongs to. Nothing of a channel passes before its confirmation or after its end: what
 * does not belong to the present subscription belonged to an earlier one. Thread safety: for the client's lane.
 */
public final class Router {

    private static final String FOR_NOW = "temporarily_unavailable";

    /** Asks for a subscription again. */
    @FunctionalInterface
    public interface Again {

        /**
         * The server could not have it just now.
         *
         * @param subscription which
         * @param wait for how long
         */
        void later(Subscription subscription, Duration wait);
    }

    private final Subscriptions subscriptions;
    private final Clock clock;
    private final Again again;

    /**
     * Makes one for a connection.
     *
     * @param subscriptions those that have not ended
     * @param clock tells how long they have been in force
     * @param again asks for one again on this connection
     */
    public Router(Subscriptions subscriptions, Clock clock, Again again) {
        this.subscriptions = subscriptions;
        this.clock = clock;
        this.again = again;
    }

    /**
     * Finds out what a frame means for its channel.
     *
     * @param frame which
     * @return what to tell the handlers; null if nothing, also because it is about no channel
     */
    public @Nullable Delivery route(ServerFrame frame) {
        if (frame instanceof ServerFrame.Event it) {
            Subscription active = active(it.event().channel());
            return active == null ? null : active.event(it.event());
        } else if (frame instanceof ServerFrame.Notice it) {
            return notice(it);
        } else if (frame instanceof ServerFrame.Position it) {
            Subscription active = active(it.channel());
            return active == null ? null : active.position(it.lastEventId(), it.control());
        } else if (frame instanceof ServerFrame.About it) {
            Subscription active = active(it.channel());
            return active == null ? null : active.control(it.control());
        }
        return null;
    }

    private @Nullable Delivery notice(ServerFrame.Notice frame) {
        SubscriptionNotice notice = frame.notice();
        Subscription subscription = subscriptions.find(notice.channel());
        if (subscription == null || !belongs(frame, subscription)) {
            return null;
        }
        if (isForNow(notice)) {
            Duration least = notice instanceof Rejected it && it.retryAfter() != null ? it.retryAfter() : Duration.ZERO;
            again.later(subscription, subscription.postponed(least, clock.nanoTime()));
            return subscription.control(frame.control());
        }
        Delivery delivery = subscription.notice(notice, frame.control(), clock.nanoTime());
        if (subscription.isEnded()) {
            subscriptions.remove(subscription);
        }
        return delivery;
    }

    private static boolean isForNow(SubscriptionNotice notice) {
        return (notice instanceof Rejected rejected && rejected.reason().equals(FOR_NOW))
                || (notice instanceof Revoked revoked && revoked.reason().equals(FOR_NOW));
    }

    private static boolean belongs(ServerFrame.Notice frame, Subscription subscription) {
        boolean answersRequest = frame.notice() instanceof Confirmed || frame.notice() instanceof Rejected;
        return answersRequest ? subscription.isAwaiting(frame.ref()) : subscription.isActive();
    }

    private @Nullable Subscription active(Channel channel) {
        Subscription subscription = subscriptions.find(channel);
        return subscription != null && subscription.isActive() ? subscription : null;
    }
}
