package io.bush.examples.review.realtime;

import io.bush.examples.review.model.Comment;
import io.bush.examples.review.model.FileVersion;
import io.bush.examples.review.model.Folder;
import io.bush.examples.review.model.Member;
import io.bush.examples.review.model.Notification;
import io.bush.examples.review.model.ReviewFile;
import io.bush.examples.review.model.Share;
import io.bush.examples.review.model.Transcript;
import io.bush.examples.review.model.User;
import io.bush.examples.review.model.Viewer;
import io.bush.realtime.Publication;
import io.bush.realtime.PublishResult;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.channel.Channel;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the world what happened: one method for each change. Call it after the commit; no method but {@link #position}
 * waits. Thread safety: any thread.
 */
public final class ReviewEvents {

    private static final Logger LOG = LoggerFactory.getLogger(ReviewEvents.class);

    private final RealtimeNode node;

    public ReviewEvents(RealtimeNode node) {
        this.node = node;
    }

    /**
     * Returns where a channel stands, for a snapshot join: ask <em>before</em> reading the database, and hand it out with
     * what was read. Null in an outage.
     */
    public @Nullable String position(Channel channel) {
        try {
            return node.position(channel)
                    .toCompletableFuture()
                    .get(2, TimeUnit.SECONDS)
                    .orElse(null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("no position of {}", channel, e);
            return null;
        }
    }

    public void memberAdded(String projectId, Member member, User by) {
        publish(
                project(projectId),
                "member.added",
                by,
                fields("user_id", member.user().id(), "permission_level", member.permission()));
    }

    /** The level changed: what the member may still read is asked again. */
    public void memberChanged(String projectId, Member member, User by) {
        publish(
                project(projectId),
                "member.updated",
                by,
                fields("user_id", member.user().id(), "permission_level", member.permission()));
        node.permissionsChanged(AccessSelector.user(member.user().id()));
    }

    /** The member is out: subscriptions to this project and its files end at once, those to others live on. */
    public void memberRemoved(String projectId, User member, User by) {
        publish(project(projectId), "member.removed", by, fields("user_id", member.id()));
        node.permissionsChanged(AccessSelector.user(member.id()));
    }

    public void folderCreated(Folder folder) {
        publish(project(folder.projectId()), "folder.created", folder.createdBy(), folder);
    }

    public void folderDeleted(Folder folder, User by) {
        publish(project(folder.projectId()), "folder.deleted", by, fields("folder_id", folder.id()));
    }

    public void uploadProgress(
            String projectId, String fileId, long bytes, @Nullable Long total, @Nullable Integer percent) {
        Map<String, @Nullable Object> data =
                fields("file_id", fileId, "bytes_uploaded", bytes, "bytes_total", total, "percentage", percent);
        for (Channel channel : List.of(project(projectId), file(fileId))) {
            send(Publication.of(channel, "upload.progress", data).asVolatile(fileId));
        }
    }

    /** The upload came to nothing: who already listened to the file is let go. */
    public void uploadAbandoned(String fileId) {
        node.closeChannel(file(fileId));
    }

    public void fileCreated(ReviewFile file) {
        publish(project(file.projectId()), "file.created", file.uploader(), file);
    }

    /** The file is gone: its subscribers hear it and are let go; so are those of its shares. */
    public void fileDeleted(ReviewFile file, List<String> shareIds, User by) {
        toProjectAndFile(file, "file.deleted", by, fields("file_id", file.id()));
        node.closeChannel(file(file.id()));
        shareIds.forEach(share -> node.closeChannel(share(share)));
    }

    public void fileMoved(ReviewFile before, ReviewFile after, User by) {
        toProjectAndFile(
                after,
                "file.moved",
                by,
                fields("file_id", after.id(), "old_folder_id", before.folderId(), "new_folder_id", after.folderId()));
    }

    public void fileRenamed(ReviewFile after, User by) {
        toProjectAndFile(
                after, "file.updated", by, fields("file_id", after.id(), "changes", fields("name", after.name())));
    }

    public void fileStatusChanged(ReviewFile before, ReviewFile after, User by) {
        toProjectAndFile(
                after,
                "file.status_changed",
                by,
                fields(
                        "file_id",
                        after.id(),
                        "old_status",
                        before.status(),
                        "new_status",
                        after.status(),
                        "changed_by",
                        by.id()));
    }

    public void versionCreated(ReviewFile file, FileVersion version) {
        toProjectAndFile(file, "version.created", version.uploader(), version);
    }

    public void processingStarted(String fileId) {
        send(Publication.of(file(fileId), "processing.started", fields("file_id", fileId, "job_type", "thumbnail")));
    }

    public void processingProgress(String fileId, int percentage) {
        send(Publication.of(
                        file(fileId),
                        "processing.progress",
                        fields("file_id", fileId, "job_type", "thumbnail", "percentage", percentage))
                .asVolatile(fileId + ".thumbnail"));
    }

    public void processingCompleted(String fileId) {
        send(Publication.of(
                file(fileId),
                "processing.completed",
                fields(
                        "file_id",
                        fileId,
                        "job_type",
                        "thumbnail",
                        "output_urls",
                        List.of("/v4/files/" + fileId + "/thumbnail"))));
    }

    public void processingFailed(String fileId, String message) {
        send(Publication.of(
                file(fileId),
                "processing.failed",
                fields("file_id", fileId, "job_type", "thumbnail", "error_message", message)));
    }

    public void transcriptionCompleted(Transcript transcript) {
        send(Publication.of(
                file(transcript.fileId()),
                "transcription.completed",
                fields(
                        "file_id",
                        transcript.fileId(),
                        "language",
                        transcript.language(),
                        "word_count",
                        transcript.wordCount())));
    }

    public void commentCreated(Comment comment, List<String> shareIds) {
        toFileAndShares(comment.fileId(), shareIds, "comment.created", comment.user(), comment);
    }

    public void commentUpdated(Comment comment, List<String> shareIds, User by) {
        toFileAndShares(
                comment.fileId(),
                shareIds,
                "comment.updated",
                by,
                fields("comment_id", comment.id(), "text", comment.text(), "annotations", comment.annotations()));
    }

    public void commentDeleted(String fileId, String commentId, List<String> shareIds, User by) {
        toFileAndShares(fileId, shareIds, "comment.deleted", by, fields("comment_id", commentId));
    }

    public void commentCompleted(Comment comment, List<String> shareIds, User by, Instant at) {
        toFileAndShares(
                comment.fileId(),
                shareIds,
                "comment.completed",
                by,
                fields("comment_id", comment.id(), "completed_by", by.id(), "completed_at", at));
    }

    public void notificationCreated(Notification notification) {
        publish(user(notification.userId()), "notification.created", notification.actor(), notification);
    }

    public void notificationRead(User reader, String notificationId) {
        publish(user(reader.id()), "notification.read", reader, fields("notification_id", notificationId));
    }

    public void shareViewed(String shareId, Viewer viewer) {
        send(Publication.of(share(shareId), "share.viewed", fields("viewer", viewer)));
    }

    public void shareDownloaded(Share share, Viewer viewer) {
        send(Publication.of(
                share(share.id()), "share.downloaded", fields("file_id", share.fileId(), "viewer", viewer)));
    }

    /** The link is gone, and with it everybody who came through it. */
    public void shareDeleted(String shareId) {
        node.closeChannel(share(shareId));
    }

    private void toProjectAndFile(ReviewFile file, String event, User by, Object data) {
        publish(project(file.projectId()), event, by, data);
        publish(file(file.id()), event, by, data);
    }

    private void toFileAndShares(String fileId, List<String> shareIds, String event, User by, Object data) {
        publish(file(fileId), event, by, data);
        for (String shareId : shareIds) {
            send(Publication.of(share(shareId), event, data).guestView(data).by(by.id()));
        }
    }

    private void publish(Channel channel, String event, User by, Object data) {
        send(Publication.of(channel, event, data).by(by.id()));
    }

    private void send(Publication publication) {
        node.publish(publication).whenComplete((result, failure) -> {
            boolean sent = result instanceof PublishResult.Durable || result instanceof PublishResult.Volatile;
            if (!sent) {
                LOG.warn("{} on {} ended as {}", publication.event(), publication.channel(), result, failure);
            }
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

    private static Map<String, @Nullable Object> fields(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return fields;
    }
}
