package io.bush.examples.review.model;

import java.time.Instant;

/**
 * A place for files in a project.
 *
 * @param id {@code folder_…}
 * @param projectId where it is
 * @param name unique in its project
 * @param createdBy who made it
 * @param createdAt when
 */
public record Folder(String id, String projectId, String name, User createdBy, Instant createdAt) {}
