package io.bush.examples.review.model;

import java.time.Instant;

/**
 * Somebody's membership in a project.
 *
 * @param user who
 * @param permission a level's name on the wire
 * @param since start of the unbroken membership
 */
public record Member(User user, String permission, Instant since) {}
