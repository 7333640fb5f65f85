package io.bush.realtime.protocol;

import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.eventlog.ResetReason;
import io.bush.realtime.ratelimit.RateLimits;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One control frame of the server, before a dialect writes it (contract §2, "Server → client"). Events are not control
 * frames: a dialect writes them from an {@code Event}. Thread safety: immutable.
 */
public sealed interface ServerMessage
        permits CollaborationMessage,
                ServerMessage.Authenticated,
                ServerMessage.ConnectionClosing,
                ServerMessage.ConnectionDegraded,
                ServerMessage.ConnectionEstablished,
                ServerMessage.ConnectionRestored,
                ServerMessage.Failure,
                ServerMessage.Pong,
                ServerMessage.Result,
                ServerMessage.SubscriptionConfirmed,
                ServerMessage.SubscriptionPosition,
                ServerMessage.SubscriptionRejected,
                ServerMessage.SubscriptionReset,
                ServerMessage.SubscriptionRevoked,
                ServerMessage.TokenExpiring,
                ServerMessage.Unsubscribed {

    /**
     * The connection is authenticated.
     *
     * @param ref the mark of the {@code authenticate} frame, if one did it
     * @param connectionId this connection
     * @param serverTime the node's wall clock
     * @param user who the server takes the client for
     * @param heartbeatInterval how often the server pings
     * @param tokenExpiresAt when the token ends, or null
     * @param limits what the client may do
     */
    record ConnectionEstablished(
            @Nullable String ref,
            String connectionId,
            Instant serverTime,
            Principal user,
            Duration heartbeatInterval,
            @Nullable Instant tokenExpiresAt,
            Limits limits)
            implements ServerMessage {

        /**
         * What the client may do.
         *
         * @param maxMessageBytes largest frame
         * @param maxSubscriptions most subscriptions
         * @param maxBatch most items of a batch
         * @param rates the rate limits
         */
        public record Limits(int maxMessageBytes, int maxSubscriptions, int maxBatch, RateLimits rates) {}
    }

    /**
     * The server will close the connection soon.
     *
     * @param reason why
     * @param reconnectAfter how long to wait before coming back
     */
    record ConnectionClosing(String reason, Duration reconnectAfter) implements ServerMessage {}

    /**
     * The back end is in trouble.
     *
     * @param since since when
     */
    record ConnectionDegraded(Instant since) implements ServerMessage {}

    /**
     * The back end is well again.
     *
     * @param since since when
     */
    record ConnectionRestored(Instant since) implements ServerMessage {}

    /**
     * The token ends soon.
     *
     * @param expiresAt when
     */
    record TokenExpiring(Instant expiresAt) implements ServerMessage {}

    /**
     * A newer token was accepted.
     *
     * @param ref the client's mark
     * @param expiresAt when it ends, or null
     */
    record Authenticated(@Nullable String ref, @Nullable Instant expiresAt) implements ServerMessage {}

    /**
     * A subscription is in force.
     *
     * @param ref the client's mark
     * @param channel the channel
     * @param lastEventId the position before the first frame that follows; null in an outage
     * @param recovery what became of a {@code since_event_id}
     */
    record SubscriptionConfirmed(
            @Nullable String ref, Channel channel, @Nullable String lastEventId, Recovery recovery)
            implements ServerMessage {

        /**
         * What became of a {@code since_event_id}.
         *
         * @param kind whether it was honoured
         * @param replayed how many events follow
         */
        public record Recovery(Kind kind, int replayed) {

            /** Nothing was asked, or a reset follows. */
            public static final Recovery NONE = new Recovery(Kind.NONE, 0);

            /** Live only: the log cannot be asked just now. */
            public static final Recovery UNRECOVERABLE = new Recovery(Kind.UNRECOVERABLE, 0);

            /** The kinds of outcome. */
            public enum Kind {
                /** Nothing was asked, or a reset follows. */
                NONE,
                /** The position was good; what was missed follows. */
                RECOVERED,
                /** The log cannot be asked just now. */
                UNRECOVERABLE
            }

            /**
             * The position was good.
             *
             * @param replayed how many events follow
             * @return the recovery
             */
            public static Recovery recovered(int replayed) {
                return new Recovery(Kind.RECOVERED, replayed);
            }
        }
    }

    /**
     * The client has to fetch the whole state.
     *
     * @param ref the client's mark, when it answers a subscribe
     * @param channel the channel
     * @param lastEventId the new position; live from there
     * @param reason why
     */
    record SubscriptionReset(@Nullable String ref, Channel channel, String lastEventId, ResetReason reason)
            implements ServerMessage {}

    /**
     * Where a filtered subscription stands although nothing was sent.
     *
     * @param channel the channel
     * @param lastEventId the position
     */
    record SubscriptionPosition(Channel channel, String lastEventId) implements ServerMessage {}

    /**
     * A subscribe was refused.
     *
     * @param ref the client's mark
     * @param channel the channel as the client named it; a dialect shows at most 128 characters of the id
     * @param reason why
     * @param retryAfter when to try again; null unless temporary
     */
    record SubscriptionRejected(
            @Nullable String ref,
            Channel channel,
            RejectReason reason,
            @Nullable Duration retryAfter) implements ServerMessage {}

    /** Why a subscribe was refused; the wire name is the lower-case name. */
    enum RejectReason {
        /** Forbidden, or absent: the same bytes. */
        INSUFFICIENT_PERMISSIONS,
        /** The connection has as many subscriptions as it may. */
        SUBSCRIPTION_LIMIT_EXCEEDED,
        /** The id does not match. */
        INVALID_RESOURCE_ID,
        /** No such channel type. */
        UNKNOWN_CHANNEL,
        /** A later subscribe or unsubscribe overtook it. */
        SUPERSEDED,
        /** Named twice in one batch. */
        DUPLICATE,
        /** Nobody knows just now. */
        TEMPORARILY_UNAVAILABLE
    }

    /**
     * A subscription was ended by the server.
     *
     * @param channel the channel
     * @param reason why
     */
    record SubscriptionRevoked(Channel channel, RevokeReason reason) implements ServerMessage {}

    /** Why a subscription was ended; the wire name is the lower-case name. */
    enum RevokeReason {
        /** Access was taken back. */
        PERMISSIONS_CHANGED,
        /** What the channel was about is gone. */
        RESOURCE_DELETED,
        /** Access could not be confirmed in time. */
        TEMPORARILY_UNAVAILABLE
    }

    /**
     * A subscription was given up.
     *
     * @param ref the client's mark
     * @param channel the channel
     */
    record Unsubscribed(@Nullable String ref, Channel channel) implements ServerMessage {}

    /**
     * The answer to a ping.
     *
     * @param ref the client's mark
     * @param serverTime the node's wall clock
     */
    record Pong(@Nullable String ref, Instant serverTime) implements ServerMessage {}

    /**
     * What came of a call.
     *
     * @param ref the client's mark
     * @param method what was called, for dialects that name it
     * @param result the application's result
     */
    record Result(@Nullable String ref, String method, Payload result) implements ServerMessage {}

    /**
     * Something was refused.
     *
     * @param code which error
     * @param message for the client's author; never repeats input
     * @param context what it is about
     */
    record Failure(ErrorCode code, String message, Context context) implements ServerMessage {

        /**
         * What an error is about; every part may be absent.
         *
         * @param ref the client's mark
         * @param action the action
         * @param channel the channel
         * @param index which item of a batch, or -1
         * @param retryAfter when to try again
         * @param lock which lock, or null
         * @param appCode why the application refused
         */
        public record Context(
                @Nullable String ref,
                @Nullable String action,
                @Nullable Channel channel,
                int index,
                @Nullable Duration retryAfter,
                @Nullable Lock lock,
                @Nullable String appCode) {

            /**
             * Of the application itself nothing is said.
             *
             * @param ref the client's mark
             * @param action the action
             * @param channel the channel
             * @param index which item of a batch, or -1
             * @param retryAfter when to try again
             */
            public Context(
                    @Nullable String ref,
                    @Nullable String action,
                    @Nullable Channel channel,
                    int index,
                    @Nullable Duration retryAfter) {
                this(ref, action, channel, index, retryAfter, null, null);
            }

            /** About nothing in particular. */
            public static final Context NONE = new Context(null, null, null, -1, null);

            /**
             * A lock that an error is about.
             *
             * @param commentId the comment
             * @param user who holds it, or null
             * @param expiresAt until when, or null
             */
            public record Lock(
                    String commentId,
                    @Nullable Principal user,
                    @Nullable Instant expiresAt) {}

            /**
             * About a client's message.
             *
             * @param message the message
             * @return its mark and action
             */
            public static Context of(ClientMessage message) {
                return new Context(message.ref(), message.action(), null, -1, null);
            }

            /**
             * Returns this with a channel.
             *
             * @param about the channel
             * @return the changed copy
             */
            public Context in(Channel about) {
                return new Context(ref, action, about, index, retryAfter, lock, appCode);
            }

            /**
             * Returns this with a time to wait.
             *
             * @param wait how long
             * @return the changed copy
             */
            public Context after(Duration wait) {
                return new Context(ref, action, channel, index, wait, lock, appCode);
            }

            /**
             * Returns this with a lock.
             *
             * @param held the lock
             * @return the changed copy
             */
            public Context about(Lock held) {
                return new Context(ref, action, channel, index, retryAfter, held, appCode);
            }

            /**
             * Returns this with the application's own code.
             *
             * @param code the code; null for none
             * @return the changed copy
             */
            public Context withAppCode(@Nullable String code) {
                return new Context(ref, action, channel, index, retryAfter, lock, code);
            }
        }
    }
}
