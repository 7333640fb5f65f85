package io.bush.examples.review.file;

import io.bush.examples.review.media.ThumbnailJobs;
import io.bush.examples.review.model.FileVersion;
import io.bush.examples.review.store.Database;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The versions that wait for a thumbnail, as jobs. Thread safety: any thread. */
final class Thumbnails implements ThumbnailJobs.Queue {

    private final Database database;
    private final StoredFiles files;
    private final NodeClaims claims;
    private final BlobStore blobs;
    /** The ids of those that this process makes now; what this node has claimed besides is to be made again. */
    private final Set<String> working = ConcurrentHashMap.newKeySet();

    Thumbnails(Database database, StoredFiles files, NodeClaims claims, BlobStore blobs) {
        this.database = database;
        this.files = files;
        this.claims = claims;
        this.blobs = blobs;
    }

    @Override
    public ThumbnailJobs.@Nullable Job next() {
        for (String id : database.inTransaction(claims::pendingThumbnails)) {
            if (working.add(id)) {
                FileVersion version = claim(id);
                if (version != null) {
                    return job(version);
                }
            }
        }
        return null;
    }

    private @Nullable FileVersion claim(String id) {
        boolean claimed = false;
        try {
            FileVersion version = database.<@Nullable FileVersion>inTransaction(
                    tx -> claims.claimThumbnail(tx, id) ? files.version(tx, id) : null);
            claimed = version != null;
            return version;
        } finally {
            if (!claimed) {
                working.remove(id);
            }
        }
    }

    private ThumbnailJobs.Job job(FileVersion version) {
        return new ThumbnailJobs.Job(
                version.fileId(),
                blobs.path(version.blobId()),
                blobs.thumbnail(version.blobId()),
                made -> finish(version, made ? "ready" : "failed"));
    }

    private boolean finish(FileVersion version, String state) {
        try {
            boolean mine = database.inTransaction(tx -> claims.finishThumbnail(tx, version.id(), state));
            if (!mine && isGone(version)) {
                blobs.delete(version.blobId());
            }
            return mine;
        } finally {
            working.remove(version.id());
        }
    }

    private boolean isGone(FileVersion version) {
        return database.<@Nullable FileVersion>inTransaction(tx -> files.version(tx, version.id())) == null;
    }

    @Override
    public int waiting() {
        return Math.toIntExact(
                database.inTransaction(tx -> tx.number("select count(*) from versions where thumbnail = 'pending'")));
    }
}
