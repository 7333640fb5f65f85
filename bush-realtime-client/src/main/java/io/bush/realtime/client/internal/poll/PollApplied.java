package io.bush.realtime.client.internal.poll;

import io.bush.realtime.client.channel.ReceivedEvent;
import io.bush.realtime.client.channel.SubscriptionNotice;
import io.bush.realtime.client.channel.SubscriptionNotice.Confirmed;
import io.bush.realtime.client.channel.SubscriptionNotice.Rejected;
import io.bush.realtime.client.channel.SubscriptionNotice.Reset;
import io.bush.realtime.client.channel.SubscriptionNotice.Revoked;
import io.bush.realtime.client.internal.parts.Parts;
import io.bush.realtime.client.internal.subscription.Subscription;
import io.bush.realtime.client.internal.user.UserCode.Delivery;
import io.bush.realtime.client.internal.wire.PollFrames.Result;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns the answer to a poll into what the frames of a socket would have been: a confirmation, a reset, events. Thread
 * safety: for the lane only.
 */
final class PollApplied {

    /** How much of a result the backlog had room for. */
    enum Room {
        FOR_ALL,
        /** The position stays before what did not fit. */
        FOR_SOME,
        FOR_NOTHING
    }

    /** What a notice counts for in the backlog. */
    private static final int NOTICE_BYTES = 128;

    private static final Set<String> FINAL = Set.of("invalid_resource_id", "unknown_channel");

    private final Parts parts;
    /** What the backlog took of the present result. */
    private int taken;

    PollApplied(Parts parts) {
        this.parts = parts;
    }

    Room apply(List<Subscription> asked, Result result) {
        Subscription subscription = parts.subscriptions().find(result.channel());
        if (subscription == null || !asked.contains(subscription)) {
            return Room.FOR_ALL;
        }
        if (result.error() != null) {
            refuse(subscription, result.error());
            return Room.FOR_ALL;
        }
        taken = 0;
        boolean all = events(subscription, result);
        return all ? Room.FOR_ALL : taken > 0 ? Room.FOR_SOME : Room.FOR_NOTHING;
    }

    private void refuse(Subscription subscription, String error) {
        SubscriptionNotice notice;
        if (error.equals("not_found")) {
            notice = subscription.wasConfirmed()
                    ? new Revoked(subscription.channel(), "permissions_changed")
                    : new Rejected(subscription.channel(), "insufficient_permissions", null);
        } else if (FINAL.contains(error)) {
            notice = new Rejected(subscription.channel(), error, null);
        } else {
            // Nobody knows just now; the next round asks again.
            return;
        }
        parts.subscriptions().remove(subscription);
        Delivery delivery = subscription.notice(notice);
        var unused = parts.user().offer(delivery.lane(), delivery.work());
    }

    /** Returns false if the backlog had no room for all of it. */
    private boolean events(Subscription subscription, Result result) {
        String since = subscription.item().sinceEventId();
        boolean recovered = since != null && result.reset() == null;
        if (!subscription.isPolled()) {
            String position = recovered ? since : result.lastEventId();
            int replayed = recovered ? result.events().size() : 0;
            if (!deliver(
                    () -> subscription.notice(
                            new Confirmed(subscription.channel(), position, recovered, replayed, true)),
                    NOTICE_BYTES)) {
                return false;
            }
        }
        String reason = result.reset();
        if (reason != null
                && !deliver(
                        () -> subscription.notice(new Reset(subscription.channel(), result.lastEventId(), reason)),
                        NOTICE_BYTES)) {
            return false;
        }
        for (ReceivedEvent event : result.events()) {
            if (!deliver(() -> subscription.event(event), event.text().getBytes(StandardCharsets.UTF_8).length)) {
                return false;
            }
        }
        return stand(subscription, result.lastEventId());
    }

    /** Behind the last event there may be some that the subscription's patterns leave out. */
    private boolean stand(Subscription subscription, @Nullable String lastEventId) {
        return lastEventId == null
                || lastEventId.equals(subscription.item().sinceEventId())
                || deliver(() -> subscription.position(lastEventId), NOTICE_BYTES);
    }

    /** Something to take: nothing moves before there is room for it. */
    private interface Taken {
        @Nullable
        Delivery take();
    }

    private boolean deliver(Taken what, int sizeBytes) {
        if (!parts.backlog().reserve(sizeBytes)) {
            return false;
        }
        taken++;
        Delivery delivery = what.take();
        if (delivery == null) {
            parts.backlog().release(sizeBytes);
            return true;
        }
        return parts.deliver(delivery, sizeBytes);
    }
}
