package io.bush.examples.review.file;

import io.bush.examples.review.http.HttpFailure;
import io.bush.examples.review.http.Page;
import io.bush.examples.review.model.FileVersion;
import io.bush.examples.review.model.ReviewFile;
import io.bush.examples.review.model.Transcript;
import io.bush.examples.review.model.User;
import io.bush.examples.review.store.Ids;
import io.bush.examples.review.store.Row;
import io.bush.examples.review.store.StoreException;
import io.bush.examples.review.store.Transaction;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tables of files, versions and transcripts. */
public final class StoredFiles {

    private static final String FIRST_STATUS = "needs_review";
    private static final String SELECT = "select f.id, f.seq, f.project_id, f.folder_id, f.name, f.status, f.version,"
            + " f.created_at, f.updated_at, v.media_type, v.size_bytes, v.thumbnail, v.blob_id, u.id as user_id,"
            + " u.name as user_name from files f join versions v on v.file_id = f.id and v.number = f.version"
            + " join users u on u.id = f.created_by where ";
    private static final String SELECT_VERSION = "select v.id, v.file_id, v.number, v.name, v.media_type, v.size_bytes,"
            + " v.created_at, v.thumbnail, v.blob_id, u.id as user_id, u.name as user_name from versions v"
            + " join users u on u.id = v.created_by where v.file_id = ?";

    private final Clock clock;

    public StoredFiles(Clock clock) {
        this.clock = clock;
    }

    /** Takes an id for an upload that begins; nobody sees the file before {@link #addVersion}. */
    void reserve(Transaction tx, String fileId, String projectId, String name, User user) {
        try {
            tx.update(
                    "insert into files (id, project_id, folder_id, name, status, version, created_by, created_at,"
                            + " updated_at) values (?, ?, null, ?, ?, 0, ?, ?, ?)",
                    fileId,
                    projectId,
                    name,
                    FIRST_STATUS,
                    user.id(),
                    clock.instant(),
                    clock.instant());
        } catch (StoreException.Duplicate e) {
            throw HttpFailure.conflict("file_id_taken", "there is a file with this id already");
        }
    }

    /** Gives the id back; false when the upload was completed, or the file is gone. */
    boolean release(Transaction tx, String fileId) {
        return tx.update("delete from files where id = ? and version = 0", fileId) == 1;
    }

    /** Gives a complete upload the file's next number; two at the same time wait for each other here. */
    FileVersion addVersion(Transaction tx, String fileId, Upload.Arrived arrived, String thumbnail, User user) {
        Integer newest =
                tx.one(row -> row.count("version"), "select version from files where id = ? for update", fileId);
        if (newest == null) {
            throw HttpFailure.notFound();
        }
        FileVersion version = new FileVersion(
                Ids.next("version"),
                fileId,
                newest + 1,
                arrived.name(),
                arrived.mediaType(),
                arrived.size(),
                user,
                clock.instant(),
                thumbnail,
                arrived.blobId());
        tx.update(
                "insert into versions (id, file_id, number, name, media_type, size_bytes, blob_id, thumbnail, created_by,"
                        + " created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                version.id(),
                fileId,
                version.number(),
                version.name(),
                version.type(),
                version.size(),
                version.blobId(),
                thumbnail,
                user.id(),
                version.createdAt());
        tx.update(
                "update files set version = ?, updated_at = ?, created_at = case when version = 0 then ? else created_at end"
                        + " where id = ?",
                version.number(),
                version.createdAt(),
                version.createdAt(),
                fileId);
        return version;
    }

    /** Returns the ids of the share links that show a file. */
    public List<String> sharesThatShow(Transaction tx, String fileId) {
        return tx.all(row -> row.text("id"), "select id from shares where file_id = ? order by id", fileId);
    }

    /** Finds a file whose first upload is complete. */
    public @Nullable ReviewFile find(Transaction tx, String fileId) {
        return tx.one(StoredFiles::map, SELECT + "f.id = ?", fileId);
    }

    ReviewFile require(Transaction tx, String fileId) {
        ReviewFile file = find(tx, fileId);
        if (file == null) {
            throw HttpFailure.notFound();
        }
        return file;
    }

