package io.bush.realtime;

import io.bush.realtime.channel.CatalogPayload;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.EventCatalog;
import io.bush.realtime.channel.EventType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Publishes the catalogued events where they belong (the routing table of contract §4).
 *
 * <p>An event that reaches several channels is published once for each, with an id of its own each and not atomically;
 * every result is reported, by channel, in the order of publishing. The stages do not fail. An id that does not fit its
 * channel type is an {@link IllegalArgumentException} at once, thrown before the channels after it are reached; an outcome
 * that is not certain can be repeated under an idempotency key. Thread safety: safe for use by any thread.
 */
public final class CatalogPublisher {

    private final EventPublisher publisher;
    private final PublishOptions options;

    /**
     * Publishes without options.
     *
     * @param publisher a node, or what publishes without one
     */
    public CatalogPublisher(EventPublisher publisher) {
        this(publisher, PublishOptions.NONE);
    }

    private CatalogPublisher(EventPublisher publisher, PublishOptions options) {
        this.publisher = publisher;
        this.options = options;
    }

    /**
     * Returns what publishes the same way, with these options for everything.
     *
     * @param changed the options
     * @return the publisher
     */
    public CatalogPublisher with(PublishOptions changed) {
        return new CatalogPublisher(publisher, changed);
    }

    /**
     * Publishes {@code comment.created} to the file and each share that shows it.
     *
     * @param fileId the file, {@code file_…}
     * @param shareIds the shares that show the file, {@code share_…}
     * @param data the payload
     * @return each channel's result
     */
    public CompletionStage<Map<Channel, PublishResult>> commentCreated(
            String fileId, List<String> shareIds, CatalogPayload.CommentCreated data) {
        return publish(EventCatalog.COMMENT_CREATED, data, fileAndShares(fileId, shareIds));
    }

    /**
     * Publishes {@code comment.updated} to the file and each share that shows it.
     *
     * @param fileId the file, {@code file_…}
     * @param shareIds the shares that show the file, {@code share_…}
     * @param data the payload
     * @return each channel's result
     */
    public CompletionStage<Map<Channel, PublishResult>> commentUpdated(
            String fileId, List<String> shareIds, CatalogPayload.CommentUpdated data) {
        return publish(EventCatalog.COMMENT_UPDATED, data, fileAndShares(fileId, shareIds));
    }

    /**
     * Publishes {@code comment.deleted} to the file and each share that shows it.
     *
     * @param fileId the file, {@code file_…}
     * @param shareIds the shares that show the file, {@code share_…}
     * @param data the payload
     * @return each channel's result
     */
    public CompletionStage<Map<Channel, PublishResult>> commentDeleted(
            String fileId, List<String> shareIds, CatalogPayload.CommentDeleted data) {
        return publish(EventCatalog.COMMENT_DELETED, data, fileAndShares(fileId, shareIds));
    }

    /**
     * Publishes {@code comment.completed} to the file and each share that shows it.
     *
     * @param fileId the file, {@code file_…}
     * @param shareIds the shares that show the file, {@code share_…}
     * @param data the payload
     * @return each channel's result
     */
    public CompletionStage<Map<Channel, PublishResult>> commentCompleted(
            String fileId, List<String> shareIds, CatalogPayload.CommentCompleted data) {
        return publish(EventCatalog.COMMENT_COMPLETED, data, fileAndShares(fileId, shareIds));
    }

    /**
     * Publishes {@code file.created} to the project.
     *
     * @param projectId the project, {@code proj_…}
     * @param data the payload
     * @return each channel's result
     */
    public CompletionStage<Map<Channel, PublishResult>> fileCreated(String projectId, CatalogPayload.FileCreated data) {
        return publish(EventCatalog.FILE_CREATED, data, List.of(project(projectId)));
    }

    /**
     * Publishes {@code file.deleted} to the project and the file.
     *
     * @param projectId the project, {@code proj_…}
     * @param data the payload
     * @return each channel's result
     */
    public CompletionStage<Map<Channel, PublishResult>> fileDeleted(String projectId, CatalogPayload.FileDeleted data) {
        return publish(EventCatalog.FILE_DELETED, data, List.of(project(projectId), file(data.fileId())));
    }

