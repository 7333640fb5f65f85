package io.bush.examples.review.file;

import io.bush.examples.review.account.SignedIn;
import io.bush.examples.review.http.Router;
import io.bush.examples.review.media.ThumbnailJobs;
import io.bush.examples.review.project.ProjectGuard;
import io.bush.examples.review.realtime.ReviewEvents;
import io.bush.examples.review.store.CommitOrder;
import io.bush.examples.review.store.Database;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Puts the parts of this package together. */
public final class FileFeature {

    private final Database database;
    private final StoredFiles files;
    private final BlobStore blobs;
    private final Thumbnails thumbnails;
    private final FileRoutes fileRoutes;
    private final FileMoves moves;
    private final UploadRoutes uploadRoutes;

    public FileFeature(
            Database database,
            CommitOrder commits,
            ProjectGuard guard,
            StoredFiles files,
            BlobStore blobs,
            ThumbnailJobs jobs,
            ReviewEvents events,
            long maxUploadBytes) {
        this.database = database;
        this.files = files;
        this.blobs = blobs;
        this.thumbnails = new Thumbnails(database, files, blobs, jobs);
        this.fileRoutes = new FileRoutes(database, commits, guard, files, blobs, events);
        this.moves = new FileMoves(commits, guard, files, events);
        this.uploadRoutes = new UploadRoutes(
                database,
                commits,
                guard,
                files,
                new Uploads(blobs, events, maxUploadBytes),
                new Transcripts(blobs, files),
                thumbnails,
                events);
    }

    /** Adds this feature's routes. */
    public void addTo(Router router, SignedIn signedIn) {
        fileRoutes.addTo(router, signedIn);
        moves.addTo(router, signedIn);
        uploadRoutes.addTo(router, signedIn);
    }

    /** Repairs what an earlier stop or crash left half done. Call it before the first request. */
    public void recover() {
        try {
            blobs.deleteAllBut(database.inTransaction(files::cleanUp));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thumbnails.makeAllPending();
    }
}