    /** Returns a project's files from the oldest on, and one more than the page holds. */
    List<Page.Placed<ReviewFile>> of(Transaction tx, String projectId, Page page) {
        return tx.all(
                row -> new Page.Placed<>(map(row), row.number("seq")),
                SELECT + "f.project_id = ? and f.seq > ? order by f.seq limit ?",
                projectId,
                page.after(),
                page.oneMore());
    }

    /** Returns the files of a folder whose names begin alike, whatever their case. */
    List<ReviewFile> namesakes(Transaction tx, String projectId, @Nullable String folderId, String beginning) {
        return tx.all(
                StoredFiles::map,
                SELECT
                        + "f.project_id = ? and f.folder_id is not distinct from ? and locate(lower(?), lower(f.name)) = 1"
                        + " order by f.seq",
                projectId,
                folderId,
                beginning);
    }

    List<FileVersion> versions(Transaction tx, String fileId) {
        return tx.all(StoredFiles::mapVersion, SELECT_VERSION + " order by v.number", fileId);
    }

    @Nullable
    FileVersion version(Transaction tx, String fileId, int number) {
        return tx.one(StoredFiles::mapVersion, SELECT_VERSION + " and v.number = ?", fileId, number);
    }

    void moveTo(Transaction tx, ReviewFile file, @Nullable String folderId) {
        if (folderId != null
                && tx.number("select count(*) from folders where id = ? and project_id = ?", folderId, file.projectId())
                        == 0) {
            throw HttpFailure.invalid("folder_id", "the project has no such folder");
        }
        tx.update("update files set folder_id = ?, updated_at = ? where id = ?", folderId, clock.instant(), file.id());
    }

    /** Puts a file at the top of another project, with everything that belongs to it. */
    void moveToProject(Transaction tx, String fileId, String projectId) {
        tx.update(
                "update files set project_id = ?, folder_id = null, updated_at = ? where id = ?",
                projectId,
                clock.instant(),
                fileId);
        tx.update("update notifications set project_id = ? where file_id = ?", projectId, fileId);
    }

    void rename(Transaction tx, String fileId, String name) {
        tx.update("update files set name = ?, updated_at = ? where id = ?", name, clock.instant(), fileId);
    }

    void setStatus(Transaction tx, String fileId, String status) {
        tx.update("update files set status = ?, updated_at = ? where id = ?", status, clock.instant(), fileId);
    }

    void delete(Transaction tx, String fileId) {
        tx.update("delete from files where id = ?", fileId);
    }

    /** Finds a version by its own id. */
    @Nullable
    FileVersion version(Transaction tx, String versionId) {
        return tx.one(StoredFiles::mapVersion, SELECT_VERSION.replace("v.file_id = ?", "v.id = ?"), versionId);
    }

    void saveTranscript(Transaction tx, Transcript transcript) {
        tx.update(
                "delete from transcripts where file_id = ? and language = ?",
                transcript.fileId(),
                transcript.language());
        tx.update(
                "insert into transcripts (file_id, language, word_count, source_file_id, created_at)"
                        + " values (?, ?, ?, ?, ?)",
                transcript.fileId(),
                transcript.language(),
                transcript.wordCount(),
                transcript.sourceFileId(),
                clock.instant());
    }

    List<Transcript> transcripts(Transaction tx, String fileId) {
        return tx.all(
                row -> new Transcript(
                        fileId, row.text("language"), row.count("word_count"), row.text("source_file_id")),
                "select language, word_count, source_file_id from transcripts where file_id = ? order by language",
                fileId);
    }

    private static ReviewFile map(Row row) throws SQLException {
        return new ReviewFile(
                row.text("id"),
                row.text("project_id"),
                row.textOrNull("folder_id"),
                row.text("name"),
                row.text("media_type"),
                row.number("size_bytes"),
                row.text("status"),
                row.count("version"),
                new User(row.text("user_id"), row.text("user_name")),
                row.instant("created_at"),
                row.instant("updated_at"),
                row.text("thumbnail"),
                row.text("blob_id"));
    }

    private static FileVersion mapVersion(Row row) throws SQLException {
        return new FileVersion(
                row.text("id"),
                row.text("file_id"),
                row.count("number"),
                row.text("name"),
                row.text("media_type"),
                row.number("size_bytes"),
                new User(row.text("user_id"), row.text("user_name")),
                row.instant("created_at"),
                row.text("thumbnail"),
                row.text("blob_id"));
    }
}
