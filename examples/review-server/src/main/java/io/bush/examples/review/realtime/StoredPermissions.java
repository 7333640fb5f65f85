package io.bush.examples.review.realtime;

import io.bush.examples.review.store.Database;
import io.bush.realtime.auth.PermissionLevel;
import io.bush.realtime.auth.ProjectPermissions;
import io.bush.realtime.channel.Channel;
import org.jspecify.annotations.Nullable;

/** Answers the library's questions about permissions from the database. */
final class StoredPermissions implements ProjectPermissions.Blocking {

    private final Database database;

    StoredPermissions(Database database) {
        this.database = database;
    }

    /**
     * Leaves {@code since} out for members from the project's beginning: there is nothing older that they must not see, so
     * the library has nothing to be careful about when they come back.
     */
    @Override
    public ProjectPermissions.@Nullable Access access(String userId, String projectId) {
        return database.<ProjectPermissions.@Nullable Access>inTransaction(tx -> tx.one(
                row -> {
                    PermissionLevel level = PermissionLevel.find(row.text("permission"));
                    if (level == null) {
                        throw new IllegalStateException("stored permission is unknown");
                    }
                    return new ProjectPermissions.Access(level, row.instantOrNull("joined"));
                },
                "select m.permission, nullif(m.since, p.created_at) as joined from members m"
                        + " join projects p on p.id = m.project_id where m.user_id = ? and m.project_id = ?",
                userId,
                projectId));
    }

    /** Knows a file from its first byte on, so that its channel shows the upload. */
    @Override
    public @Nullable String projectOfFile(String fileId) {
        return text("select project_id from files where id = ?", fileId);
    }

    @Override
    public @Nullable String projectOfShare(String shareId) {
        return text("select f.project_id from shares s join files f on f.id = s.file_id where s.id = ?", shareId);
    }

    /** Finds the file a comment is about. */
    @Nullable
    Channel channelOfComment(String commentId) {
        return database.<@Nullable Channel>inTransaction(tx -> tx.one(
                row -> new Channel("file", row.text("file_id")),
                "select file_id from comments where id = ?",
                commentId));
    }

    /** The same for somebody who wants to lock it: its author, or who may delete it. */
    @Nullable
    Channel channelOfComment(String userId, String commentId) {
        return database.<@Nullable Channel>inTransaction(tx -> tx.one(
                row -> new Channel("file", row.text("file_id")),
                "select c.file_id from comments c join files f on f.id = c.file_id"
                        + " join members m on m.project_id = f.project_id and m.user_id = ?"
                        + " where c.id = ? and (c.author_id = m.user_id or m.permission = ?)",
                userId,
                commentId,
                PermissionLevel.FULL_ACCESS.wireName()));
    }

    private @Nullable String text(String sql, String id) {
        return database.<@Nullable String>inTransaction(tx -> tx.one(row -> row.text("project_id"), sql, id));
    }
}
