package io.bush.examples.review.file;

import io.bush.examples.review.media.ThumbnailJobs;
import io.bush.examples.review.model.FileVersion;
import io.bush.examples.review.store.Database;

/** Connects versions that wait for a thumbnail with the jobs that make them. */
final class Thumbnails {

    private final Database database;
    private final StoredFiles files;
    private final BlobStore blobs;
    private final ThumbnailJobs jobs;

    Thumbnails(Database database, StoredFiles files, BlobStore blobs, ThumbnailJobs jobs) {
        this.database = database;
        this.files = files;
        this.blobs = blobs;
        this.jobs = jobs;
    }

    /** Has the thumbnail made when the version waits for one. */
    void make(FileVersion version) {
        if (version.thumbnail().equals("pending")) {
            jobs.submit(new ThumbnailJobs.Job(
                    version.fileId(),
                    blobs.path(version.blobId()),
                    blobs.thumbnail(version.blobId()),
                    made -> database.inTransaction(tx ->
                            files.setThumbnail(tx, version.fileId(), version.number(), made ? "ready" : "failed"))));
        }
    }

    /** Takes up what a stop or crash left undone. */
    void makeAllPending() {
        database.inTransaction(files::withPendingThumbnail).forEach(this::make);
    }
}
