package io.bush.examples.review.notification;

import io.bush.examples.review.account.SignedIn;
import io.bush.examples.review.http.Call;
import io.bush.examples.review.http.HttpFailure;
import io.bush.examples.review.http.Reply;
import io.bush.examples.review.http.Router;
import io.bush.examples.review.model.Notification;
import io.bush.examples.review.model.User;
import io.bush.examples.review.realtime.ReviewEvents;
import io.bush.examples.review.store.CommitOrder;
import io.bush.examples.review.store.Database;
import io.bush.realtime.channel.Channel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A user's own notifications. */
public final class NotificationRoutes {

    private final Database database;
    private final CommitOrder commits;
    private final Notifications notifications;
    private final ReviewEvents events;

    public NotificationRoutes(
            Database database, CommitOrder commits, Notifications notifications, ReviewEvents events) {
        this.database = database;
        this.commits = commits;
        this.notifications = notifications;
        this.events = events;
    }

    /** Adds this feature's routes. */
    public void addTo(Router router, SignedIn signedIn) {
        router.on("GET", "/v4/notifications", signedIn.only(this::list));
        router.on("POST", "/v4/notifications/{notification}/read", signedIn.only(this::read));
    }

    private record Listed(
            List<Notification> notifications, @Nullable String lastEventId) {}

    private Reply list(Call call, User user) {
        String position = events.position(new Channel("user", user.id()));
        return Reply.ok(new Listed(database.inTransaction(tx -> notifications.of(tx, user)), position));
    }

    /** A notification, and whether it was marked just now. */
    private record Marked(Notification notification, boolean now) {}

    private Reply read(Call call, User user) {
        String id = call.path("notification");
        Marked marked = commits.commitThenPublish(
                user.id(),
                tx -> {
                    if (notifications.find(tx, user, id) == null) {
                        throw HttpFailure.notFound();
                    }
                    boolean now = notifications.markRead(tx, id);
                    Notification after = notifications.find(tx, user, id);
                    if (after == null) {
                        throw HttpFailure.notFound();
                    }
                    return new Marked(after, now);
                },
                done -> done.now() ? events.notificationRead(user, id) : ReviewEvents.NOTHING);
        return Reply.ok(marked.notification());
    }
}
