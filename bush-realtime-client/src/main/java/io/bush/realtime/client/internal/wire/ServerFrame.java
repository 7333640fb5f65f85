package io.bush.realtime.client.internal.wire;

import io.bush.realtime.client.channel.Channel;
import io.bush.realtime.client.channel.ControlFrame;
import io.bush.realtime.client.channel.ReceivedEvent;
import io.bush.realtime.client.channel.SubscriptionNotice;
import io.bush.realtime.client.connection.ServerError;
import org.jspecify.annotations.Nullable;

/** One frame of the server as far as this client understands it. Thread safety: as what it holds. */
public sealed interface ServerFrame {

    /**
     * An event.
     *
     * @param event the event
     */
    record Event(ReceivedEvent event) implements ServerFrame {}

    /**
     * The connection is accepted.
     *
     * @param limits what the client may do
     * @param control the whole frame
     */
    record Established(Limits limits, ControlFrame control) implements ServerFrame {}

    /**
     * What the client may do; what the server did not say is the contract's default.
     *
     * @param maxMessageBytes largest frame
     * @param maxBatch most items of a frame
     * @param subscribesPerMinute most {@code subscribe} frames in 60 s
     */
    record Limits(int maxMessageBytes, int maxBatch, int subscribesPerMinute) {}

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
     * @param channel the channel
     * @param control the whole frame
     */
    record About(Channel channel, ControlFrame control) implements ServerFrame {}

    /**
     * An error.
     *
     * @param ref the mark of what it answers
     * @param error what the server says
     */
    record Failure(@Nullable String ref, ServerError error) implements ServerFrame {}

    /**
     * Another frame about no channel, perhaps unknown.
     *
     * @param control the whole frame
     */
    record Other(ControlFrame control) implements ServerFrame {}
}
