package io.bush.realtime.internal.action;

import io.bush.realtime.auth.Grant.Right;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelType;
import io.bush.realtime.channel.ChannelType.Feature;
import io.bush.realtime.internal.connection.Connection;
import io.bush.realtime.internal.hub.Subscription;
import io.bush.realtime.protocol.ErrorCode;
import io.bush.realtime.protocol.Frame;
import io.bush.realtime.protocol.ServerMessage;
import org.jspecify.annotations.Nullable;

/**
 * What a connection may do in a channel at this moment, besides reading it: only with a confirmed subscription, only what
 * the channel's type offers and the grant gives. Thread safety: on the connection's lane only.
 */
final class Standing {

    private final Connection connection;
    private final ActionContext context;
    private final Subscriptions subscriptions;

    Standing(Connection connection, ActionContext context, Subscriptions subscriptions) {
        this.connection = connection;
        this.context = context;
        this.subscriptions = subscriptions;
    }

    /** Why something may not be done; null when it may. */
    @Nullable
    ErrorCode refusal(Channel channel, Feature feature, Right right) {
        Slot slot = subscriptions.find(channel);
        ChannelType type = context.types().find(channel.type());
        // Whether a type offers something is no secret, and true for every id.
        if (type != null && !type.offers(feature)) {
            return ErrorCode.NOT_SUPPORTED;
        }
        if (slot == null || slot.active == null) {
            return ErrorCode.NOT_SUBSCRIBED;
        }
        if (slot.unknown()) {
            return ErrorCode.TEMPORARILY_UNAVAILABLE;
        }
        return slot.grant.gives(right) ? null : ErrorCode.FORBIDDEN;
    }

    /** Tells the client's author why. */
    static String reason(ErrorCode refusal) {
        return switch (refusal) {
            case NOT_SUPPORTED -> "channels of this type do not offer it";
            case NOT_SUBSCRIBED -> "subscribe to the channel first";
            case TEMPORARILY_UNAVAILABLE -> "access cannot be confirmed just now";
            default -> "not allowed";
        };
    }

    /** The subscription that an answer is for, if it is still in force; null when it has ended. */
    @Nullable
    Slot current(Slot slot) {
        return !connection.closing() && subscriptions.isCurrent(slot) && slot.active != null ? slot : null;
    }

    /**
     * Answers for a subscription, in the same instant in which it is in force; the answer is not dropped at its end. False
     * when it is over, unless the connection is: then that decides what becomes of it.
     */
    boolean reply(Slot slot, ServerMessage message) {
        Frame frame = connection.dialect().encode(message);
        if (frame == null || (slot.active != null && connection.outbound().reply(slot.active, frame))) {
            return true;
        }
        // Another one may have taken its place, and the news of it not come here yet.
        Subscription next = slot.attempt == null ? null : slot.attempt.subscription;
        boolean sent = next != null && next.confirmed() && connection.outbound().reply(next, frame);
        return sent || connection.closing();
    }

    /** The connection's part in a channel; null when it has none. */
    @Nullable
    Slot find(Channel channel) {
        return subscriptions.find(channel);
    }

    /** The latest subscribe that has no answer yet; null when there is none. */
    @Nullable
    Slot lastPending() {
        Slot last = null;
        for (Slot slot : subscriptions.all()) {
            last = slot.pending() ? slot : last;
        }
        return last;
    }
}
