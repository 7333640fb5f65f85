package io.bush.examples.review.model;

import java.time.Instant;

/**
 * A project as clients see it.
 *
 * @param id {@code proj_…}
 * @param name its name
 * @param permission what the asking user may do in it
 * @param createdBy who made it
 * @param createdAt when
 */
public record Project(String id, String name, String permission, User createdBy, Instant createdAt) {}
