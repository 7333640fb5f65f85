package io.bush.examples.review.project;

import io.bush.examples.review.account.SignedIn;
import io.bush.examples.review.http.Call;
import io.bush.examples.review.http.HttpFailure;
import io.bush.examples.review.http.PlainText;
import io.bush.examples.review.http.Reply;
import io.bush.examples.review.http.Router;
import io.bush.examples.review.model.Folder;
import io.bush.examples.review.model.User;
import io.bush.examples.review.realtime.ReviewEvents;
import io.bush.examples.review.store.CommitOrder;
import io.bush.examples.review.store.Database;
import io.bush.examples.review.store.Ids;
import io.bush.examples.review.store.Row;
import io.bush.examples.review.store.StoreException;
import io.bush.examples.review.store.Transaction;
import io.bush.realtime.auth.PermissionLevel;
import io.bush.realtime.channel.Channel;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Folders of a project: one level deep, and only empty ones can be deleted. */
public final class FolderRoutes {

    private static final String SELECT = "select f.id, f.project_id, f.name, f.created_at, u.id as user_id,"
            + " u.name as user_name from folders f join users u on u.id = f.created_by where f.project_id = ?";

    private final Database database;
    private final CommitOrder commits;
    private final ProjectGuard guard;
    private final ReviewEvents events;
    private final Clock clock;

    public FolderRoutes(Database database, CommitOrder commits, ProjectGuard guard, ReviewEvents events, Clock clock) {
        this.database = database;
        this.commits = commits;
        this.guard = guard;
        this.events = events;
        this.clock = clock;
    }

    /** Adds this feature's routes. */
    public void addTo(Router router, SignedIn signedIn) {
        router.on("GET", "/v4/projects/{project}/folders", signedIn.only(this::list));
        router.on("POST", "/v4/projects/{project}/folders", signedIn.only(this::create));
        router.on("DELETE", "/v4/projects/{project}/folders/{folder}", signedIn.only(this::delete));
    }

    private record Listed(List<Folder> folders, @Nullable String lastEventId) {}

    private Reply list(Call call, User user) {
        String projectId = guard.project(user, call.path("project"), PermissionLevel.VIEW_ONLY)
                .projectId();
        String position = events.position(new Channel("project", projectId));
        return Reply.ok(new Listed(
                database.inTransaction(tx -> tx.all(FolderRoutes::map, SELECT + " order by f.name", projectId)),
                position));
    }

    private Reply create(Call call, User user) throws IOException {
        String projectId =
                guard.project(user, call.path("project"), PermissionLevel.EDIT).projectId();
        String name = PlainText.requireLine("name", call.json().text("name", 200), 200);
        Folder folder = new Folder(Ids.next("folder"), projectId, name, user, clock.instant());
        try {
            return Reply.created(commits.commitThenPublish(
                    projectId,
                    tx -> {
                        insert(tx, folder);
                        return folder;
                    },
                    events::folderCreated));
        } catch (StoreException.Duplicate e) {
            throw HttpFailure.conflict("folder_exists", "the project has a folder of this name");
        }
    }

    private Reply delete(Call call, User user) {
        String projectId =
                guard.project(user, call.path("project"), PermissionLevel.EDIT).projectId();
        String folderId = call.path("folder");
        commits.commitThenPublish(
                projectId,
                tx -> {
                    Folder folder = tx.one(FolderRoutes::map, SELECT + " and f.id = ?", projectId, folderId);
                    if (folder == null) {
                        throw HttpFailure.notFound();
                    }
                    if (tx.number("select count(*) from files where folder_id = ?", folderId) > 0) {
                        throw HttpFailure.conflict("folder_not_empty", "move or delete the folder's files first");
                    }
                    tx.update("delete from folders where id = ?", folderId);
                    return folder;
                },
                folder -> events.folderDeleted(folder, user));
        return Reply.noContent();
    }

    private static void insert(Transaction tx, Folder folder) {
        tx.update(
                "insert into folders (id, project_id, name, created_by, created_at) values (?, ?, ?, ?, ?)",
                folder.id(),
                folder.projectId(),
                folder.name(),
                folder.createdBy().id(),
                folder.createdAt());
    }

    private static Folder map(Row row) throws SQLException {
        return new Folder(
                row.text("id"),
                row.text("project_id"),
                row.text("name"),
                new User(row.text("user_id"), row.text("user_name")),
                row.instant("created_at"));
    }
}
