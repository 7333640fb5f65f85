package io.bush.realtime.auth;

import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The four facts {@link ProjectAuthorizer} needs from the application to answer for project, file, user and share
 * channels (contract §4). Called on a lane; must not block: wrap blocking code in {@link #blocking}. Thread safety:
 * implementations must allow any thread.
 */
public interface ProjectPermissions {

    /**
     * What one user may do in one project.
     *
     * @param level the level
     * @param since since when the user has had access to the project without a break; null when unknown
     */
    record Access(PermissionLevel level, @Nullable Instant since) {

        /** Refuses an absent level. */
        public Access {
            Objects.requireNonNull(level, "level");
        }
    }

    /**
     * Finds what a user may do in a project.
     *
     * @param userId the user
     * @param projectId the project
     * @return the access, or null for none or when the project does not exist
     */
    CompletionStage<@Nullable Access> access(String userId, String projectId);

    /**
     * Finds the project a file lies in.
     *
     * @param fileId the file
     * @return its project's id, or null when the file does not exist
     */
    CompletionStage<@Nullable String> projectOfFile(String fileId);

    /**
     * Finds the project a share belongs to.
     *
     * @param shareId the share
     * @return its project's id, or null when the share does not exist
     */
    CompletionStage<@Nullable String> projectOfShare(String shareId);

    /**
     * The user id that owns a user channel. The default takes the resource id {@code user_…} for the user id itself.
     *
     * @param resourceId the id of a {@code user} channel
     * @return the user id that may subscribe
     */
    default String ownerOfUserChannel(String resourceId) {
        return resourceId;
    }

    /** The same questions in blocking form, for {@link ProjectPermissions#blocking}. */
    interface Blocking {

        /**
         * As {@link ProjectPermissions#access}.
         *
         * @param userId the user
         * @param projectId the project
         * @return the access, or null
         */
        @Nullable
        Access access(String userId, String projectId);

        /**
         * As {@link ProjectPermissions#projectOfFile}.
         *
         * @param fileId the file
         * @return its project, or null
         */
        @Nullable
        String projectOfFile(String fileId);

        /**
         * As {@link ProjectPermissions#projectOfShare}.
         *
         * @param shareId the share
         * @return its project, or null
         */
        @Nullable
        String projectOfShare(String shareId);
    }

    /**
     * Makes a source of blocking code, for example of JDBC queries.
     *
     * @param executor runs the code; the application owns it
     * @param source the questions in blocking form
     * @return a source that never blocks its caller
     */
    static ProjectPermissions blocking(Executor executor, Blocking source) {
        return new ProjectPermissions() {
            @Override
            public CompletionStage<@Nullable Access> access(String userId, String projectId) {
                return CompletableFuture.supplyAsync(() -> source.access(userId, projectId), executor);
            }

            @Override
            public CompletionStage<@Nullable String> projectOfFile(String fileId) {
                return CompletableFuture.supplyAsync(() -> source.projectOfFile(fileId), executor);
            }

            @Override
            public CompletionStage<@Nullable String> projectOfShare(String shareId) {
                return CompletableFuture.supplyAsync(() -> source.projectOfShare(shareId), executor);
            }
        };
    }
}
