package io.bush.realtime.channel;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The data of the catalogued events (contract §4, seed 000 §4.2 to 4.8), as they stand in {@code data} on the wire.
 *
 * <p>Any Jackson mapper writes them in snake case, without parts that are null, times as ISO 8601 in UTC to the millisecond: the
 * annotations here outrank a mapper's own settings. Ids are the application's. Thread safety: immutable.
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonAutoDetect(getterVisibility = JsonAutoDetect.Visibility.PUBLIC_ONLY)
public sealed interface CatalogPayload {

    /**
     * A person.
     *
     * @param id the user id
     * @param name display name, or null
     * @param avatarUrl picture, or null
     */
    record User(String id, @Nullable String name, @Nullable String avatarUrl) implements CatalogPayload {}

    /**
     * Somebody who came through a share link and may have said who they are.
     *
     * @param name what they said, or null
     * @param email what they said, or null
     */
    record Viewer(@Nullable String name, @Nullable String email) implements CatalogPayload {}

    /**
     * {@code comment.created}: the whole comment or reply.
     *
     * @param commentId the comment
     * @param text what it says
     * @param user who wrote it
     * @param timestamp the place in the medium it is about, in seconds; or null
     * @param annotations drawings on the picture, in the application's own form; or null
     * @param parentId the comment it replies to, or null
     * @param clientId the temporary id under which its author shows it already (seed 000 §7.2), or null
     * @param createdAt when, or null
     */
    record CommentCreated(
            String commentId,
            String text,
            User user,
            @Nullable Double timestamp,
            @Nullable JsonNode annotations,
            @Nullable String parentId,
            @Nullable String clientId,

            @JsonSerialize(using = ToStringSerializer.class) @Nullable
            Instant createdAt)
            implements CatalogPayload {

        /** Cuts the time to milliseconds. */
        public CommentCreated {
            createdAt = createdAt == null ? null : createdAt.truncatedTo(ChronoUnit.MILLIS);
        }
    }

    /**
     * {@code comment.updated}.
     *
     * @param commentId the comment
     * @param changes the new values by field; null for one that was cleared
     */
    record CommentUpdated(
            String commentId,

            @JsonInclude(content = JsonInclude.Include.ALWAYS)
            Map<String, @Nullable Object> changes) implements CatalogPayload {

        /** Copies the map, sorted. */
        public CommentUpdated {
            changes = Collections.unmodifiableMap(new TreeMap<>(changes));
        }
    }

    /**
     * {@code comment.deleted}.
     *
     * @param commentId the comment
     */
    record CommentDeleted(String commentId) implements CatalogPayload {}

    /**
     * {@code comment.completed}.
     *
     * @param commentId the comment
     * @param completedBy the user id of whoever marked it
     * @param completedAt when
     */
    record CommentCompleted(
            String commentId,
            String completedBy,
            @JsonSerialize(using = ToStringSerializer.class) Instant completedAt) implements CatalogPayload {

        /** Cuts the time to milliseconds. */
        public CommentCompleted {
            completedAt = completedAt.truncatedTo(ChronoUnit.MILLIS);
        }
    }

    /**
     * {@code file.created}.
     *
     * @param fileId the file
     * @param name its name
     * @param type its media type
     * @param sizeBytes its size in bytes, {@code size} on the wire
     * @param uploader who uploaded it
     * @param folderId where it is; null for the project's root
     */
    record FileCreated(
            String fileId,
            String name,
            String type,
            @JsonProperty("size") long sizeBytes,
            User uploader,
            @Nullable String folderId)
            implements CatalogPayload {}

    /**
     * {@code file.deleted}.
     *
     * @param fileId the file
     */
    record FileDeleted(String fileId) implements CatalogPayload {}

    /**
     * {@code file.moved}.
     *
     * @param fileId the file
     * @param oldFolderId where it was; null for the project's root
     * @param newFolderId where it is; null for the project's root
     */
    record FileMoved(
            String fileId,
            @Nullable String oldFolderId,
            @Nullable String newFolderId) implements CatalogPayload {}

    /**
     * {@code file.updated}.
     *
     * @param fileId the file
     * @param changes the new values by field; null for one that was cleared
     */
    record FileUpdated(
            String fileId,

            @JsonInclude(content = JsonInclude.Include.ALWAYS)
            Map<String, @Nullable Object> changes) implements CatalogPayload {

        /** Copies the map, sorted. */
        public FileUpdated {
            changes = Collections.unmodifiableMap(new TreeMap<>(changes));
        }
    }

    /**
     * {@code file.status_changed}.
     *
     * @param fileId the file
     * @param oldStatus the workflow status it had, or null
     * @param newStatus the one it has
     * @param changedBy the user id of whoever changed it
     */
    record FileStatusChanged(String fileId, @Nullable String oldStatus, String newStatus, String changedBy)
            implements CatalogPayload {}

