package io.bush.examples.review.comment;

import io.bush.examples.review.account.SignedIn;
import io.bush.examples.review.http.Call;
import io.bush.examples.review.http.HttpFailure;
import io.bush.examples.review.http.JsonFields;
import io.bush.examples.review.http.Page;
import io.bush.examples.review.http.Reply;
import io.bush.examples.review.http.Router;
import io.bush.examples.review.model.Comment;
import io.bush.examples.review.model.User;
import io.bush.examples.review.project.ProjectGuard;
import io.bush.examples.review.realtime.ReviewEvents;
import io.bush.examples.review.store.Database;
import io.bush.realtime.auth.PermissionLevel;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.lock.HeldLock;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Comments on files. */
public final class CommentRoutes {

    private final Database database;
    private final ProjectGuard guard;
    private final Comments comments;
    private final Commenting commenting;
    private final ReviewEvents events;

    public CommentRoutes(
            Database database, ProjectGuard guard, Comments comments, Commenting commenting, ReviewEvents events) {
        this.database = database;
        this.guard = guard;
        this.comments = comments;
        this.commenting = commenting;
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

    private Reply create(Call call, User user) throws IOException {
        Commenting.Made made = commenting.create(user, call.path("file"), call.json());
        return Reply.json(made.outcome() == Commenting.Made.Outcome.NEW ? 201 : 200, made.comment());
    }

    private Reply edit(Call call, User user) throws IOException {
        JsonFields body = call.json();
        Long lockToken = body.wholeOrNull("lock_token", HeldLock.MAX_TOKEN);
        return Reply.ok(commenting.edit(user, call.path("comment"), body, lockToken));
    }

    private Reply delete(Call call, User user) {
        commenting.delete(user, call.path("comment"), lockToken(call));
        return Reply.noContent();
    }

    /** A DELETE has no body: the token is in the query. */
    private static @Nullable Long lockToken(Call call) {
        String text = call.query("lock_token");
        if (text == null) {
            return null;
        }
        long token = text.matches("\\d{1,16}") ? Long.parseLong(text) : -1;
        if (token < 0 || token > HeldLock.MAX_TOKEN) {
            throw HttpFailure.invalid("lock_token", "lock_token is not a whole number from 0 to " + HeldLock.MAX_TOKEN);
        }
        return token;
    }

    private Reply complete(Call call, User user) {
        return Reply.ok(commenting.complete(user, call.path("comment")));
    }
}
