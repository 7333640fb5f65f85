package io.bush.realtime.internal.hub;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Position;
import io.bush.realtime.internal.connection.OutboundQueue.Ending;
import io.bush.realtime.internal.hub.Subscription.State;
import io.bush.realtime.protocol.Frame;
import io.bush.realtime.protocol.ServerMessage;
import io.bush.realtime.protocol.ServerMessage.RevokeReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The end of a channel: everybody gets what was published up to a position, nothing after it, and then the frame that
 * says so (contract §3.9). Thread safety: on the channel's lane only.
 */
final class ChannelEnd {

    private final ChannelHub hub;
    private final Channel channel;
    /** Up to where everybody is served; null while the channel does not end. */
    private @Nullable Position last;

    private RevokeReason reason = RevokeReason.RESOURCE_DELETED;

    ChannelEnd(ChannelHub hub) {
        this.hub = hub;
        this.channel = hub.channel();
    }

    void planned(Position upTo, RevokeReason why) {
        last = upTo;
        reason = why;
    }

    /** Whether the end is planned and not reached. */
    boolean ahead() {
        return last != null;
    }

    /** Whether the channel ends exactly here. */
    boolean isAt(Position position) {
        return position.equals(last);
    }

    /** Ends whoever is level, once the channel is far enough; the others end when they are as far. */
    void ifReached(@Nullable Position head, List<Subscription> subscribers) {
        Position target = last;
        if (target == null || head == null || !reaches(head, target)) {
            return;
        }
        last = null;
        for (Subscription subscription : new ArrayList<>(subscribers)) {
            if (subscription.state == State.LIVE || subscription.held) {
                finish(subscription);
            } else {
                subscription.endsAt = target;
            }
        }
    }

    /** Ends those without a position: they have got everything they will get. */
    void ofUnplaced(List<Subscription> subscribers) {
        subscribers.stream().filter(one -> one.unplaced).toList().forEach(this::finish);
    }

    /** Whether a position is no longer before another; what belongs to another epoch never will be. */
    static boolean reaches(Position at, Position target) {
        return !at.epoch().equals(target.epoch()) || at.offset() >= target.offset();
    }

    /** Ends a subscription that has got everything, or whose access is unknown. */
    void finish(Subscription subscription) {
        Frame frame = subscription.dialect().encode(new ServerMessage.SubscriptionRevoked(channel, reason));
        Ending ending = subscription.held ? Ending.PURGE : Ending.KEEP;
        if (subscription.connection().outbound().end(subscription, frame, ending)) {
            subscription.owner().ended(subscription, reason);
        }
        hub.detach(subscription);
    }
}
