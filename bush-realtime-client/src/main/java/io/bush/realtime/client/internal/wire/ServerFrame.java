package io.bush.realtime.client.internal.wire;

import io.bush.realtime.client.channel.Channel;
import io.bush.realtime.client.channel.ControlFrame;
import io.bush.realtime.client.channel.ReceivedEvent;
import io.bush.realtime.client.channel.SubscriptionNotice;
import io.bush.realtime.client.connection.ServerError;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One frame of the server as far as this client understands it. Thread safety: as what it holds. */
public sealed interface ServerFrame {

    /**
     * Returns the mark of the request that the frame answers.
     *
     * @return the mark; null if it answers none
     */
    default @Nullable String ref() {
        return null;
    }

    /**
     * An event.
     *
     * @param event the event
     */
    record Event(ReceivedEvent event) implements ServerFrame {}

    /**
     * The connection is accepted.
     *
     * @param connectionId its name; null if the server did not say
     * @param serverTime the server's clock; null if the server did not say
     * @param tokenExpiresAt when the token ends, by the server's clock; null if it does not
     * @param limits what the client may do
     * @param control the whole frame
     */
    record Established(
            @Nullable String connectionId,
            @Nullable Instant serverTime,
            @Nullable Instant tokenExpiresAt,
            Limits limits,
            ControlFrame control)
            implements ServerFrame {}

    /**
     * What the client may do; what the server did not say is the contract's default.
     *
     * @param maxMessageBytes largest frame
     * @param maxBatch most items of a frame
     * @param messagesPerMinute most frames but signals in 60 s
     * @param subscribesPerMinute most {@code subscribe} frames in 60 s
     * @param presencePer10s most {@code presence} frames in 10 s
     * @param locksPerMinute most {@code comment.lock} frames in 60 s
     * @param signalsPerSecond most {@code signal} frames in 1 s
     */
    record Limits(
            int maxMessageBytes,
            int maxBatch,
            int messagesPerMinute,
            int subscribesPerMinute,
            int presencePer10s,
            int locksPerMinute,
            int signalsPerSecond) {

        /** The contract's defaults, for the time before a server has said anything. */
        public static final Limits DEFAULT = new Limits(16_384, 50, 100, 20, 10, 5, 10);
    }

    /**
     * The server is about to go away.
     *
     * @param reconnectAfter when to come back; null if the server did not say
     * @param control the whole frame
     */
    record Closing(@Nullable Duration reconnectAfter, ControlFrame control) implements ServerFrame {}

    /**
     * The token ends soon.
     *
     * @param control the whole frame
     */
    record TokenExpiring(ControlFrame control) implements ServerFrame {}

    /**
     * A later token was accepted.
     *
     * @param ref the mark of the request
     * @param expiresAt when it ends, by the server's clock; null if it does not
     * @param control the whole frame
     */
    record Authenticated(@Nullable String ref, @Nullable Instant expiresAt, ControlFrame control)
            implements ServerFrame {}

    /**
     * A subscription was confirmed, reset, rejected or revoked.
     *
     * @param ref the mark of the request, if it answers one
     * @param notice what the server says
     * @param control the whole frame
     */
    record Notice(@Nullable String ref, SubscriptionNotice notice, ControlFrame control) implements ServerFrame {}

    /**
     * Where a filtered subscription stands.
     *
     * @param channel the channel
     * @param lastEventId the position
     * @param control the whole frame
     */
    record Position(Channel channel, String lastEventId, ControlFrame control) implements ServerFrame {}

    /**
     * A subscription was given up.
     *
     * @param ref the mark of the request
     * @param channel the channel
     * @param control the whole frame
     */
    record Unsubscribed(@Nullable String ref, Channel channel, ControlFrame control) implements ServerFrame {}

    /**
     * Another frame about a channel: presence, locks, signals, or unknown.
     *
     * @param ref the mark of what it answers, if it does
     * @param channel the channel
     * @param control the whole frame
     */
    record About(@Nullable String ref, Channel channel, ControlFrame control) implements ServerFrame {}

    /**
     * An error.
     *
     * @param ref the mark of what it answers
     * @param error what the server says
     */
    record Failure(@Nullable String ref, ServerError error) implements ServerFrame {}

    /**
     * Another frame about no channel: results, pongs, granted and lost locks, or unknown.
     *
     * @param ref the mark of what it answers, if it does
     * @param control the whole frame
     */
    record Other(@Nullable String ref, ControlFrame control) implements ServerFrame {}
}
