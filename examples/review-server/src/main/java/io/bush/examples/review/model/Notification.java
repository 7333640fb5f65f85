package io.bush.examples.review.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something one user should know.
 *
 * @param id {@code notification_…}
 * @param userId who should know
 * @param type what happened: {@code mention}
 * @param projectId where
 * @param fileId on which file
 * @param commentId in which comment
 * @param actor who did it
 * @param text the beginning of the comment
 * @param createdAt when
 * @param readAt when the user marked it read, or null
 */
public record Notification(
        String id,
        String userId,
        String type,
        String projectId,
        String fileId,
        String commentId,
        User actor,
        String text,
        Instant createdAt,
        @Nullable Instant readAt) {}
