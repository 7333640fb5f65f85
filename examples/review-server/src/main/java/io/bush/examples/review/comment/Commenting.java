package io.bush.examples.review.comment;

import io.bush.examples.review.file.StoredFiles;
import io.bush.examples.review.http.HttpFailure;
import io.bush.examples.review.http.JsonFields;
import io.bush.examples.review.model.Comment;
import io.bush.examples.review.model.Notification;
import io.bush.examples.review.model.User;
import io.bush.examples.review.notification.Notifications;
import io.bush.examples.review.project.ProjectGuard;
import io.bush.examples.review.realtime.LiveState;
import io.bush.examples.review.realtime.ReviewEvents;
import io.bush.examples.review.store.CommitOrder;
import io.bush.examples.review.store.Database;
import io.bush.examples.review.store.Transaction;
import io.bush.realtime.auth.PermissionLevel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What can be done with comments: asks for permission and for locks, saves, then publishes. Requests and calls go through
 * here alike. Thread safety: any thread.
 */
public final class Commenting {

    private static final int MAX_TEXT = 10_000;
    private static final int MAX_ANNOTATION_BYTES = 16 * 1024;
    private static final double MAX_SECONDS = 1e7;
    private static final Pattern CLIENT_ID = Pattern.compile("[\\x21-\\x7e]{1,128}");

    private final Database database;
    private final CommitOrder commits;
    private final ProjectGuard guard;
    private final Comments comments;
    private final Notifications notifications;
    private final StoredFiles files;
    private final ReviewEvents events;
    private final LiveState live;

    public Commenting(
            Database database,
            CommitOrder commits,
            ProjectGuard guard,
            Comments comments,
            Notifications notifications,
            StoredFiles files,
            ReviewEvents events,
            LiveState live) {
        this.database = database;
        this.commits = commits;
        this.guard = guard;
        this.comments = comments;
        this.notifications = notifications;
        this.files = files;
        this.events = events;
        this.live = live;
    }

    /** A comment that was made, or was there already. */
    record Made(Comment comment, Outcome outcome) {
        enum Outcome {
            NEW,
            THERE_ALREADY
        }
    }

    /** What a change did, and who must hear of it. */
    private record Change(
            Comment before,
            Comment comment,
            boolean changed,
            List<String> shareIds,
            List<Notification> notifications) {}

    Made create(User user, String fileId, JsonFields body) {
        String projectId =
                guard.file(user, fileId, PermissionLevel.COMMENT_ONLY).projectId();
        Comments.Draft draft = draft(body);
        Change change = commits.commitThenPublish(
                projectId,
                tx -> create(tx, projectId, fileId, user, draft),
                done -> done.changed()
                        ? told(done, events.commentCreated(done.comment(), done.shareIds()))
                        : ReviewEvents.NOTHING);
        return new Made(change.comment(), change.changed() ? Made.Outcome.NEW : Made.Outcome.THERE_ALREADY);
    }

    /** A client that does not know whether its first try arrived sends the same again, and gets the same comment. */
    private Change create(Transaction tx, String projectId, String fileId, User user, Comments.Draft draft) {
        Comment earlier = draft.clientId() == null ? null : comments.byClientId(tx, fileId, user, draft.clientId());
        if (earlier != null) {
            if (!earlier.text().equals(draft.text())) {
                throw HttpFailure.conflict("client_id_taken", "you made another comment with this client_id");
            }
            return new Change(earlier, earlier, false, List.of(), List.of());
        }
        Comment comment = comments.add(tx, fileId, user, draft);
        return new Change(
                comment,
                comment,
                true,
                files.sharesThatShow(tx, fileId),
                notifications.mention(tx, projectId, comment, Mentions.in(comment.text())));
    }

    private static Comments.Draft draft(JsonFields body) {
        return new Comments.Draft(
                body.text("text", MAX_TEXT),
                body.wordOrNull("client_id", CLIENT_ID),
                body.textOrNull("parent_id", 80),
                body.numberOrNull("timestamp", MAX_SECONDS),
                body.structureOrNull("annotations", MAX_ANNOTATION_BYTES));
    }

