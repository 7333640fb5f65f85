package io.bush.examples.review.project;

import io.bush.examples.review.model.Project;
import io.bush.examples.review.model.User;
import io.bush.examples.review.store.Ids;
import io.bush.examples.review.store.Row;
import io.bush.examples.review.store.Transaction;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The projects table. */
public final class Projects {

    private static final String SELECT = "select p.id, p.name, m.permission, p.created_at, u.id as user_id,"
            + " u.name as user_name from projects p join members m on m.project_id = p.id"
            + " join users u on u.id = p.created_by where m.user_id = ?";

    private final Clock clock;

    public Projects(Clock clock) {
        this.clock = clock;
    }

    Project create(Transaction tx, User creator, String name) {
        Project project = new Project(Ids.next("proj"), name, "full_access", creator, clock.instant());
        tx.update(
                "insert into projects (id, name, created_by, created_at) values (?, ?, ?, ?)",
                project.id(),
                name,
                creator.id(),
                project.createdAt());
        return project;
    }

    @Nullable
    Project find(Transaction tx, User user, String id) {
        return tx.one(Projects::map, SELECT + " and p.id = ?", user.id(), id);
    }

    List<Project> of(Transaction tx, User user) {
        return tx.all(Projects::map, SELECT + " order by p.created_at, p.id limit 1000", user.id());
    }

    private static Project map(Row row) throws SQLException {
        User creator = new User(row.text("user_id"), row.text("user_name"));
        Instant createdAt = row.instant("created_at");
        return new Project(row.text("id"), row.text("name"), row.text("permission"), creator, createdAt);
    }
}
