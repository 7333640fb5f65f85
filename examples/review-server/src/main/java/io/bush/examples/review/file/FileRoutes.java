package io.bush.examples.review.file;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.bush.examples.review.account.SignedIn;
import io.bush.examples.review.http.Call;
import io.bush.examples.review.http.FileReply;
import io.bush.examples.review.http.HttpFailure;
import io.bush.examples.review.http.JsonFields;
import io.bush.examples.review.http.Page;
import io.bush.examples.review.http.PlainText;
import io.bush.examples.review.http.Reply;
import io.bush.examples.review.http.Router;
import io.bush.examples.review.model.FileVersion;
import io.bush.examples.review.model.ReviewFile;
import io.bush.examples.review.model.Transcript;
import io.bush.examples.review.model.User;
import io.bush.examples.review.project.ProjectGuard;
import io.bush.examples.review.realtime.ReviewEvents;
import io.bush.examples.review.store.CommitOrder;
import io.bush.examples.review.store.Database;
import io.bush.examples.review.store.Transaction;
import io.bush.realtime.auth.PermissionLevel;
import io.bush.realtime.channel.Channel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Files that are there: reading, renaming, moving, reviewing and deleting them. */
public final class FileRoutes {

    private static final Pattern STATUS = Pattern.compile("[a-z][a-z0-9_]{0,31}");

    private final Database database;
    private final CommitOrder commits;
    private final ProjectGuard guard;
    private final StoredFiles files;
    private final BlobStore blobs;
    private final ReviewEvents events;

    FileRoutes(
            Database database,
            CommitOrder commits,
            ProjectGuard guard,
            StoredFiles files,
            BlobStore blobs,
            ReviewEvents events) {
        this.database = database;
        this.commits = commits;
        this.guard = guard;
        this.files = files;
        this.blobs = blobs;
        this.events = events;
    }

    void addTo(Router router, SignedIn signedIn) {
        router.on("GET", "/v4/projects/{project}/files", signedIn.only(this::list));
        router.on("GET", "/v4/files/{file}", signedIn.only(this::show));
        router.on("GET", "/v4/files/{file}/versions", signedIn.only(this::versions));
        router.on("GET", "/v4/files/{file}/content", signedIn.only(this::content));
        router.on("GET", "/v4/files/{file}/thumbnail", signedIn.only(this::thumbnail));
        router.on("PATCH", "/v4/files/{file}", signedIn.only(this::change));
        router.on("DELETE", "/v4/files/{file}", signedIn.only(this::delete));
    }

    private record Listed(
            List<ReviewFile> files,
            @Nullable String nextCursor,
            @Nullable String lastEventId) {}

    private record Versions(
            List<FileVersion> versions, @Nullable String lastEventId) {}

    private record Shown(
            @JsonUnwrapped ReviewFile file,
            List<Transcript> transcripts,
            @Nullable String lastEventId) {}

    private Reply list(Call call, User user) {
        String projectId = guard.project(user, call.path("project"), PermissionLevel.VIEW_ONLY)
                .projectId();
        String position = events.position(new Channel("project", projectId));
        Page page = Page.of(call);
        List<Page.Placed<ReviewFile>> read = database.inTransaction(tx -> files.of(tx, projectId, page));
        return Reply.ok(new Listed(page.items(read, file -> file), page.next(read), position));
    }

    private Reply show(Call call, User user) {
        String fileId = readable(call, user);
        String position = events.position(new Channel("file", fileId));
        return Reply.ok(database.inTransaction(
                tx -> new Shown(files.require(tx, fileId), files.transcripts(tx, fileId), position)));
    }

    private Reply versions(Call call, User user) {
        String fileId = readable(call, user);
        String position = events.position(new Channel("file", fileId));
        return Reply.ok(new Versions(database.inTransaction(tx -> files.versions(tx, fileId)), position));
    }

    private Reply content(Call call, User user) {
        FileVersion version = version(call, readable(call, user));
        return new FileReply(blobs.path(version.blobId()), version.type(), version.name(), () -> {});
    }

