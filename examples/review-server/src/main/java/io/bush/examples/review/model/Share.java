package io.bush.examples.review.model;

import java.time.Instant;

/**
 * A link to one file for people without an account.
 *
 * @param id {@code share_…}
 * @param fileId what it shows
 * @param createdBy who made it
 * @param createdAt when
 */
public record Share(String id, String fileId, User createdBy, Instant createdAt) {}
