package io.bush.examples.review.file;

import io.bush.examples.review.store.Transaction;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What this node works on just now, written down so that another one can tell it from what is left over. Thread safety: any
 * thread.
 */
final class NodeClaims {

    private final String node;

    NodeClaims(String node) {
        this.node = node;
    }

    /** This node receives the bytes of a file that is not there yet. */
    void receives(Transaction tx, String fileId) {
        tx.update("update files set reserved_by = ? where id = ? and version = 0", node, fileId);
    }

    /** A blob is about to be written. */
    void arrives(Transaction tx, String blobId) {
        tx.update("insert into arriving_blobs (blob_id, node) values (?, ?)", blobId, node);
    }

    /** A blob gets an owner, or is deleted. False when this node was taken for gone, and its blob is. */
    boolean arrived(Transaction tx, String blobId) {
        return tx.update("delete from arriving_blobs where blob_id = ?", blobId) == 1;
    }

    /** Returns the ids of some versions that want a thumbnail, the oldest first, and which no other node makes. */
    List<String> pendingThumbnails(Transaction tx) {
        return tx.all(
                row -> row.text("id"),
                "select id from versions where thumbnail = 'pending' and (claimed_by is null or claimed_by = ?)"
                        + " order by created_at, id limit 20",
                node);
    }

    /** Takes the right to make a version's thumbnail; false when another node has it, or it is made. */
    boolean claimThumbnail(Transaction tx, String versionId) {
        return tx.update(
                        "update versions set claimed_by = ? where id = ? and thumbnail = 'pending'"
                                + " and (claimed_by is null or claimed_by = ?)",
                        node,
                        versionId,
                        node)
                == 1;
    }

    /** Stores what became of a thumbnail; false when the version is gone, or somebody else makes it now. */
    boolean finishThumbnail(Transaction tx, String versionId, String state) {
        return tx.update(
                        "update versions set thumbnail = ?, claimed_by = null where id = ? and claimed_by = ?",
                        state,
                        versionId,
                        node)
                == 1;
    }

    /** Returns the names of all nodes that hold something. */
    List<String> holders(Transaction tx) {
        return tx.all(
                row -> row.text("node"),
                "select reserved_by as node from files where version = 0 and reserved_by is not null"
                        + " union select claimed_by from versions where claimed_by is not null"
                        + " union select node from arriving_blobs order by 1");
    }

    /** Frees what a node holds that is gone, and returns the ids of files whose first upload it did not end. */
    List<String> free(Transaction tx, String gone) {
        List<String> files = tx.all(
                row -> row.text("id"),
                "select id from files where version = 0 and (reserved_by = ? or reserved_by is null) order by seq",
                gone);
        files.forEach(id -> tx.update("delete from files where id = ? and version = 0", id));
        tx.update("update versions set claimed_by = null where claimed_by = ?", gone);
        tx.update("delete from arriving_blobs where node = ?", gone);
        return files;
    }

    /**
     * Returns the ids of all blobs that belong to somebody. In this order: what gets its version between the two questions
     * is found by both.
     */
    Set<String> blobs(Transaction tx) {
        Set<String> known = new TreeSet<>(tx.all(row -> row.text("blob_id"), "select blob_id from arriving_blobs"));
        known.addAll(tx.all(row -> row.text("blob_id"), "select blob_id from versions"));
        return known;
    }
}
