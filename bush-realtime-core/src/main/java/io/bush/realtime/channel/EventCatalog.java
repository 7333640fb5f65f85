package io.bush.realtime.channel;

import io.bush.realtime.channel.CatalogPayload.CommentCompleted;
import io.bush.realtime.channel.CatalogPayload.CommentCreated;
import io.bush.realtime.channel.CatalogPayload.CommentDeleted;
import io.bush.realtime.channel.CatalogPayload.CommentUpdated;
import io.bush.realtime.channel.CatalogPayload.FileCreated;
import io.bush.realtime.channel.CatalogPayload.FileDeleted;
import io.bush.realtime.channel.CatalogPayload.FileMoved;
import io.bush.realtime.channel.CatalogPayload.FileStatusChanged;
import io.bush.realtime.channel.CatalogPayload.FileUpdated;
import io.bush.realtime.channel.CatalogPayload.FolderCreated;
import io.bush.realtime.channel.CatalogPayload.FolderDeleted;
import io.bush.realtime.channel.CatalogPayload.MemberAdded;
import io.bush.realtime.channel.CatalogPayload.MemberRemoved;
import io.bush.realtime.channel.CatalogPayload.NotificationCreated;
import io.bush.realtime.channel.CatalogPayload.NotificationRead;
import io.bush.realtime.channel.CatalogPayload.ProcessingCompleted;
import io.bush.realtime.channel.CatalogPayload.ProcessingFailed;
import io.bush.realtime.channel.CatalogPayload.ProcessingProgress;
import io.bush.realtime.channel.CatalogPayload.ProcessingStarted;
import io.bush.realtime.channel.CatalogPayload.ShareDownloaded;
import io.bush.realtime.channel.CatalogPayload.ShareViewed;
import io.bush.realtime.channel.CatalogPayload.TranscriptionCompleted;
import io.bush.realtime.channel.CatalogPayload.UploadProgress;
import io.bush.realtime.channel.CatalogPayload.VersionCreated;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every event of contract §4 (seed 000 §4.2 to 4.8). All are durable but the two kinds of progress; share guests see the
 * comments as members do, and nothing else. Thread safety: immutable.
 */
public final class EventCatalog {

    /** A comment or reply was written. */
    public static final EventType<CommentCreated> COMMENT_CREATED = comment("comment.created", CommentCreated.class);
    /** A comment's text was changed. */
    public static final EventType<CommentUpdated> COMMENT_UPDATED = comment("comment.updated", CommentUpdated.class);
    /** A comment was removed. */
    public static final EventType<CommentDeleted> COMMENT_DELETED = comment("comment.deleted", CommentDeleted.class);
    /** A comment was marked as done. */
    public static final EventType<CommentCompleted> COMMENT_COMPLETED =
            comment("comment.completed", CommentCompleted.class);

    /** A file was uploaded. */
    public static final EventType<FileCreated> FILE_CREATED = EventType.durable("file.created", FileCreated.class);
    /** A file was removed. */
    public static final EventType<FileDeleted> FILE_DELETED = EventType.durable("file.deleted", FileDeleted.class);
    /** A file went to another folder. */
    public static final EventType<FileMoved> FILE_MOVED = EventType.durable("file.moved", FileMoved.class);
    /** A file's metadata changed. */
    public static final EventType<FileUpdated> FILE_UPDATED = EventType.durable("file.updated", FileUpdated.class);
    /** A file's workflow status changed. */
    public static final EventType<FileStatusChanged> FILE_STATUS_CHANGED =
            EventType.durable("file.status_changed", FileStatusChanged.class);
    /** A part of an upload arrived. Volatile; only the newest of each file matters. */
    public static final EventType<UploadProgress> UPLOAD_PROGRESS =
            EventType.volatileType("upload.progress", UploadProgress.class, UploadProgress::fileId);

