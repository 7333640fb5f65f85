package io.bush.examples.review.project;

import io.bush.examples.review.model.Member;
import io.bush.examples.review.model.Project;
import io.bush.examples.review.model.User;
import io.bush.examples.review.store.Row;
import io.bush.examples.review.store.Transaction;
import io.bush.realtime.auth.PermissionLevel;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The members table. */
public final class Members {

    private static final String SELECT = "select u.id, u.name, m.permission, m.since from members m"
            + " join users u on u.id = m.user_id where m.project_id = ?";

    private final Clock clock;

    public Members(Clock clock) {
        this.clock = clock;
    }

    /** Finds a user's membership. */
    public @Nullable Member find(Transaction tx, String projectId, String userId) {
        return tx.one(Members::map, SELECT + " and m.user_id = ?", projectId, userId);
    }

    List<Member> of(Transaction tx, String projectId) {
        return tx.all(Members::map, SELECT + " order by m.since, u.id", projectId);
    }

    void add(Transaction tx, String projectId, User user, PermissionLevel level) {
        addSince(tx, projectId, user, level, clock.instant());
    }

    /** The founder is a member from the project's first moment on. */
    void addFounder(Transaction tx, Project project) {
        addSince(tx, project.id(), project.createdBy(), PermissionLevel.FULL_ACCESS, project.createdAt());
    }

    private static void addSince(Transaction tx, String projectId, User user, PermissionLevel level, Instant since) {
        tx.update(
                "insert into members (project_id, user_id, permission, since) values (?, ?, ?, ?)",
                projectId,
                user.id(),
                level.wireName(),
                since);
    }

    /** Changes the level; {@code since} stays, because access was not interrupted. */
    void change(Transaction tx, String projectId, User user, PermissionLevel level) {
        tx.update(
                "update members set permission = ? where project_id = ? and user_id = ?",
                level.wireName(),
                projectId,
                user.id());
    }

    void remove(Transaction tx, String projectId, User user) {
        tx.update("delete from members where project_id = ? and user_id = ?", projectId, user.id());
    }

    boolean isLastWithFullAccess(Transaction tx, String projectId, Member member) {
        return member.permission().equals("full_access")
                && tx.number(
                                "select count(*) from members where project_id = ? and permission = 'full_access'",
                                projectId)
                        == 1;
    }

    private static Member map(Row row) throws SQLException {
        return new Member(new User(row.text("id"), row.text("name")), row.text("permission"), row.instant("since"));
    }
}
