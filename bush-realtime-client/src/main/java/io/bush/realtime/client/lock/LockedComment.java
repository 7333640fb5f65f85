package io.bush.realtime.client.lock;

import io.bush.realtime.client.channel.User;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A comment that somebody edits. Thread safety: immutable.
 *
 * @param commentId which
 * @param user who
 * @param expiresAt when it ends unless renewed, by the server's clock; null if the server did not say
 */
public record LockedComment(
        String commentId, User user, @Nullable Instant expiresAt) {}
