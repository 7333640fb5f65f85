package io.bush.examples.review.share;

import io.bush.examples.review.account.ShareTokens;
import io.bush.examples.review.model.Share;
import io.bush.examples.review.model.User;
import io.bush.examples.review.store.Ids;
import io.bush.examples.review.store.Row;
import io.bush.examples.review.store.Transaction;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The shares table. */
public final class Shares {

    private static final String SELECT = "select s.id, s.file_id, s.token_hash, s.created_at, u.id as user_id,"
            + " u.name as user_name from shares s join users u on u.id = s.created_by where ";

    private final Clock clock;

    public Shares(Clock clock) {
        this.clock = clock;
    }

    /** Makes a link to a file; the token can never be shown again. */
    Share create(Transaction tx, String fileId, User creator, String token) {
        Share share = new Share(Ids.next("share"), fileId, creator, clock.instant());
        tx.update(
                "insert into shares (id, file_id, token_hash, created_by, created_at) values (?, ?, ?, ?, ?)",
                share.id(),
                fileId,
                ShareTokens.hash(token),
                creator.id(),
                share.createdAt());
        return share;
    }

    /** Finds a share when the token is its own; null alike for a wrong token and an unknown share. */
    @Nullable
    Share open(Transaction tx, String id, String token) {
        String hash = tx.one(row -> row.text("token_hash"), "select token_hash from shares where id = ?", id);
        return hash != null && ShareTokens.matches(token, hash) ? tx.one(Shares::map, SELECT + "s.id = ?", id) : null;
    }

    List<Share> of(Transaction tx, String fileId) {
        return tx.all(Shares::map, SELECT + "s.file_id = ? order by s.created_at, s.id", fileId);
    }

    boolean delete(Transaction tx, String id) {
        return tx.update("delete from shares where id = ?", id) == 1;
    }

    private static Share map(Row row) throws SQLException {
        return new Share(
                row.text("id"),
                row.text("file_id"),
                new User(row.text("user_id"), row.text("user_name")),
                row.instant("created_at"));
    }
}
