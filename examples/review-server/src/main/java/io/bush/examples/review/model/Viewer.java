package io.bush.examples.review.model;

import org.jspecify.annotations.Nullable;

/**
 * Somebody who came through a share link, as far as they said.
 *
 * @param name or null
 * @param email or null
 */
public record Viewer(@Nullable String name, @Nullable String email) {}
