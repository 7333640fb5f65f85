package io.bush.examples.review.notification;

import io.bush.examples.review.model.Comment;
import io.bush.examples.review.model.Notification;
import io.bush.examples.review.model.User;
import io.bush.examples.review.store.Ids;
import io.bush.examples.review.store.Row;
import io.bush.examples.review.store.Transaction;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The notifications table. */
public final class Notifications {

    private static final int EXCERPT_LENGTH = 200;
    private static final String SELECT =
            "select n.id, n.user_id, n.type, n.project_id, n.file_id, n.comment_id, n.title, n.body,"
                    + " n.created_at, n.read_at, u.id as actor_id, u.name as actor_name from notifications n"
                    + " join users u on u.id = n.actor_id where n.user_id = ?";

    private final Clock clock;

    public Notifications(Clock clock) {
        this.clock = clock;
    }

    /** Makes a notification for each of the named people who is a member, and not the author. */
    public List<Notification> mention(Transaction tx, String projectId, Comment comment, List<String> names) {
        List<Notification> made = new ArrayList<>();
        for (String name : names) {
            User mentioned = User.named(name);
            boolean member = tx.number(
                            "select count(*) from members where project_id = ? and user_id = ?",
                            projectId,
                            mentioned.id())
                    > 0;
            if (member && !mentioned.equals(comment.user())) {
                made.add(insert(tx, projectId, comment, mentioned));
            }
        }
        return made;
    }

    List<Notification> of(Transaction tx, User user) {
        return tx.all(Notifications::map, SELECT + " order by n.created_at desc, n.id limit 200", user.id());
    }

    @Nullable
    Notification find(Transaction tx, User user, String id) {
        return tx.one(Notifications::map, SELECT + " and n.id = ?", user.id(), id);
    }

    /** Marks it read; false when it was already. */
    boolean markRead(Transaction tx, String id) {
        return tx.update("update notifications set read_at = ? where id = ? and read_at is null", clock.instant(), id)
                == 1;
    }

    private Notification insert(Transaction tx, String projectId, Comment comment, User mentioned) {
        Notification notification = new Notification(
                Ids.next("notification"),
                mentioned.id(),
                "mention",
                comment.user().name() + " mentioned you",
                excerpt(comment.text()),
                new Notification.Target(projectId, comment.fileId(), comment.id()),
                comment.user(),
                clock.instant(),
                null);
        tx.update(
                "insert into notifications (id, user_id, type, project_id, file_id, comment_id, actor_id, title, body,"
                        + " created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                notification.id(),
                notification.userId(),
                notification.type(),
                projectId,
                comment.fileId(),
                comment.id(),
                notification.actor().id(),
                notification.title(),
                notification.body(),
                notification.createdAt());
        return notification;
    }

    /** Cuts between characters, never within one. */
    private static String excerpt(String text) {
        if (text.length() <= EXCERPT_LENGTH) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(EXCERPT_LENGTH - 1)) ? EXCERPT_LENGTH - 1 : EXCERPT_LENGTH;
        return text.substring(0, end) + "…";
    }

    private static Notification map(Row row) throws SQLException {
        return new Notification(
                row.text("id"),
                row.text("user_id"),
                row.text("type"),
                row.text("title"),
                row.text("body"),
                new Notification.Target(row.text("project_id"), row.text("file_id"), row.text("comment_id")),
                new User(row.text("actor_id"), row.text("actor_name")),
                row.instant("created_at"),
                row.instantOrNull("read_at"));
    }
}
