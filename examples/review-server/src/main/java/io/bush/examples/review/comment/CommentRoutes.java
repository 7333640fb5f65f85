package io.bush.examples.review.comment;

import io.bush.examples.review.account.SignedIn;
import io.bush.examples.review.file.StoredFiles;
import io.bush.examples.review.http.Call;
import io.bush.examples.review.http.HttpFailure;
import io.bush.examples.review.http.JsonFields;
import io.bush.examples.review.http.Page;
import io.bush.examples.review.http.Reply;
import io.bush.examples.review.http.Router;
import io.bush.examples.review.model.Comment;
import io.bush.examples.review.model.Notification;
import io.bush.examples.review.model.User;
import io.bush.examples.review.notification.Notifications;
import io.bush.examples.review.project.ProjectGuard;
import io.bush.examples.review.realtime.ReviewEvents;
import io.bush.examples.review.store.CommitOrder;
import io.bush.examples.review.store.Database;
import io.bush.examples.review.store.Transaction;
import io.bush.realtime.auth.PermissionLevel;
import io.bush.realtime.channel.Channel;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Comments on files. */
public final class CommentRoutes {

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

    public CommentRoutes(
            Database database,
            CommitOrder commits,
            ProjectGuard guard,
            Comments comments,
            Notifications notifications,
            StoredFiles files,
            ReviewEvents events) {
        this.database = database;
        this.commits = commits;
        this.guard = guard;
        this.comments = comments;
        this.notifications = notifications;
        this.files = files;
        this.events = events;
    }

    /** Adds this feature's routes. */
    public void addTo(Router router, SignedIn signedIn) {
        router.on("GET", "/v4/files/{file}/comments", signedIn.only(this::list));
        router.on("POST", "/v4/files/{file}/comments", signedIn.only(this::create));
        router.on("PATCH", "/v4/comments/{comment}", signedIn.only(this::edit));
        router.on("DELETE", "/v4/comments/{comment}", signedIn.only(this::delete));
        router.on("POST", "/v4/comments/{comment}/complete", signedIn.only(this::complete));
    }

    private record Listed(
            List<Comment> comments,
            @Nullable String nextCursor,
            @Nullable String lastEventId) {}

    /** The snapshot join: the position is read before the database, so that nothing falls between the two. */
    private Reply list(Call call, User user) {
        String fileId = call.path("file");
        guard.file(user, fileId, PermissionLevel.VIEW_ONLY);
        String position = events.position(new Channel("file", fileId));
        Page page = Page.of(call);
        List<Page.Placed<Comment>> read = database.inTransaction(tx -> comments.of(tx, fileId, page));
        return Reply.ok(new Listed(page.items(read, comment -> comment), page.next(read), position));
    }

    /** What a change did, and who must hear of it. */
    private record Change(
            Comment before,
            Comment comment,
            boolean changed,
            List<String> shareIds,
            List<Notification> notifications) {}

    private Reply create(Call call, User user) throws IOException {
        String fileId = call.path("file");
        String projectId =
                guard.file(user, fileId, PermissionLevel.COMMENT_ONLY).projectId();
        Comments.Draft draft = draft(call.json());
        Change change = commits.commitThenPublish(projectId, tx -> create(tx, projectId, fileId, user, draft), done -> {
            if (done.changed()) {
                events.commentCreated(done.comment(), done.shareIds());
                done.notifications().forEach(events::notificationCreated);
            }
        });
        return Reply.json(change.changed() ? 201 : 200, change.comment());
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

    private Reply edit(Call call, User user) throws IOException {
        String id = call.path("comment");
        String projectId = guard.comment(user, id, PermissionLevel.COMMENT_ONLY).projectId();
        JsonFields body = call.json();
        if (!body.has("text") && !body.has("annotations")) {
            throw HttpFailure.invalid("body", "name at least one of text, annotations");
        }
        String text = body.has("text") ? body.text("text", MAX_TEXT) : null;
        String annotations = body.structureOrNull("annotations", MAX_ANNOTATION_BYTES);
        Change change = commits.commitThenPublish(
                projectId,
                tx -> {
                    Comment before = comments.require(tx, id);
                    if (!before.user().equals(user)) {
                        throw HttpFailure.forbidden("only its author edits a comment");
                    }
                    String newText = text == null ? before.text() : text;
                    String newMarks = body.has("annotations") ? annotations : stored(before);
                    return edit(tx, projectId, before, newText, newMarks);
                },
                done -> {
                    if (done.changed()) {
                        events.commentUpdated(done.before(), done.comment(), done.shareIds(), user);
                        done.notifications().forEach(events::notificationCreated);
                    }
                });
        return Reply.ok(change.comment());
    }

    private Change edit(Transaction tx, String projectId, Comment before, String text, @Nullable String annotations) {
        if (before.text().equals(text) && Objects.equals(stored(before), annotations)) {
            return new Change(before, before, false, List.of(), List.of());
        }
        comments.edit(tx, before.id(), text, annotations);
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

    /** What a deletion took with it. */
    private record Deleted(String fileId, List<String> commentIds, List<String> shareIds) {}

    private Reply delete(Call call, User user) {
        String id = call.path("comment");
        ProjectGuard.Access access = guard.comment(user, id, PermissionLevel.COMMENT_ONLY);
        commits.commitThenPublish(
                access.projectId(),
                tx -> {
                    Comment comment = comments.require(tx, id);
                    if (!comment.user().equals(user) && !access.level().atLeast(PermissionLevel.FULL_ACCESS)) {
                        throw HttpFailure.forbidden("only its author, or a member with full_access, deletes a comment");
                    }
                    List<String> shareIds = files.sharesThatShow(tx, comment.fileId());
                    return new Deleted(comment.fileId(), comments.deleteThread(tx, id), shareIds);
                },
                gone -> gone.commentIds()
                        .forEach(each -> events.commentDeleted(gone.fileId(), each, gone.shareIds(), user)));
        return Reply.noContent();
    }

    private Reply complete(Call call, User user) {
        String id = call.path("comment");
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
                    if (done.changed() && at != null) {
                        events.commentCompleted(done.comment(), done.shareIds(), user, at);
                    }
                });
        return Reply.ok(change.comment());
    }
}