    /**
     * Publishes {@code file.moved} to the project and the file.
     *
     * @param projectId the project, {@code proj_…}
     * @param data the payload
     * @return each channel's result
     */
    public CompletionStage<Map<Channel, PublishResult>> fileMoved(String projectId, CatalogPayload.FileMoved data) {
        return publish(EventCatalog.FILE_MOVED, data, List.of(project(projectId), file(data.fileId())));
    }

    /**
     * Publishes {@code file.updated} to the project and the file.
     *
     * @param projectId the project, {@code proj_…}
     * @param data the payload
     * @return each channel's result
     */
    public CompletionStage<Map<Channel, PublishResult>> fileUpdated(String projectId, CatalogPayload.FileUpdated data) {
        return publish(EventCatalog.FILE_UPDATED, data, List.of(project(projectId), file(data.fileId())));
    }

    /**
     * Publishes {@code file.status_changed} to the project and the file.
     *
     * @param projectId the project, {@code proj_…}
     * @param data the payload
     * @return each channel's result
     */
    public CompletionStage<Map<Channel, PublishResult>> fileStatusChanged(
            String projectId, CatalogPayload.FileStatusChanged data) {
        return publish(EventCatalog.FILE_STATUS_CHANGED, data, List.of(project(projectId), file(data.fileId())));
    }

    /**
     * Publishes {@code upload.progress} to the project and the file.
     *
     * @param projectId the project, {@code proj_…}
     * @param data the payload
     * @return each channel's result
     */
    public CompletionStage<Map<Channel, PublishResult>> uploadProgress(
            String projectId, CatalogPayload.UploadProgress data) {
        return publish(EventCatalog.UPLOAD_PROGRESS, data, List.of(project(projectId), file(data.fileId())));
    }

    /**
     * Publishes {@code processing.started} to the file.
     *
     * @param data the payload
     * @return each channel's result
     */
    public CompletionStage<Map<Channel, PublishResult>> processingStarted(CatalogPayload.ProcessingStarted data) {
        return publish(EventCatalog.PROCESSING_STARTED, data, List.of(file(data.fileId())));
    }

    /**
     * Publishes {@code processing.progress} to the file.
     *
     * @param data the payload
     * @return each channel's result
     */
    public CompletionStage<Map<Channel, PublishResult>> processingProgress(CatalogPayload.ProcessingProgress data) {
        return publish(EventCatalog.PROCESSING_PROGRESS, data, List.of(file(data.fileId())));
    }

    /**
     * Publishes {@code processing.completed} to the file.
     *
     * @param data the payload
     * @return each channel's result
     */
    public CompletionStage<Map<Channel, PublishResult>> processingCompleted(CatalogPayload.ProcessingCompleted data) {
        return publish(EventCatalog.PROCESSING_COMPLETED, data, List.of(file(data.fileId())));
    }

    /**
     * Publishes {@code processing.failed} to the file.
     *
     * @param data the payload
     * @return each channel's result
     */
    public CompletionStage<Map<Channel, PublishResult>> processingFailed(CatalogPayload.ProcessingFailed data) {
        return publish(EventCatalog.PROCESSING_FAILED, data, List.of(file(data.fileId())));
    }

    /**
     * Publishes {@code transcription.completed} to the file.
     *
     * @param data the payload
     * @return each channel's result
     */
    public CompletionStage<Map<Channel, PublishResult>> transcriptionCompleted(
            CatalogPayload.TranscriptionCompleted data) {
        return publish(EventCatalog.TRANSCRIPTION_COMPLETED, data, List.of(file(data.fileId())));
    }

    /**
     * Publishes {@code version.created} to the project and the file.
     *
     * @param projectId the project, {@code proj_…}
     * @param data the payload
     * @return each channel's result
     */
    public CompletionStage<Map<Channel, PublishResult>> versionCreated(
            String projectId, CatalogPayload.VersionCreated data) {
        return publish(EventCatalog.VERSION_CREATED, data, List.of(project(projectId), file(data.fileId())));
    }

    /**
     * Publishes {@code folder.created} to the project.
     *
     * @param projectId the project, {@code proj_…}
     * @param data the payload
     * @return each channel's result
     */
    public CompletionStage<Map<Channel, PublishResult>> folderCreated(
            String projectId, CatalogPayload.FolderCreated data) {
        return publish(EventCatalog.FOLDER_CREATED, data, List.of(project(projectId)));
    }

