package io.bush.examples.review.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something one user should know.
 *
 * @param id {@code notification_…}
 * @param userId who should know
 * @param type what happened: {@code mention}
 * @param title one line for people
 * @param body the beginning of the comment
 * @param target what it is about
 * @param actor who did it
 * @param createdAt when
 * @param readAt when the user marked it read, or null
 */
public record Notification(
        String id,
        String userId,
        String type,
        String title,
        String body,
        Target target,
        User actor,
        Instant createdAt,
        @Nullable Instant readAt) {

    /**
     * The comment it is about.
     *
     * @param projectId in which project
     * @param fileId on which file
     * @param commentId which
     */
    public record Target(String projectId, String fileId, String commentId) {}
}