    /** A job on a file began. */
    public static final EventType<ProcessingStarted> PROCESSING_STARTED =
            EventType.durable("processing.started", ProcessingStarted.class);
    /** A job on a file got on. Volatile; only the newest of each file and job matters. */
    public static final EventType<ProcessingProgress> PROCESSING_PROGRESS = EventType.volatileType(
            "processing.progress",
            ProcessingProgress.class,
            progress -> progress.fileId() + ":" + progress.jobType().wireName());
    /** A job on a file is done. */
    public static final EventType<ProcessingCompleted> PROCESSING_COMPLETED =
            EventType.durable("processing.completed", ProcessingCompleted.class);
    /** A job on a file went wrong. */
    public static final EventType<ProcessingFailed> PROCESSING_FAILED =
            EventType.durable("processing.failed", ProcessingFailed.class);
    /** A transcription is ready. */
    public static final EventType<TranscriptionCompleted> TRANSCRIPTION_COMPLETED =
            EventType.durable("transcription.completed", TranscriptionCompleted.class);

    /** A new version of a file was uploaded. */
    public static final EventType<VersionCreated> VERSION_CREATED =
            EventType.durable("version.created", VersionCreated.class);

    /** A folder was made. */
    public static final EventType<FolderCreated> FOLDER_CREATED =
            EventType.durable("folder.created", FolderCreated.class);
    /** A folder was removed. */
    public static final EventType<FolderDeleted> FOLDER_DELETED =
            EventType.durable("folder.deleted", FolderDeleted.class);
    /** A user joined the project. */
    public static final EventType<MemberAdded> MEMBER_ADDED = EventType.durable("member.added", MemberAdded.class);
    /** A user left the project. */
    public static final EventType<MemberRemoved> MEMBER_REMOVED =
            EventType.durable("member.removed", MemberRemoved.class);

    /** A user has a new notification. */
    public static final EventType<NotificationCreated> NOTIFICATION_CREATED =
            EventType.durable("notification.created", NotificationCreated.class);
    /** A user has read a notification. */
    public static final EventType<NotificationRead> NOTIFICATION_READ =
            EventType.durable("notification.read", NotificationRead.class);

    /** Somebody opened a share link. */
    public static final EventType<ShareViewed> SHARE_VIEWED = EventType.durable("share.viewed", ShareViewed.class);
    /** Somebody downloaded from a share. */
    public static final EventType<ShareDownloaded> SHARE_DOWNLOADED =
            EventType.durable("share.downloaded", ShareDownloaded.class);

    private static final List<EventType<?>> ALL = List.of(
            COMMENT_CREATED,
            COMMENT_UPDATED,
            COMMENT_DELETED,
            COMMENT_COMPLETED,
            FILE_CREATED,
            FILE_DELETED,
            FILE_MOVED,
            FILE_UPDATED,
            FILE_STATUS_CHANGED,
            UPLOAD_PROGRESS,
            PROCESSING_STARTED,
            PROCESSING_PROGRESS,
            PROCESSING_COMPLETED,
            PROCESSING_FAILED,
            TRANSCRIPTION_COMPLETED,
            VERSION_CREATED,
            FOLDER_CREATED,
            FOLDER_DELETED,
            MEMBER_ADDED,
            MEMBER_REMOVED,
            NOTIFICATION_CREATED,
            NOTIFICATION_READ,
            SHARE_VIEWED,
            SHARE_DOWNLOADED);

    private EventCatalog() {}

    /**
     * Lists every event, in the seed's order.
     *
     * @return an unmodifiable list
     */
    public static List<EventType<?>> all() {
        return ALL;
    }

    /**
     * Finds an event by its name.
     *
     * @param name for example {@code comment.created}
     * @return the type, or null when the catalogue has none of that name
     */
    public static @Nullable EventType<?> find(String name) {
        for (EventType<?> type : ALL) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        return null;
    }

    private static <T> EventType<T> comment(String name, Class<T> payloadClass) {
        return EventType.durable(name, payloadClass).withGuestView(data -> data);
    }
}