    /**
     * {@code upload.progress}; also writes {@code percentage}.
     *
     * @param fileId the file
     * @param bytesUploaded bytes that have arrived
     * @param bytesTotal bytes there will be, at least as many
     */
    record UploadProgress(String fileId, long bytesUploaded, long bytesTotal) implements CatalogPayload {

        /** Refuses counts that make no percentage. */
        public UploadProgress {
            if (bytesUploaded < 0 || bytesUploaded > bytesTotal) {
                throw new IllegalArgumentException("upload progress is " + bytesUploaded + " of " + bytesTotal);
            }
        }

        /**
         * Returns how much has arrived.
         *
         * @return 0 to 100, with one decimal, rounded down so that 100 means all
         */
        @JsonProperty("percentage")
        public double percentage() {
            return bytesTotal == 0 ? 100 : Math.floor(1_000.0 * bytesUploaded / bytesTotal) / 10;
        }
    }

    /** What is made of a file. */
    enum JobType {
        /** The playable versions. */
        TRANSCODE,
        /** A picture of it. */
        THUMBNAIL,
        /** A row of pictures. */
        FILMSTRIP,
        /** The picture of its sound. */
        WAVEFORM;

        /**
         * Returns the name on the wire.
         *
         * @return for example {@code transcode}
         */
        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * {@code processing.started}.
     *
     * @param fileId the file
     * @param jobType what is being made
     */
    record ProcessingStarted(String fileId, JobType jobType) implements CatalogPayload {}

    /**
     * {@code processing.progress}.
     *
     * @param fileId the file
     * @param jobType what is being made
     * @param percentage 0 to 100
     */
    record ProcessingProgress(String fileId, JobType jobType, double percentage) implements CatalogPayload {

        /** Refuses what is no percentage. */
        public ProcessingProgress {
            if (!(percentage >= 0 && percentage <= 100)) {
                throw new IllegalArgumentException("percentage is " + percentage + ", allowed: 0 to 100");
            }
        }
    }

    /**
     * {@code processing.completed}.
     *
     * @param fileId the file
     * @param jobType what was made
     * @param outputUrls where the results are
     */
    record ProcessingCompleted(String fileId, JobType jobType, List<String> outputUrls) implements CatalogPayload {

        /** Copies the list. */
        public ProcessingCompleted {
            outputUrls = List.copyOf(outputUrls);
        }
    }

    /**
     * {@code processing.failed}.
     *
     * @param fileId the file
     * @param jobType what was to be made
     * @param errorMessage why not, for people
     */
    record ProcessingFailed(String fileId, JobType jobType, String errorMessage) implements CatalogPayload {}

    /**
     * {@code transcription.completed}.
     *
     * @param fileId the file
     * @param language its language tag
     * @param wordCount how many words
     */
    record TranscriptionCompleted(String fileId, String language, int wordCount) implements CatalogPayload {}

    /**
     * {@code version.created}.
     *
     * @param versionId the version
     * @param fileId the file it is a version of
     * @param number its number, from 1
     * @param uploader who uploaded it
     */
    record VersionCreated(String versionId, String fileId, int number, User uploader) implements CatalogPayload {}

    /**
     * {@code folder.created}.
     *
     * @param folderId the folder
     * @param name its name
     * @param parentId the folder it is in; null for the project's root
     */
    record FolderCreated(
            String folderId, String name, @Nullable String parentId) implements CatalogPayload {}

    /**
     * {@code folder.deleted}.
     *
     * @param folderId the folder
     */
    record FolderDeleted(String folderId) implements CatalogPayload {}

    /**
     * {@code member.added}.
     *
     * @param userId who
     * @param permissionLevel the level's name on the wire, for example {@code comment_only}
     */
    record MemberAdded(String userId, String permissionLevel) implements CatalogPayload {}

    /**
     * {@code member.removed}.
     *
     * @param userId who
     */
    record MemberRemoved(String userId) implements CatalogPayload {}

    /**
     * {@code notification.created}: the whole notification.
     *
     * @param notificationId the notification
     * @param type what kind, in the application's words
     * @param title one line for people
     * @param body more for people, or null
     * @param target what it is about, in the application's own form; or null
     * @param createdAt when
     */
    record NotificationCreated(
            String notificationId,
            String type,
            String title,
            @Nullable String body,
            @Nullable JsonNode target,
            @JsonSerialize(using = ToStringSerializer.class) Instant createdAt)
            implements CatalogPayload {

        /** Cuts the time to milliseconds. */
        public NotificationCreated {
            createdAt = createdAt.truncatedTo(ChronoUnit.MILLIS);
        }
    }

    /**
     * {@code notification.read}.
     *
     * @param notificationId the notification
     */
    record NotificationRead(String notificationId) implements CatalogPayload {}

    /**
     * {@code share.viewed}.
     *
     * @param viewer who, as far as they said
     */
    record ShareViewed(Viewer viewer) implements CatalogPayload {}

    /**
     * {@code share.downloaded}.
     *
     * @param fileId the file
     * @param viewer who, as far as they said
     */
    record ShareDownloaded(String fileId, Viewer viewer) implements CatalogPayload {}
}
