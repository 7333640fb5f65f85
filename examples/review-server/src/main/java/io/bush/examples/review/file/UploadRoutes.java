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
import io.bush.examples.review.store.Transaction;
import io.bush.realtime.auth.PermissionLevel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
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
    private final NodeClaims claims;
    private final ThumbnailJobs jobs;
    private final ReviewEvents events;

    UploadRoutes(
            Database database,
            CommitOrder commits,
            ProjectGuard guard,
            StoredFiles files,
            Uploads uploads,
            Transcripts transcripts,
            NodeClaims claims,
            ThumbnailJobs jobs,
            ReviewEvents events) {
        this.database = database;
        this.commits = commits;
        this.guard = guard;
        this.files = files;
        this.uploads = uploads;
        this.transcripts = transcripts;
        this.claims = claims;
        this.jobs = jobs;
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
        Reservation reservation = new Reservation();
        try {
            Created created = uploads.receive(
                    call,
                    projectId,
                    (name, fields) -> reservation.newFile(projectId, user, name, fields),
                    arrived -> commitFile(projectId, reservation.place.fileId(), arrived, user));
            jobs.look();
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
                    FileVersion version = addVersion(tx, fileId, arrived, user);
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
                    List<CompletionStage<?>> told = new ArrayList<>(List.of(events.fileCreated(created.file())));
                    if (created.transcript() != null) {
                        told.add(events.transcriptionCompleted(created.transcript()));
                    }
                    return ReviewEvents.all(told);
                });
    }

    private Reply createVersion(Call call, User user) throws IOException {
        String fileId = call.path("file");
        String projectId = guard.file(user, fileId, PermissionLevel.EDIT).projectId();
        Reservation reservation = new Reservation();
        try {
            Created created = uploads.receive(
                    call,
                    projectId,
                    (name, fields) -> reservation.newVersion(fileId),
                    arrived -> commitVersion(projectId, fileId, arrived, user));
            jobs.look();
            return Reply.created(created.version());
        } finally {
            reservation.release();
        }
    }

    private Created commitVersion(String projectId, String fileId, Upload.Arrived arrived, User user) {
        return commits.commitThenPublish(
                projectId,
                tx -> {
                    guard.project(tx, user, projectId, PermissionLevel.EDIT);
                    FileVersion version = addVersion(tx, fileId, arrived, user);
                    return new Created(files.require(tx, fileId), version, null);
                },
                done -> events.versionCreated(done.file(), done.version()));
    }

    private FileVersion addVersion(Transaction tx, String fileId, Upload.Arrived arrived, User user) {
        if (!claims.arrived(tx, arrived.blobId())) {
            throw HttpFailure.unavailable("this server was taken for gone, and the bytes with it: send them again");
        }
        return files.addVersion(tx, fileId, arrived, thumbnailState(arrived), user);
    }

    private static String thumbnailState(Upload.Arrived arrived) {
        return ThumbnailJobs.handles(arrived.mediaType()) ? "pending" : "none";
    }

    /**
     * Takes a file's id when its upload begins, so that progress names it and nobody else can take it, and says whose the
     * arriving bytes are; gives both back when nothing came of the upload. Thread safety: for the thread that serves the
     * request.
     */
    private final class Reservation {
        /** Empty until taken. */
        private Uploads.Place place = new Uploads.Place("", "");

        Uploads.Place newFile(String projectId, User user, String fileName, Map<String, String> fields) {
            String wanted = fields.getOrDefault("file_id", "");
            if (!wanted.isEmpty() && !FILE_ID.matcher(wanted).matches()) {
                throw HttpFailure.invalid("file_id", "file_id does not match " + FILE_ID);
            }
            String id = wanted.isEmpty() ? Ids.next("file") : wanted;
            return take(id, tx -> {
                files.reserve(tx, id, projectId, fileName, user);
                claims.receives(tx, id);
            });
        }

        Uploads.Place newVersion(String fileId) {
            return take(fileId, tx -> {});
        }

        private Uploads.Place take(String fileId, Consumer<Transaction> more) {
            Uploads.Place taken = new Uploads.Place(fileId, Ids.next("blob"));
            database.inTransaction(tx -> {
                more.accept(tx);
                claims.arrives(tx, taken.blobId());
                return taken;
            });
            place = taken;
            return taken;
        }

        void release() {
            if (!place.fileId().isEmpty()) {
                boolean abandoned = database.inTransaction(tx -> {
                    claims.arrived(tx, place.blobId());
                    return files.release(tx, place.fileId());
                });
                if (abandoned) {
                    events.uploadAbandoned(place.fileId());
                }
            }
        }
    }
}
