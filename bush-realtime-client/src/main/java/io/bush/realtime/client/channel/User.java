package io.bush.realtime.client.channel;

import org.jspecify.annotations.Nullable;

/**
 * Somebody as the server shows them (contract §2, {@code user}). Thread safety: immutable.
 *
 * @param id the user's id, or that of a guest of a share
 * @param name what to call them, or null
 * @param avatarUrl where their picture is, or null
 */
public record User(
        String id, @Nullable String name, @Nullable String avatarUrl) {}
