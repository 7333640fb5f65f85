package io.bush.examples.review.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.examples.review.http.Json;
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
import io.bush.realtime.CatalogPublisher;
import io.bush.realtime.PublishOptions;
import io.bush.realtime.PublishResult;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.channel.CatalogPayload;
import io.bush.realtime.channel.CatalogPayload.JobType;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.EventCatalog;
import io.bush.realtime.channel.EventType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the world what happened: one method for each change, each an event of the library's catalogue. Call it after the
 * commit; no method but {@link #position} waits, but each returns what completes when the event is in the log, or the
 * change of access in force. Thread safety: any thread.
 */
public final class ReviewEvents {

    private static final Logger LOG = LoggerFactory.getLogger(ReviewEvents.class);

    /** An event of our own beside the catalogue's: an application adds what it needs. */
    private static final EventType<CatalogPayload.MemberAdded> MEMBER_UPDATED =
            EventType.durable("member.updated", CatalogPayload.MemberAdded.class);
    /** The catalogue's progress wants a total; a client that streams may not know it. */
    private static final EventType<OpenEndedProgress> OPEN_ENDED_PROGRESS =
            EventType.volatileType("upload.progress", OpenEndedProgress.class, OpenEndedProgress::fileId);

    /** For a change that changed nothing. */
    public static final CompletionStage<?> NOTHING = CompletableFuture.completedFuture("nothing to tell");

    private final RealtimeNode node;
    private final CatalogPublisher publisher;

    public ReviewEvents(RealtimeNode node) {
        this.node = node;
        this.publisher = new CatalogPublisher(node);
    }

    private record OpenEndedProgress(String fileId, long bytesUploaded) {}

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

    public CompletionStage<?> memberAdded(String projectId, Member member, User by) {
        return sent(as(by).memberAdded(projectId, membership(member)));
    }

    /** The level changed: what the member may still read is asked again. */
    public CompletionStage<?> memberChanged(String projectId, Member member, User by) {
        return all(
                sent(as(by).publish(MEMBER_UPDATED, membership(member), List.of(new Channel("project", projectId)))),
                node.permissionsChanged(AccessSelector.user(member.user().id())));
    }

    /**
     * The member is out: subscriptions to this project and its files end at once, without a question, and with them their
     * presence and their locks; those to other projects live on. Asking for what is left finds what was granted meanwhile.
     */
    public CompletionStage<?> memberRemoved(String projectId, User member, User by) {
        return all(
                sent(as(by).memberRemoved(projectId, new CatalogPayload.MemberRemoved(member.id()))),
                node.revoke(AccessSelector.tag(MemberTags.of(projectId, member.id()))),
                node.permissionsChanged(AccessSelector.user(member.id())));
    }

    public CompletionStage<?> folderCreated(Folder folder) {
        return sent(as(folder.createdBy())
                .folderCreated(folder.projectId(), new CatalogPayload.FolderCreated(folder.id(), folder.name(), null)));
    }

    public CompletionStage<?> folderDeleted(Folder folder, User by) {
        return sent(as(by).folderDeleted(folder.projectId(), new CatalogPayload.FolderDeleted(folder.id())));
    }

    /** Some of a file arrived; the total is null when nobody knows it yet. */
    public CompletionStage<?> uploadProgress(String projectId, String fileId, long bytes, @Nullable Long total) {
        if (total == null) {
            List<Channel> channels = List.of(new Channel("project", projectId), file(fileId));
            return sent(publisher.publish(OPEN_ENDED_PROGRESS, new OpenEndedProgress(fileId, bytes), channels));
        } else {
            return sent(publisher.uploadProgress(projectId, new CatalogPayload.UploadProgress(fileId, bytes, total)));
        }
    }

    /** The upload came to nothing: who already listened to the file is let go. */
    public CompletionStage<?> uploadAbandoned(String fileId) {
        return node.closeChannel(file(fileId));
    }

    public CompletionStage<?> fileCreated(ReviewFile file) {
        return sent(as(file.uploader()).fileCreated(file.projectId(), created(file)));
    }

    private static CatalogPayload.FileCreated created(ReviewFile file) {
        return new CatalogPayload.FileCreated(
                file.id(), file.name(), file.type(), file.size(), person(file.uploader()), file.folderId());
    }

    /** The file is gone: its subscribers hear it and are let go; so are those of its shares. */
    public CompletionStage<?> fileDeleted(ReviewFile file, List<String> shareIds, User by) {
        List<CompletionStage<?>> told = new ArrayList<>();
        told.add(sent(as(by).fileDeleted(file.projectId(), new CatalogPayload.FileDeleted(file.id()))));
        told.add(node.closeChannel(file(file.id())));
        shareIds.forEach(share -> told.add(shareDeleted(share)));
        return all(told);
    }

    public CompletionStage<?> fileMoved(ReviewFile before, ReviewFile after, User by) {
        return sent(as(by).fileMoved(
                        after.projectId(),
                        new CatalogPayload.FileMoved(after.id(), before.folderId(), after.folderId())));
    }

    /**
     * The file belongs to another project: gone for the one, new for the other. Who listens to it, or to a share of it, is
     * asked for again: the access rested on the project it was in.
     */
    public CompletionStage<?> fileChangedProject(ReviewFile before, ReviewFile after, List<String> shareIds, User by) {
        CatalogPayload.FileMoved moved = new CatalogPayload.FileMoved(after.id(), before.folderId(), after.folderId());
        List<CompletionStage<?>> told = new ArrayList<>();
        told.add(sent(as(by).publish(
                        EventCatalog.FILE_DELETED,
                        new CatalogPayload.FileDeleted(before.id()),
                        List.of(new Channel("project", before.projectId())))));
        told.add(sent(as(by).publish(EventCatalog.FILE_MOVED, moved, List.of(file(after.id())))));
        told.add(sent(as(by).publish(
                        EventCatalog.FILE_CREATED,
                        created(after),
                        List.of(new Channel("project", after.projectId())))));
        told.add(node.permissionsChanged(AccessSelector.channel(file(after.id()))));
        shareIds.forEach(
                share -> told.add(node.permissionsChanged(AccessSelector.channel(new Channel("share", share)))));
        return all(told);
    }

    public CompletionStage<?> fileRenamed(ReviewFile after, User by) {
        return sent(as(by).fileUpdated(
                        after.projectId(), new CatalogPayload.FileUpdated(after.id(), Map.of("name", after.name()))));
    }

    public CompletionStage<?> fileStatusChanged(ReviewFile before, ReviewFile after, User by) {
        return sent(as(by).fileStatusChanged(
                        after.projectId(),
                        new CatalogPayload.FileStatusChanged(after.id(), before.status(), after.status(), by.id())));
    }

    public CompletionStage<?> versionCreated(ReviewFile file, FileVersion version) {
        return sent(as(version.uploader())
                .versionCreated(
                        file.projectId(),
                        new CatalogPayload.VersionCreated(
                                version.id(), file.id(), version.number(), person(version.uploader()))));
    }

    public CompletionStage<?> processingStarted(String fileId) {
        return sent(publisher.processingStarted(new CatalogPayload.ProcessingStarted(fileId, JobType.THUMBNAIL)));
    }

    public CompletionStage<?> processingProgress(String fileId, int percentage) {
        return sent(publisher.processingProgress(
                new CatalogPayload.ProcessingProgress(fileId, JobType.THUMBNAIL, percentage)));
    }

    public CompletionStage<?> processingCompleted(String fileId) {
        return sent(publisher.processingCompleted(new CatalogPayload.ProcessingCompleted(
                fileId, JobType.THUMBNAIL, List.of("/v4/files/" + fileId + "/thumbnail"))));
    }

    public CompletionStage<?> processingFailed(String fileId, String message) {
        return sent(
                publisher.processingFailed(new CatalogPayload.ProcessingFailed(fileId, JobType.THUMBNAIL, message)));
    }

    public CompletionStage<?> transcriptionCompleted(Transcript transcript) {
        return sent(publisher.transcriptionCompleted(new CatalogPayload.TranscriptionCompleted(
                transcript.fileId(), transcript.language(), transcript.wordCount())));
    }

    public CompletionStage<?> commentCreated(Comment comment, List<String> shareIds) {
        return sent(as(comment.user())
                .commentCreated(
                        comment.fileId(),
                        shareIds,
                        new CatalogPayload.CommentCreated(
                                comment.id(),
                                comment.text(),
                                person(comment.user()),
                                comment.timestamp(),
                                comment.annotations(),
                                comment.parentId(),
                                comment.clientId(),
                                comment.createdAt())));
    }

    public CompletionStage<?> commentUpdated(Comment before, Comment after, List<String> shareIds, User by) {
        Map<String, @Nullable Object> changes = new LinkedHashMap<>();
        if (!before.text().equals(after.text())) {
            changes.put("text", after.text());
        }
        if (!Objects.equals(before.annotations(), after.annotations())) {
            changes.put("annotations", after.annotations());
        }
        return sent(as(by).commentUpdated(
                        after.fileId(), shareIds, new CatalogPayload.CommentUpdated(after.id(), changes)));
    }

    public CompletionStage<?> commentDeleted(String fileId, String commentId, List<String> shareIds, User by) {
        return sent(as(by).commentDeleted(fileId, shareIds, new CatalogPayload.CommentDeleted(commentId)));
    }

    public CompletionStage<?> commentCompleted(Comment comment, List<String> shareIds, User by, Instant at) {
        return sent(as(by).commentCompleted(
                        comment.fileId(), shareIds, new CatalogPayload.CommentCompleted(comment.id(), by.id(), at)));
    }

    public CompletionStage<?> notificationCreated(Notification notification) {
        JsonNode target = Json.MAPPER.valueToTree(notification.target());
        return sent(as(notification.actor())
                .notificationCreated(
                        notification.userId(),
                        new CatalogPayload.NotificationCreated(
                                notification.id(),
                                notification.type(),
                                notification.title(),
                                notification.body(),
                                target,
                                notification.createdAt())));
    }

    public CompletionStage<?> notificationRead(User reader, String notificationId) {
        return sent(as(reader).notificationRead(reader.id(), new CatalogPayload.NotificationRead(notificationId)));
    }

    public CompletionStage<?> shareViewed(String shareId, Viewer viewer) {
        return sent(publisher.shareViewed(shareId, new CatalogPayload.ShareViewed(guest(viewer))));
    }

    public CompletionStage<?> shareDownloaded(Share share, Viewer viewer) {
        return sent(publisher.shareDownloaded(
                share.id(), new CatalogPayload.ShareDownloaded(share.fileId(), guest(viewer))));
    }

    /** The link is gone, and with it everybody who came through it. */
    public CompletionStage<?> shareDeleted(String shareId) {
        return node.closeChannel(new Channel("share", shareId));
    }

    /** Completes when all of them have, the last failure included. */
    public static CompletionStage<?> all(List<? extends CompletionStage<?>> told) {
        return CompletableFuture.allOf(
                told.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture<?>[]::new));
    }

    private static CompletionStage<?> all(CompletionStage<?>... told) {
        return all(List.of(told));
    }

    private CatalogPublisher as(User user) {
        return publisher.with(PublishOptions.by(user.id()));
    }

    private static CompletionStage<?> sent(CompletionStage<Map<Channel, PublishResult>> results) {
        return results.whenComplete((byChannel, failure) -> {
            if (failure != null) {
                LOG.error("an event was not published", failure);
                return;
            }
            byChannel.forEach((channel, result) -> {
                if (!(result instanceof PublishResult.Durable || result instanceof PublishResult.Volatile)) {
                    LOG.warn("an event on {} ended as {}", channel, result);
                }
            });
        });
    }

    private static Channel file(String id) {
        return new Channel("file", id);
    }

    private static CatalogPayload.User person(User user) {
        return new CatalogPayload.User(user.id(), user.name(), null);
    }

    private static CatalogPayload.Viewer guest(Viewer viewer) {
        return new CatalogPayload.Viewer(viewer.name(), viewer.email());
    }

    private static CatalogPayload.MemberAdded membership(Member member) {
        return new CatalogPayload.MemberAdded(member.user().id(), member.permission());
    }
}
