package io.bush.realtime.internal.hub;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.Position;
import io.bush.realtime.internal.connection.Delivery;
import io.bush.realtime.internal.connection.OutboundQueue.Offer;
import io.bush.realtime.observe.RealtimeListener.DropReason;
import io.bush.realtime.protocol.Frame;
import io.bush.realtime.protocol.ServerMessage;
import io.bush.realtime.transport.FrameBatch;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hands a channel's rounds to its subscribers' queues, and tells those who filter where they stand (contract §2,
 * {@code subscription.position}). Thread safety: on the channel's lane only, except where a field is volatile.
 */
final class Fanout implements Round.Drops {

    /** After so many skipped events a filtered subscriber is told its position. */
    private static final int SKIPPED_EVENTS = 100;

    private static final long SKIPPED_NANOS = Duration.ofSeconds(60).toNanos();

    private final Channel channel;
    private final HubContext context;
    /** Frames handed over in the present round. */
    private long delivered;
    /** When the oldest skip that was not told is due, on the monotonic clock; meaningless while nothing is. */
    private volatile long positionsDueAt;
    /** Whether somebody skipped something and was not told. */
    private volatile boolean skips;

    Fanout(Channel channel, HubContext context) {
        this.channel = channel;
        this.context = context;
    }

    /** Sends a live subscriber its share; false when its queue is full and it has to be served from the log. */
    boolean send(Subscription subscription, Round round, Position after) {
        Round.Share share = round.shareFor(subscription, this);
        Delivery delivery = share.delivery();
        if (delivery != null) {
            Offer offer = subscription.connection().outbound().offer(subscription, delivery);
            if (offer == Offer.FULL && (delivery.durable() || share.durablesSkippedAfter() > 0)) {
                return false;
            }
            if (offer == Offer.FULL) {
                reportBehind(subscription, round);
            } else if (offer == Offer.ACCEPTED) {
                delivered += delivery.batch().frames().size();
            }
            if (delivery.durable()) {
                subscription.skipped = 0;
            }
        }
        if (subscription.at != null) {
            rejoin(subscription, after);
        }
        if (share.durablesSkippedAfter() > 0) {
            skipped(subscription, share.durablesSkippedAfter(), after);
        }
        return true;
    }

    /** Offers a subscriber what has no place in the log; what does not fit it goes without. */
    void offer(Subscription subscription, Round round) {
        Delivery delivery = round.shareFor(subscription, this).delivery();
        Offer offer = delivery == null
                ? Offer.ENDED
                : subscription.connection().outbound().offer(subscription, delivery);
        if (offer == Offer.FULL) {
            reportBehind(subscription, round);
        } else if (offer == Offer.ACCEPTED && delivery != null) {
            delivered += delivery.batch().frames().size();
        }
    }

    /** A subscriber that was ahead moves in step again once the channel is as far. */
    private static void rejoin(Subscription subscription, Position after) {
        Position ahead = subscription.at;
        if (ahead != null && (!ahead.epoch().equals(after.epoch()) || ahead.offset() <= after.offset())) {
            subscription.at = null;
        }
    }

    void roundDone() {
        if (delivered > 0) {
            context.counters().delivered.add(delivered);
            delivered = 0;
        }
    }

    /** Says which volatile events a subscriber that is not live missed. */
    void reportBehind(Subscription subscription, Round round) {
        DropReason why = subscription.held ? DropReason.HELD : DropReason.BEHIND;
        for (Event event : round.events()) {
            if (!event.durable()) {
                dropped(subscription, event, why);
            }
        }
    }

    /** Says that something found no room before it was looked at; null when it may have been several. */
    void reportDropped(List<Subscription> subscribers, @Nullable String event) {
        for (Subscription subscription : subscribers) {
            context.listener().dropped(subscription.connection().id(), channel, event, DropReason.BEHIND);
        }
    }

    /** How many of some events a subscriber would be sent. */
    static int count(Subscription subscription, List<Event> events) {
        int wanted = 0;
        for (Event event : events) {
            wanted += subscription.refusal(event) == null ? 1 : 0;
        }
        return wanted;
    }

    /** Sends a subscriber events of the log, whatever its queue holds; false when it is over. */
    boolean page(Subscription subscription, List<Event> events, Position from) {
        Round round = new Round(from);
        Position at = from;
        for (Event event : events) {
            round.add(event);
            at = event.entry() == null ? at : event.entry().position();
            if (round.isFull()) {
                if (!page(subscription, round, at)) {
                    return false;
                }
                round = new Round(at);
            }
        }
        return round.isEmpty() || page(subscription, round, at);
    }

    private boolean page(Subscription subscription, Round round, Position after) {
        Round.Share share = round.shareFor(subscription, this);
        Delivery delivery = share.delivery();
        if (delivery != null) {
            if (!subscription.connection().outbound().page(subscription, delivery.batch())) {
                return false;
            }
            int frames = delivery.batch().frames().size();
            context.counters().delivered.add(frames);
            subscription.caughtUp += frames;
            subscription.skipped = 0;
        }
        if (share.durablesSkippedAfter() > 0) {
            skipped(subscription, share.durablesSkippedAfter(), after);
        }
        return !subscription.ended();
    }

    private void skipped(Subscription subscription, int more, Position after) {
        long now = context.nanoTime();
        if (subscription.skipped == 0) {
            subscription.skippedSince = now;
        }
        subscription.skipped += more;
        if (subscription.skipped >= SKIPPED_EVENTS) {
            sendPosition(subscription, after);
        } else if (!skips) {
            positionsDueAt = subscription.skippedSince + SKIPPED_NANOS;
            skips = true;
        }
    }

    boolean positionsDue(long now) {
        return skips && now - positionsDueAt >= 0;
    }

    void sendPositions(List<Subscription> subscribers, Position head, long now) {
        skips = false;
        for (Subscription subscription : subscribers) {
            if (subscription.skipped == 0) {
                continue;
            }
            // Whoever is not live is told when it is: its position moves anyway.
            boolean live = subscription.state == Subscription.State.LIVE;
            long dueAt = live ? subscription.skippedSince + SKIPPED_NANOS : now + SKIPPED_NANOS;
            if (now - dueAt >= 0) {
                // Whoever is ahead of the channel must not be told to go back.
                sendPosition(subscription, subscription.at == null ? head : subscription.at);
            } else if (!skips || dueAt - positionsDueAt < 0) {
                positionsDueAt = dueAt;
                skips = true;
            }
        }
    }

    private void sendPosition(Subscription subscription, Position at) {
        Frame frame =
                subscription.dialect().encode(new ServerMessage.SubscriptionPosition(channel, at.eventId(channel)));
        if (frame != null) {
            subscription.connection().outbound().page(subscription, FrameBatch.of(frame));
        }
        subscription.skipped = 0;
    }

    @Override
    public void dropped(Subscription subscription, Event event, DropReason why) {
        context.listener().dropped(subscription.connection().id(), channel, event.name(), why);
    }
}
