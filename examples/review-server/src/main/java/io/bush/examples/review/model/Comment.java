package io.bush.examples.review.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A comment on a file.
 *
 * @param id {@code comment_…}
 * @param fileId what it is about
 * @param parentId the comment it answers, or null
 * @param clientId the id the author's client gave it before the server did, or null
 * @param user who wrote it
 * @param text what it says
 * @param timestamp the place in the medium it is about, in seconds, or null
 * @param annotations marks on the picture, as the client drew them, or null
 * @param createdAt when
 * @param updatedAt when it was edited last
 * @param completedBy who marked it complete, or null
 * @param completedAt when, or null
 */
public record Comment(
        String id,
        String fileId,
        @Nullable String parentId,
        @Nullable String clientId,
        User user,
        String text,
        @Nullable Double timestamp,
        @Nullable JsonNode annotations,
        Instant createdAt,
        Instant updatedAt,
        @Nullable User completedBy,
        @Nullable Instant completedAt) {}