    /** Changes a comment; with a lock's token only while it is locked under it. */
    Comment edit(User user, String id, JsonFields body, @Nullable Long lockToken) {
        String projectId = guard.comment(user, id, PermissionLevel.COMMENT_ONLY).projectId();
        if (!body.has("text") && !body.has("annotations")) {
            throw HttpFailure.invalid("body", "name at least one of text, annotations");
        }
        String text = body.has("text") ? body.text("text", MAX_TEXT) : null;
        String annotations = body.structureOrNull("annotations", MAX_ANNOTATION_BYTES);
        long token = fence(user, id, lockToken);
        Change change = commits.commitThenPublish(
                projectId,
                tx -> {
                    Comment before = comments.require(tx, id);
                    if (!before.user().equals(user)) {
                        throw HttpFailure.forbidden("only its author edits a comment");
                    }
                    String newText = text == null ? before.text() : text;
                    String newMarks = body.has("annotations") ? annotations : stored(before);
                    return edit(tx, projectId, before, newText, newMarks, token);
                },
                done -> done.changed()
                        ? told(done, events.commentUpdated(done.before(), done.comment(), done.shareIds(), user))
                        : ReviewEvents.NOTHING);
        return change.comment();
    }

    /** Tells those who are mentioned, after the others. */
    private CompletionStage<?> told(Change change, CompletionStage<?> everybody) {
        List<CompletionStage<?>> told = new ArrayList<>(List.of(everybody));
        change.notifications().forEach(each -> told.add(events.notificationCreated(each)));
        return ReviewEvents.all(told);
    }

    private Change edit(
            Transaction tx, String projectId, Comment before, String text, @Nullable String annotations, long token) {
        if (before.text().equals(text) && Objects.equals(stored(before), annotations)) {
            return new Change(before, before, false, List.of(), List.of());
        }
        if (!comments.edit(tx, before.id(), text, annotations, token)) {
            throw tooLate();
        }
        Comment after = comments.require(tx, before.id());
        List<String> newlyMentioned = new ArrayList<>(Mentions.in(text));
        newlyMentioned.removeAll(Mentions.in(before.text()));
        return new Change(
                before,
                after,
                true,
                files.sharesThatShow(tx, after.fileId()),
                notifications.mention(tx, projectId, after, newlyMentioned));
    }

    private static @Nullable String stored(Comment comment) {
        return comment.annotations() == null ? null : comment.annotations().toString();
    }

    /**
     * The token that the change is saved under. The question to the locks is the quick answer; what decides is the SQL,
     * which refuses whoever was overtaken between this question and the commit.
     */
    private long fence(User user, String id, @Nullable Long lockToken) {
        if (lockToken != null) {
            if (!live.isLockedUnder(id, lockToken)) {
                throw tooLate();
            }
            return lockToken;
        }
        // Without a lock: as of before the question, so that what is saved under a lock taken after it stays.
        long saved = database.inTransaction(tx -> comments.lockToken(tx, id));
        if (live.isLockedByOther(id, user)) {
            throw HttpFailure.conflict("comment_locked", "somebody else is editing this comment");
        }
        return saved;
    }

    private static HttpFailure tooLate() {
        return HttpFailure.conflict("lock_lost", "the comment is not locked under this token any more: read it again");
    }

    /** What a deletion took with it. */
    private record Deleted(String fileId, List<String> commentIds, List<String> shareIds) {}

    /** Deletes a comment with its answers; with a lock's token only while it is locked under it. */
    void delete(User user, String id, @Nullable Long lockToken) {
        ProjectGuard.Access access = guard.comment(user, id, PermissionLevel.COMMENT_ONLY);
        long token = fence(user, id, lockToken);
        commits.commitThenPublish(
                access.projectId(),
                tx -> {
                    Comment comment = comments.require(tx, id);
                    if (!comment.user().equals(user) && !access.level().atLeast(PermissionLevel.FULL_ACCESS)) {
                        throw HttpFailure.forbidden("only its author, or a member with full_access, deletes a comment");
                    }
                    List<String> shareIds = files.sharesThatShow(tx, comment.fileId());
                    List<String> thread = comments.deleteThread(tx, id, token);
                    if (thread.isEmpty()) {
                        throw tooLate();
                    }
                    return new Deleted(comment.fileId(), thread, shareIds);
                },
                gone -> ReviewEvents.all(gone.commentIds().stream()
                        .map(each -> events.commentDeleted(gone.fileId(), each, gone.shareIds(), user))
                        .toList()));
    }

    Comment complete(User user, String id) {
        String projectId = guard.comment(user, id, PermissionLevel.COMMENT_ONLY).projectId();
        Change change = commits.commitThenPublish(
                projectId,
                tx -> {
                    boolean open = comments.require(tx, id).completedAt() == null;
                    comments.complete(tx, id, user);
                    Comment after = comments.require(tx, id);
                    return new Change(after, after, open, files.sharesThatShow(tx, after.fileId()), List.of());
                },
                done -> {
                    Instant at = done.comment().completedAt();
                    return done.changed() && at != null
                            ? events.commentCompleted(done.comment(), done.shareIds(), user, at)
                            : ReviewEvents.NOTHING;
                });
        return change.comment();
    }
}