    private Reply thumbnail(Call call, User user) {
        FileVersion version = version(call, readable(call, user));
        if (!version.thumbnail().equals("ready")) {
            throw HttpFailure.absent("no_thumbnail", "the thumbnail's state is " + version.thumbnail());
        }
        return new FileReply(blobs.thumbnail(version.blobId()), "image/png", "thumbnail.png", () -> {});
    }

    private String readable(Call call, User user) {
        String fileId = call.path("file");
        guard.file(user, fileId, PermissionLevel.VIEW_ONLY);
        return fileId;
    }

    /** The version a query names, or the newest. */
    private FileVersion version(Call call, String fileId) {
        String wanted = call.query("version");
        if (wanted != null && !wanted.matches("[1-9]\\d{0,8}")) {
            throw HttpFailure.invalid("version", "version is not a number from 1 on");
        }
        FileVersion version = database.<@Nullable FileVersion>inTransaction(tx -> files.version(
                tx, fileId, wanted == null ? files.require(tx, fileId).version() : Integer.parseInt(wanted)));
        if (version == null) {
            throw HttpFailure.notFound();
        }
        return version;
    }

    /** Before and after a change. */
    private record Changed(ReviewFile before, ReviewFile after) {}

    private Reply change(Call call, User user) throws IOException {
        String fileId = call.path("file");
        String projectId = guard.file(user, fileId, PermissionLevel.EDIT).projectId();
        JsonFields body = call.json();
        String folderId = body.textOrNull("folder_id", 80);
        String name = body.textOrNull("name", 255);
        String status = body.wordOrNull("status", STATUS);
        if (!body.has("folder_id") && name == null && status == null) {
            throw HttpFailure.invalid("body", "name at least one of folder_id, name, status");
        }
        String line = name == null ? null : PlainText.requireLine("name", name, 255);
        Changed changed = commits.commitThenPublish(
                projectId,
                tx -> {
                    ReviewFile before = files.require(tx, fileId);
                    if (body.has("folder_id") && !Objects.equals(folderId, before.folderId())) {
                        files.moveTo(tx, before, folderId);
                    }
                    if (line != null && !line.equals(before.name())) {
                        files.rename(tx, fileId, line);
                    }
                    if (status != null && !status.equals(before.status())) {
                        files.setStatus(tx, fileId, status);
                    }
                    return new Changed(before, files.require(tx, fileId));
                },
                done -> publish(done, user));
        return Reply.ok(changed.after());
    }

    /** One event for each thing that is different now; a change to what was there already tells nobody. */
    private CompletionStage<?> publish(Changed changed, User user) {
        ReviewFile before = changed.before();
        ReviewFile after = changed.after();
        List<CompletionStage<?>> told = new ArrayList<>();
        if (!Objects.equals(before.folderId(), after.folderId())) {
            told.add(events.fileMoved(before, after, user));
        }
        if (!before.name().equals(after.name())) {
            told.add(events.fileRenamed(after, user));
        }
        if (!before.status().equals(after.status())) {
            told.add(events.fileStatusChanged(before, after, user));
        }
        return ReviewEvents.all(told);
    }

    /** What went with a file. */
    private record Deleted(ReviewFile file, List<FileVersion> versions, List<String> shareIds) {}

    private Reply delete(Call call, User user) {
        String fileId = call.path("file");
        String projectId = guard.file(user, fileId, PermissionLevel.EDIT).projectId();
        Deleted deleted = commits.commitThenPublish(
                projectId, tx -> delete(tx, fileId), gone -> events.fileDeleted(gone.file(), gone.shareIds(), user));
        deleted.versions().forEach(version -> blobs.delete(version.blobId()));
        return Reply.noContent();
    }

    private Deleted delete(Transaction tx, String fileId) {
        Deleted gone =
                new Deleted(files.require(tx, fileId), files.versions(tx, fileId), files.sharesThatShow(tx, fileId));
        files.delete(tx, fileId);
        return gone;
    }
}