    /**
     * Publishes {@code folder.deleted} to the project.
     *
     * @param projectId the project, {@code proj_…}
     * @param data the payload
     * @return each channel's result
     */
    public CompletionStage<Map<Channel, PublishResult>> folderDeleted(
            String projectId, CatalogPayload.FolderDeleted data) {
        return publish(EventCatalog.FOLDER_DELETED, data, List.of(project(projectId)));
    }

    /**
     * Publishes {@code member.added} to the project.
     *
     * @param projectId the project, {@code proj_…}
     * @param data the payload
     * @return each channel's result
     */
    public CompletionStage<Map<Channel, PublishResult>> memberAdded(String projectId, CatalogPayload.MemberAdded data) {
        return publish(EventCatalog.MEMBER_ADDED, data, List.of(project(projectId)));
    }

    /**
     * Publishes {@code member.removed} to the project.
     *
     * @param projectId the project, {@code proj_…}
     * @param data the payload
     * @return each channel's result
     */
    public CompletionStage<Map<Channel, PublishResult>> memberRemoved(
            String projectId, CatalogPayload.MemberRemoved data) {
        return publish(EventCatalog.MEMBER_REMOVED, data, List.of(project(projectId)));
    }

    /**
     * Publishes {@code notification.created} to the user.
     *
     * @param userResourceId the id of the {@code user} channel, {@code user_…}
     * @param data the payload
     * @return each channel's result
     */
    public CompletionStage<Map<Channel, PublishResult>> notificationCreated(
            String userResourceId, CatalogPayload.NotificationCreated data) {
        return publish(EventCatalog.NOTIFICATION_CREATED, data, List.of(user(userResourceId)));
    }

    /**
     * Publishes {@code notification.read} to the user.
     *
     * @param userResourceId the id of the {@code user} channel, {@code user_…}
     * @param data the payload
     * @return each channel's result
     */
    public CompletionStage<Map<Channel, PublishResult>> notificationRead(
            String userResourceId, CatalogPayload.NotificationRead data) {
        return publish(EventCatalog.NOTIFICATION_READ, data, List.of(user(userResourceId)));
    }

    /**
     * Publishes {@code share.viewed} to the share.
     *
     * @param shareId the share, {@code share_…}
     * @param data the payload
     * @return each channel's result
     */
    public CompletionStage<Map<Channel, PublishResult>> shareViewed(String shareId, CatalogPayload.ShareViewed data) {
        return publish(EventCatalog.SHARE_VIEWED, data, List.of(share(shareId)));
    }

    /**
     * Publishes {@code share.downloaded} to the share.
     *
     * @param shareId the share, {@code share_…}
     * @param data the payload
     * @return each channel's result
     */
    public CompletionStage<Map<Channel, PublishResult>> shareDownloaded(
            String shareId, CatalogPayload.ShareDownloaded data) {
        return publish(EventCatalog.SHARE_DOWNLOADED, data, List.of(share(shareId)));
    }

    /**
     * Publishes one event in several channels, one after the other: the one routing behind every method above, and open
     * for an application's own events.
     *
     * @param <T> the payload's class
     * @param type the type
     * @param data the payload
     * @param channels where to, in this order; a channel named twice gets it once
     * @return every channel's result, in this order
     */
    public <T> CompletionStage<Map<Channel, PublishResult>> publish(EventType<T> type, T data, List<Channel> channels) {
        Map<Channel, CompletableFuture<PublishResult>> pending = new LinkedHashMap<>();
        for (Channel channel : channels) {
            pending.computeIfAbsent(
                    channel,
                    to -> publisher
                            .publish(options.apply(Publication.of(to, type, data)))
                            .toCompletableFuture());
        }
        return CompletableFuture.allOf(pending.values().toArray(CompletableFuture[]::new))
                .thenApply(done -> {
                    Map<Channel, PublishResult> results = new LinkedHashMap<>();
                    pending.forEach((channel, result) -> results.put(channel, result.join()));
                    return Collections.unmodifiableMap(results);
                });
    }

    private static Channel project(String id) {
        return new Channel("project", id);
    }

    private static Channel file(String id) {
        return new Channel("file", id);
    }

    private static Channel user(String id) {
        return new Channel("user", id);
    }

    private static Channel share(String id) {
        return new Channel("share", id);
    }

    private static List<Channel> fileAndShares(String fileId, List<String> shareIds) {
        List<Channel> channels = new ArrayList<>();
        channels.add(file(fileId));
        shareIds.forEach(id -> channels.add(share(id)));
        return channels;
    }
}
