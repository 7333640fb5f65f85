package io.bush.realtime.client.internal.engine;

import io.bush.realtime.client.channel.Channel;
import io.bush.realtime.client.channel.SubscriptionNotice;
import io.bush.realtime.client.channel.SubscriptionNotice.Confirmed;
import io.bush.realtime.client.channel.SubscriptionNotice.Rejected;
import io.bush.realtime.client.connection.ClientListener;
import io.bush.realtime.client.connection.ServerError;
import io.bush.realtime.client.internal.engine.UserCode.Delivery;
import io.bush.realtime.client.internal.lane.Lane;
import io.bush.realtime.client.internal.wire.ServerFrame;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides who is told about a frame. Nothing of a channel passes before its confirmation or after its end: what does not
 * belong to the present subscription belonged to an earlier one. Thread safety: for the client's lane.
 */
final class Router {

    private final Subscriptions subscriptions;
    private final Lane listenerLane;
    private final UserCode user;

    Router(Subscriptions subscriptions, Lane listenerLane, UserCode user) {
        this.subscriptions = subscriptions;
        this.listenerLane = listenerLane;
        this.user = user;
    }

    /** Returns null if nobody is. */
    @Nullable
    Delivery route(ServerFrame frame) {
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
        } else if (frame instanceof ServerFrame.Failure it) {
            return toListener(listener -> listener.serverError(it.error()));
        } else if (frame instanceof ServerFrame.Other it) {
            return toListener(listener -> listener.control(it.control()));
        }
        return null;
    }

    Delivery toListener(Consumer<ClientListener> what) {
        return new Delivery(listenerLane, () -> user.tell(what));
    }

    /** Turns an error that answers a subscribe into a rejection. */
    Delivery reject(Subscription subscription, ServerError error) {
        subscriptions.remove(subscription);
        return subscription.notice(new Rejected(subscription.channel(), error.code(), error.retryAfter()), null);
    }

    private @Nullable Delivery notice(ServerFrame.Notice frame) {
        SubscriptionNotice notice = frame.notice();
        Subscription subscription = subscriptions.find(notice.channel());
        if (subscription == null || !belongs(frame, subscription)) {
            return null;
        }
        Delivery delivery = subscription.notice(notice, frame.control());
        if (!subscription.isActive()) {
            subscriptions.remove(subscription);
        }
        return delivery;
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
