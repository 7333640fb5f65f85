package io.bush.examples.review.project;

import io.bush.examples.review.account.SignedIn;
import io.bush.examples.review.http.Call;
import io.bush.examples.review.http.HttpFailure;
import io.bush.examples.review.http.PlainText;
import io.bush.examples.review.http.Reply;
import io.bush.examples.review.http.Router;
import io.bush.examples.review.model.Project;
import io.bush.examples.review.model.User;
import io.bush.examples.review.store.Database;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Making and finding projects. */
public final class ProjectRoutes {

    private final Database database;
    private final Projects projects;
    private final Members members;

    public ProjectRoutes(Database database, Projects projects, Members members) {
        this.database = database;
        this.projects = projects;
        this.members = members;
    }

    /** Adds this feature's routes. */
    public void addTo(Router router, SignedIn signedIn) {
        router.on("POST", "/v4/projects", signedIn.only(this::create));
        router.on("GET", "/v4/projects", signedIn.only(this::list));
        router.on("GET", "/v4/projects/{project}", signedIn.only(this::show));
    }

    private record Listed(List<Project> projects) {}

    private Reply create(Call call, User user) throws IOException {
        String name = PlainText.requireLine("name", call.json().text("name", 200), 200);
        return Reply.created(database.inTransaction(tx -> {
            Project project = projects.create(tx, user, name);
            members.addFounder(tx, project);
            return project;
        }));
    }

    private Reply list(Call call, User user) {
        return Reply.ok(new Listed(database.inTransaction(tx -> projects.of(tx, user))));
    }

    private Reply show(Call call, User user) {
        Project project =
                database.<@Nullable Project>inTransaction(tx -> projects.find(tx, user, call.path("project")));
        if (project == null) {
            throw HttpFailure.notFound();
        }
        return Reply.ok(project);
    }
}
