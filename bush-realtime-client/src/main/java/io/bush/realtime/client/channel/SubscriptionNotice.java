package io.bush.realtime.client.channel;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the server says about a subscription (contract §2). Reasons are the words on the wire, because a newer server may
 * know more of them than this client. Thread safety: immutable.
 */
public sealed interface SubscriptionNotice {

    /**
     * Returns which channel it is about.
     *
     * @return the channel
     */
    Channel channel();

    /**
     * The subscription is in force; every event after {@code lastEventId} follows.
     *
     * @param channel the channel
     * @param lastEventId the position before the first event that follows; null while the server cannot say
     * @param recovered whether a {@code sinceEventId} was honoured; what was missed follows
     * @param replayed how many missed events follow; 0 unless recovered
     * @param recoverable false in an outage of the server's log: events of this time cannot be replayed later
     */
    record Confirmed(
            Channel channel, @Nullable String lastEventId, boolean recovered, int replayed, boolean recoverable)
            implements SubscriptionNotice {}

    /**
     * Events may be missing: fetch the whole state again. The subscription is live from {@code lastEventId}.
     *
     * @param channel the channel
     * @param lastEventId the new position
     * @param reason for example {@code expired} or {@code epoch_changed}
     */
    record Reset(Channel channel, @Nullable String lastEventId, String reason) implements SubscriptionNotice {}

    /**
     * The subscription was refused; the handle is of no further use.
     *
     * @param channel the channel
     * @param reason for example {@code insufficient_permissions}, or the code of the error that answered the request
     * @param retryAfter when to try again, or null
     */
    record Rejected(
            Channel channel, String reason, @Nullable Duration retryAfter) implements SubscriptionNotice {}

    /**
     * The subscription was ended by the server; the handle is of no further use.
     *
     * @param channel the channel
     * @param reason for example {@code permissions_changed}
     */
    record Revoked(Channel channel, String reason) implements SubscriptionNotice {}
}
