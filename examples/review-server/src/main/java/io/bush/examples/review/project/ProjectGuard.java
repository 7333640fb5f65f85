package io.bush.examples.review.project;

import io.bush.examples.review.http.HttpFailure;
import io.bush.examples.review.model.User;
import io.bush.examples.review.store.Database;
import io.bush.examples.review.store.Transaction;
import io.bush.realtime.auth.PermissionLevel;
import org.jspecify.annotations.Nullable;

/**
 * Asks for permission before anything is done. Who is not a member learns nothing, not even that a thing exists (404);
 * who is one, but not with the level it takes, is told so (403).
 */
public final class ProjectGuard {

    private final Database database;

    public ProjectGuard(Database database) {
        this.database = database;
    }

    /**
     * What the guard found.
     *
     * @param projectId the project everything hangs on
     * @param level what the user may do there
     */
    public record Access(String projectId, PermissionLevel level) {}

    /** Requires a level in a project. */
    public Access project(User user, String projectId, PermissionLevel needed) {
        return database.inTransaction(tx -> project(tx, user, projectId, needed));
    }

    /** Requires a level in a project, as of a transaction. */
    public Access project(Transaction tx, User user, String projectId, PermissionLevel needed) {
        return check(
                needed,
                tx.one(
                        row -> new Access(row.text("project_id"), level(row.text("permission"))),
                        "select project_id, permission from members where project_id = ? and user_id = ?",
                        projectId,
                        user.id()));
    }

    /** Requires a level in the project of a file that is there for all to see. */
    public Access file(User user, String fileId, PermissionLevel needed) {
        return through(
                user,
                fileId,
                needed,
                "select f.project_id, m.permission from files f join members m on m.project_id = f.project_id"
                        + " where f.id = ? and f.version > 0 and m.user_id = ?");
    }

    /** Requires a level in the project of a comment. */
    public Access comment(User user, String commentId, PermissionLevel needed) {
        return through(
                user,
                commentId,
                needed,
                "select f.project_id, m.permission from comments c join files f on f.id = c.file_id"
                        + " join members m on m.project_id = f.project_id where c.id = ? and m.user_id = ?");
    }

    /** Requires a level in the project of a share. */
    public Access share(User user, String shareId, PermissionLevel needed) {
        return through(
                user,
                shareId,
                needed,
                "select f.project_id, m.permission from shares s join files f on f.id = s.file_id"
                        + " join members m on m.project_id = f.project_id where s.id = ? and m.user_id = ?");
    }

    private Access through(User user, String id, PermissionLevel needed, String sql) {
        return database.inTransaction(tx -> check(
                needed,
                tx.one(row -> new Access(row.text("project_id"), level(row.text("permission"))), sql, id, user.id())));
    }

    private static Access check(PermissionLevel needed, @Nullable Access found) {
        if (found == null) {
            throw HttpFailure.notFound();
        }
        if (!found.level().atLeast(needed)) {
            throw HttpFailure.forbidden("this takes " + needed.wireName() + ", you have "
                    + found.level().wireName());
        }
        return found;
    }

    private static PermissionLevel level(String wireName) {
        PermissionLevel level = PermissionLevel.find(wireName);
        if (level == null) {
            throw new IllegalStateException("stored permission " + wireName + " is unknown");
        }
        return level;
    }
}
