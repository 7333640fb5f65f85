package io.bush.examples.review;

import io.bush.examples.review.account.AccessTokens;
import io.bush.examples.review.account.Accounts;
import io.bush.examples.review.account.SignedIn;
import io.bush.examples.review.account.SigningKey;
import io.bush.examples.review.account.TokenRoutes;
import io.bush.examples.review.admin.AdminRoutes;
import io.bush.examples.review.comment.CommentRoutes;
import io.bush.examples.review.comment.Commenting;
import io.bush.examples.review.comment.Comments;
import io.bush.examples.review.file.BlobStore;
import io.bush.examples.review.file.FileFeature;
import io.bush.examples.review.file.PresenceRoutes;
import io.bush.examples.review.file.StoredFiles;
import io.bush.examples.review.http.Router;
import io.bush.examples.review.media.ThumbnailJobs;
import io.bush.examples.review.node.Nodes;
import io.bush.examples.review.notification.NotificationRoutes;
import io.bush.examples.review.notification.Notifications;
import io.bush.examples.review.project.FolderRoutes;
import io.bush.examples.review.project.MemberRoutes;
import io.bush.examples.review.project.Members;
import io.bush.examples.review.project.ProjectGuard;
import io.bush.examples.review.project.ProjectRoutes;
import io.bush.examples.review.project.Projects;
import io.bush.examples.review.realtime.LiveState;
import io.bush.examples.review.realtime.ReviewEvents;
import io.bush.examples.review.share.ShareRoutes;
import io.bush.examples.review.share.Shares;
import io.bush.examples.review.store.CommitOrder;
import io.bush.examples.review.store.Database;
import io.bush.realtime.RealtimeNode;
import java.time.Clock;

/** Puts the features together: the whole server without its socket. Thread safety: immutable. */
final class ReviewApp {

    private final Router router = new Router();
    private final Commenting commenting;
    private final FileFeature fileFeature;

    ReviewApp(
            ReviewSettings settings,
            Nodes nodes,
            Database database,
            AccessTokens tokens,
            RealtimeNode node,
            ThumbnailJobs jobs,
            ReviewEvents events,
            Clock clock) {
        LiveState live = new LiveState(node);
        CommitOrder commits = new CommitOrder(database);
        ProjectGuard guard = new ProjectGuard(database);
        Accounts accounts = new Accounts(clock);
        Members members = new Members(clock);
        StoredFiles files = new StoredFiles(clock);
        BlobStore blobs = new BlobStore(settings.data().resolve("files"));
        Comments comments = new Comments(clock);
        Notifications notifications = new Notifications(clock);
        SignedIn signedIn = new SignedIn(tokens);
        fileFeature =
                new FileFeature(database, commits, guard, files, blobs, nodes, jobs, events, settings.maxUploadBytes());

        new TokenRoutes(database, accounts, tokens).addTo(router, signedIn);
        new ProjectRoutes(database, new Projects(clock), members).addTo(router, signedIn);
        new MemberRoutes(database, commits, accounts, members, guard, events).addTo(router, signedIn);
        new FolderRoutes(database, commits, guard, events, clock).addTo(router, signedIn);
        fileFeature.addTo(router, signedIn);
        commenting = new Commenting(database, commits, guard, comments, notifications, files, events, live);
        new CommentRoutes(database, guard, comments, commenting, events).addTo(router, signedIn);
        new PresenceRoutes(guard, live).addTo(router, signedIn);
        new NotificationRoutes(database, commits, notifications, events).addTo(router, signedIn);
        new ShareRoutes(database, commits, guard, new Shares(clock), files, comments, blobs, events)
                .addTo(router, signedIn);
        new AdminRoutes(nodes.name(), node, jobs, settings.adminToken()).addTo(router);
        fileFeature.recover();
    }

    static AccessTokens tokens(ReviewSettings settings, Clock clock) {
        return new AccessTokens(SigningKey.in(settings.data()), settings.tokenLifetime(), clock);
    }

    Router router() {
        return router;
    }

    /** Goes on with what nodes left half done that are gone. */
    void takeOver() {
        fileFeature.takeOver();
    }

    /** What calls do. */
    Commenting commenting() {
        return commenting;
    }
}
