package io.bush.examples.review.file;

import io.bush.examples.review.account.SignedIn;
import io.bush.examples.review.http.Call;
import io.bush.examples.review.http.HttpFailure;
import io.bush.examples.review.http.Reply;
import io.bush.examples.review.http.Router;
import io.bush.examples.review.media.ThumbnailJobs;
import io.bush.examples.review.model.FileVersion;
import io.bush.examples.review.model.ReviewFile;
import io.bush.examples.review.model.Transcript;
import io.bush.examples.review.model.User;
import io.bush.examples.review.project.ProjectGuard;
import io.bush.examples.review.realtime.ReviewEvents;
import io.bush.examples.review.store.CommitOrder;
import io.bush.examples.review.store.Database;
import io.bush.examples.review.store.Ids;
import io.bush.realtime.auth.PermissionLevel;
import java.io.IOException;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** New files and new versions of files. */
public final class UploadRoutes {

    private static final Pattern FILE_ID = Pattern.compile("file_[A-Za-z0-9_-]{1,64}");

    private final Database database;
    private final CommitOrder commits;
    private final ProjectGuard guard;
    private final StoredFiles files;
    private final Uploads uploads;
    private final Transcripts transcripts;
    private final Thumbnails thumbnails;
    private final ReviewEvents events;

    UploadRoutes(
            Database database,
            CommitOrder commits,
            ProjectGuard guard,
            StoredFiles files,
            Uploads uploads,
            Transcripts transcripts,
            Thumbnails thumbnails,
            ReviewEvents events) {
        this.database = database;
        this.commits = commits;
        this.guard = guard;
        this.files = files;
        this.uploads = uploads;
        this.transcripts = transcripts;
        this.thumbnails = thumbnails;
        this.events = events;
    }

    void addTo(Router router, SignedIn signedIn) {
        router.on("POST", "/v4/projects/{project}/files", signedIn.only(this::createFile));
        router.on("POST", "/v4/files/{file}/versions", signedIn.only(this::createVersion));
    }

    /** What an upload made. */
    private record Created(
            ReviewFile file, FileVersion version, @Nullable Transcript transcript) {}

    private Reply createFile(Call call, User user) throws IOException {
        String projectId =
                guard.project(user, call.path("project"), PermissionLevel.EDIT).projectId();
        Reservation reservation = new Reservation(projectId, user);
        try {
            Created created = uploads.receive(
                    call,
                    projectId,
                    reservation::take,
                    arrived -> commitFile(projectId, reservation.fileId, arrived, user));
            thumbnails.make(created.version());
            return Reply.created(created.file());
        } finally {
            reservation.release();
        }
    }

    private Created commitFile(String projectId, String fileId, Upload.Arrived arrived, User user) {
        return commits.commitThenPublish(
                projectId,
                tx -> {
                    // Uploads take long: the uploader may have lost access meanwhile.
                    guard.project(tx, user, projectId, PermissionLevel.EDIT);
                    if (!fileId.equals(arrived.fields().getOrDefault("file_id", fileId))) {
                        throw HttpFailure.invalid("file_id", "file_id stands behind the file: send it first");
                    }
                    FileVersion version = files.addVersion(tx, fileId, arrived, thumbnailState(arrived), user);
                    String folderId = arrived.fields().get("folder_id");
                    if (folderId != null && !folderId.isEmpty()) {
                        files.moveTo(tx, files.require(tx, fileId), folderId);
                    }
                    ReviewFile file = files.require(tx, fileId);
                    return new Created(
                            file,
                            version,
                            transcripts.of(tx, file, arrived.fields().get("transcript_of")));
                },
                created -> {
                    events.fileCreated(created.file());
                    if (created.transcript() != null) {
                        events.transcriptionCompleted(created.transcript());
                    }
                });
    }

    private Reply createVersion(Call call, User user) throws IOException {
        String fileId = call.path("file");
        String projectId = guard.file(user, fileId, PermissionLevel.EDIT).projectId();
        Created created = uploads.receive(call, projectId, (name, fields) -> fileId, arrived -> {
            return commits.commitThenPublish(
                    projectId,
                    tx -> {
                        guard.project(tx, user, projectId, PermissionLevel.EDIT);
                        FileVersion version = files.addVersion(tx, fileId, arrived, thumbnailState(arrived), user);
                        return new Created(files.require(tx, fileId), version, null);
                    },
                    done -> events.versionCreated(done.file(), done.version()));
        });
        thumbnails.make(created.version());
        return Reply.created(created.version());
    }

    private static String thumbnailState(Upload.Arrived arrived) {
        return ThumbnailJobs.handles(arrived.mediaType()) ? "pending" : "none";
    }

    /**
     * Takes the file's id when the upload begins, so that progress names it and nobody else can take it, and gives it back
     * when nothing came of the upload. Thread safety: for the thread that serves the request.
     */
    private final class Reservation {
        private final String projectId;
        private final User user;
        /** Empty until taken. */
        private String fileId = "";

        Reservation(String projectId, User user) {
            this.projectId = projectId;
            this.user = user;
        }

        String take(String fileName, Map<String, String> fields) {
            String wanted = fields.getOrDefault("file_id", "");
            if (!wanted.isEmpty() && !FILE_ID.matcher(wanted).matches()) {
                throw HttpFailure.invalid("file_id", "file_id does not match " + FILE_ID);
            }
            String id = wanted.isEmpty() ? Ids.next("file") : wanted;
            database.inTransaction(tx -> {
                files.reserve(tx, id, projectId, fileName, user);
                return id;
            });
            fileId = id;
            return id;
        }

        void release() {
            if (!fileId.isEmpty()) {
                boolean abandoned = database.inTransaction(tx -> files.release(tx, fileId));
                if (abandoned) {
                    events.uploadAbandoned(fileId);
                }
            }
        }
    }
}
