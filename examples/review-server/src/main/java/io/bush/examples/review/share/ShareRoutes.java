package io.bush.examples.review.share;

import io.bush.examples.review.account.ShareTokens;
import io.bush.examples.review.account.SignedIn;
import io.bush.examples.review.comment.Comments;
import io.bush.examples.review.file.BlobStore;
import io.bush.examples.review.file.StoredFiles;
import io.bush.examples.review.http.Call;
import io.bush.examples.review.http.FileReply;
import io.bush.examples.review.http.HttpFailure;
import io.bush.examples.review.http.Page;
import io.bush.examples.review.http.PlainText;
import io.bush.examples.review.http.Reply;
import io.bush.examples.review.http.Router;
import io.bush.examples.review.model.Comment;
import io.bush.examples.review.model.ReviewFile;
import io.bush.examples.review.model.Share;
import io.bush.examples.review.model.User;
import io.bush.examples.review.model.Viewer;
import io.bush.examples.review.project.ProjectGuard;
import io.bush.examples.review.realtime.ReviewEvents;
import io.bush.examples.review.store.CommitOrder;
import io.bush.examples.review.store.Database;
import io.bush.realtime.auth.PermissionLevel;
import io.bush.realtime.channel.Channel;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Share links: members make and delete them; whoever holds the token sees one file, its comments and its bytes. */
public final class ShareRoutes {

    private final Database database;
    private final CommitOrder commits;
    private final ProjectGuard guard;
    private final Shares shares;
    private final StoredFiles files;
    private final Comments comments;
    private final BlobStore blobs;
    private final ReviewEvents events;

    public ShareRoutes(
            Database database,
            CommitOrder commits,
            ProjectGuard guard,
            Shares shares,
            StoredFiles files,
            Comments comments,
            BlobStore blobs,
            ReviewEvents events) {
        this.database = database;
        this.commits = commits;
        this.guard = guard;
        this.shares = shares;
        this.files = files;
        this.comments = comments;
        this.blobs = blobs;
        this.events = events;
    }

    /** Adds this feature's routes. */
    public void addTo(Router router, SignedIn signedIn) {
        router.on("POST", "/v4/files/{file}/shares", signedIn.only(this::create));
        router.on("GET", "/v4/files/{file}/shares", signedIn.only(this::list));
        router.on("DELETE", "/v4/shares/{share}", signedIn.only(this::delete));
        router.on("GET", "/v4/shares/{share}", this::view);
        router.on("GET", "/v4/shares/{share}/content", this::download);
    }

    private record Created(String id, String fileId, String token, User createdBy, Instant createdAt) {}

    private record Listed(List<Share> shares) {}

    private Reply create(Call call, User user) {
        String fileId = call.path("file");
        String projectId =
                guard.file(user, fileId, PermissionLevel.EDIT_AND_SHARE).projectId();
        String token = ShareTokens.make();
        Share share = commits.commitThenPublish(
                projectId, tx -> shares.create(tx, fileId, user, token), made -> ReviewEvents.NOTHING);
        return Reply.created(new Created(share.id(), fileId, token, user, share.createdAt()));
    }

    private Reply list(Call call, User user) {
        String fileId = call.path("file");
        guard.file(user, fileId, PermissionLevel.EDIT_AND_SHARE);
        return Reply.ok(new Listed(database.inTransaction(tx -> shares.of(tx, fileId))));
    }

    private Reply delete(Call call, User user) {
        String id = call.path("share");
        String projectId = guard.share(user, id, PermissionLevel.EDIT_AND_SHARE).projectId();
        commits.commitThenPublish(
                projectId,
                tx -> shares.delete(tx, id),
                deleted -> deleted ? events.shareDeleted(id) : ReviewEvents.NOTHING);
        return Reply.noContent();
    }

    /** What a guest sees of a file: nothing about the project around it. */
    private record SharedFile(String id, String name, String type, long size, int version) {}

    /** What a guest sees of a comment: who wrote it by name only. */
    private record SharedComment(String id, @Nullable String parentId, String author, String text, Instant createdAt) {}

    private record Viewed(
            String id,
            SharedFile file,
            List<SharedComment> comments,
            @Nullable String nextCursor,
            @Nullable String lastEventId) {}

    private Reply view(Call call) {
        Viewer viewer = viewer(call);
        Share share = open(call);
        String position = events.position(new Channel("share", share.id()));
        Page page = Page.of(call);
        Viewed viewed = database.inTransaction(tx -> {
            List<Page.Placed<Comment>> read = comments.of(tx, share.fileId(), page);
            return new Viewed(
                    share.id(),
                    shared(files.find(tx, share.fileId())),
                    page.items(read, ShareRoutes::shared),
                    page.next(read),
                    position);
        });
        events.shareViewed(share.id(), viewer);
        return Reply.ok(viewed);
    }

    private Reply download(Call call) {
        Viewer viewer = viewer(call);
        Share share = open(call);
        ReviewFile file = database.<@Nullable ReviewFile>inTransaction(tx -> files.find(tx, share.fileId()));
        if (file == null) {
            throw HttpFailure.notFound();
        }
        return new FileReply(
                blobs.path(file.blobId()), file.type(), file.name(), () -> events.shareDownloaded(share, viewer));
    }

    /** The token may come as a query parameter, as links carry it, or as a bearer token. */
    private Share open(Call call) {
        String query = call.query("token");
        String token = query == null ? call.bearer() : query;
        if (token == null) {
            throw HttpFailure.unauthenticated();
        }
        Share share = database.<@Nullable Share>inTransaction(tx -> shares.open(tx, call.path("share"), token));
        if (share == null) {
            throw HttpFailure.notFound();
        }
        return share;
    }

    private static Viewer viewer(Call call) {
        return new Viewer(line(call, "name"), line(call, "email"));
    }

    private static @Nullable String line(Call call, String parameter) {
        String value = call.query(parameter);
        return value == null || value.isBlank() ? null : PlainText.requireLine(parameter, value, 100);
    }

    private static SharedFile shared(@Nullable ReviewFile file) {
        if (file == null) {
            throw HttpFailure.notFound();
        }
        return new SharedFile(file.id(), file.name(), file.type(), file.size(), file.version());
    }

    private static SharedComment shared(Comment comment) {
        return new SharedComment(
                comment.id(), comment.parentId(), comment.user().name(), comment.text(), comment.createdAt());
    }
}
