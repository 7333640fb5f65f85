package io.bush.realtime.internal.hub;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A granted wish to join a channel. Thread safety: immutable.
 *
 * @param subscription what joins
 * @param previous the connection's earlier subscription to the channel, which it replaces; or null
 * @param ref the client's mark
 * @param sinceEventId what the client has, as it sent it; or null
 * @param accessSince since when its access has held without a break; or null
 */
public record Attachment(
        Subscription subscription,
        @Nullable Subscription previous,
        @Nullable String ref,
        @Nullable String sinceEventId,
        @Nullable Instant accessSince) {}
