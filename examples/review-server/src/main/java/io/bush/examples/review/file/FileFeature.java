package io.bush.examples.review.file;

import io.bush.examples.review.account.SignedIn;
import io.bush.examples.review.http.Router;
import io.bush.examples.review.media.ThumbnailJobs;
import io.bush.examples.review.node.Nodes;
import io.bush.examples.review.project.ProjectGuard;
import io.bush.examples.review.realtime.ReviewEvents;
import io.bush.examples.review.store.CommitOrder;
import io.bush.examples.review.store.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the parts of this package together. */
public final class FileFeature {

    private static final Logger LOG = LoggerFactory.getLogger(FileFeature.class);

    private final Database database;
    private final BlobStore blobs;
    private final Nodes nodes;
    private final NodeClaims claims;
    private final Thumbnails thumbnails;
    private final ThumbnailJobs jobs;
    private final ReviewEvents events;
    private final FileRoutes fileRoutes;
    private final FileMoves moves;
    private final UploadRoutes uploadRoutes;

    public FileFeature(
            Database database,
            CommitOrder commits,
            ProjectGuard guard,
            StoredFiles files,
            BlobStore blobs,
            Nodes nodes,
            ThumbnailJobs jobs,
            ReviewEvents events,
            long maxUploadBytes) {
        this.database = database;
        this.blobs = blobs;
        this.nodes = nodes;
        this.claims = new NodeClaims(nodes.name());
        this.thumbnails = new Thumbnails(database, files, claims, blobs);
        this.jobs = jobs;
        this.events = events;
        this.fileRoutes = new FileRoutes(database, commits, guard, files, blobs, events);
        this.moves = new FileMoves(commits, guard, files, events);
        this.uploadRoutes = new UploadRoutes(
                database,
                commits,
                guard,
                files,
                new Uploads(blobs, events, maxUploadBytes),
                new Transcripts(blobs, files),
                claims,
                jobs,
                events);
    }

    /** Adds this feature's routes. */
    public void addTo(Router router, SignedIn signedIn) {
        fileRoutes.addTo(router, signedIn);
        moves.addTo(router, signedIn);
        uploadRoutes.addTo(router, signedIn);
    }

    /** Repairs what this node's earlier stop or crash left half done. Call it before the first request. */
    public void recover() {
        free(nodes.name());
        takeOver();
        deleteOrphans();
        jobs.takeFrom(thumbnails);
    }

    /** Goes on with what nodes left half done that are gone. Call it again and again. */
    public void takeOver() {
        for (String holder : database.inTransaction(claims::holders)) {
            boolean gone = nodes.isGone(holder, () -> free(holder));
            if (gone) {
                LOG.info("node {} is gone: what it worked on is free", holder);
                deleteOrphans();
            }
        }
        jobs.look();
    }

    private void free(String gone) {
        List<String> abandoned = database.inTransaction(tx -> claims.free(tx, gone));
        abandoned.forEach(events::uploadAbandoned);
    }

    private void deleteOrphans() {
        try {
            blobs.deleteAllBut(() -> database.inTransaction(claims::blobs));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
