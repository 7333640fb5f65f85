package io.bush.examples.review.comment;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.examples.review.http.HttpFailure;
import io.bush.examples.review.http.Json;
import io.bush.examples.review.http.Page;
import io.bush.examples.review.model.Comment;
import io.bush.examples.review.model.User;
import io.bush.examples.review.store.Ids;
import io.bush.examples.review.store.Row;
import io.bush.examples.review.store.Transaction;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The comments table. */
public final class Comments {

    private static final String SELECT =
            "select c.id, c.seq, c.file_id, c.parent_id, c.client_id, c.text, c.timestamp_seconds, c.annotations,"
                    + " c.created_at, c.updated_at, c.completed_at, a.id as author_id, a.name as author_name,"
                    + " d.id as completer_id, d.name as completer_name from comments c join users a on a.id = c.author_id"
                    + " left join users d on d.id = c.completed_by where ";

    private final Clock clock;

    public Comments(Clock clock) {
        this.clock = clock;
    }

    /**
     * A comment somebody wrote.
     *
     * @param text what it says
     * @param clientId the client's own id for it, or null
     * @param parentId what it answers, or null
     * @param timestamp seconds into the medium, or null
     * @param annotations JSON, or null
     */
    record Draft(
            String text,
            @Nullable String clientId,
            @Nullable String parentId,
            @Nullable Double timestamp,
            @Nullable String annotations) {}

    Comment add(Transaction tx, String fileId, User author, Draft draft) {
        if (draft.parentId() != null
                && tx.number("select count(*) from comments where id = ? and file_id = ?", draft.parentId(), fileId)
                        == 0) {
            throw HttpFailure.invalid("parent_id", "the file has no such comment");
        }
        Instant now = clock.instant();
        String id = Ids.next("comment");
        tx.update(
                "insert into comments (id, file_id, parent_id, author_id, client_id, text, timestamp_seconds, annotations, created_at,"
                        + " updated_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                id,
                fileId,
                draft.parentId(),
                author.id(),
                draft.clientId(),
                draft.text(),
                draft.timestamp(),
                draft.annotations(),
                now,
                now);
        return require(tx, id);
    }

    Comment require(Transaction tx, String id) {
        Comment comment = tx.one(Comments::map, SELECT + "c.id = ?", id);
        if (comment == null) {
            throw HttpFailure.notFound();
        }
        return comment;
    }

    /** Finds what an earlier try of the same client made. */
    @Nullable
    Comment byClientId(Transaction tx, String fileId, User author, String clientId) {
        return tx.one(
                Comments::map,
                SELECT + "c.file_id = ? and c.author_id = ? and c.client_id = ?",
                fileId,
                author.id(),
                clientId);
    }

    /** Returns a file's comments from the oldest on, and one more than the page holds. */
    public List<Page.Placed<Comment>> of(Transaction tx, String fileId, Page page) {
        return tx.all(
                row -> new Page.Placed<>(map(row), row.number("seq")),
                SELECT + "c.file_id = ? and c.seq > ? order by c.seq limit ?",
                fileId,
                page.after(),
                page.oneMore());
    }

    /** Returns the token of the lock under which a comment was saved last; 0 when it never was under one. */
    long lockToken(Transaction tx, String id) {
        return tx.number("select lock_token from comments where id = ?", id);
    }

    /** Saves under a lock's token, unless something was saved under a later one: then it is too late, and false. */
    boolean edit(Transaction tx, String id, String text, @Nullable String annotations, long token) {
        return tx.update(
                        "update comments set text = ?, annotations = ?, updated_at = ?, lock_token = ?"
                                + " where id = ? and lock_token <= ?",
                        text,
                        annotations,
                        clock.instant(),
                        token,
                        id,
                        token)
                == 1;
    }

    void complete(Transaction tx, String id, User user) {
        tx.update(
                "update comments set completed_by = ?, completed_at = ? where id = ? and completed_at is null",
                user.id(),
                clock.instant(),
                id);
    }

    /**
     * Deletes a comment and everything that answers it, unless it was saved under a later lock than the given one.
     *
     * @return the ids, answers first; none when it is too late
     */
    List<String> deleteThread(Transaction tx, String id, long token) {
        List<String> thread = new ArrayList<>(List.of(id));
        for (int i = 0; i < thread.size(); i++) {
            thread.addAll(tx.all(
                    row -> row.text("id"), "select id from comments where parent_id = ? order by seq", thread.get(i)));
        }
        if (tx.update("delete from comments where id = ? and lock_token <= ?", id, token) == 0) {
            return List.of();
        }
        List<String> answersFirst = new ArrayList<>(thread);
        Collections.reverse(answersFirst);
        return answersFirst;
    }

    private static Comment map(Row row) throws SQLException {
        String annotations = row.textOrNull("annotations");
        String completer = row.textOrNull("completer_id");
        JsonNode marks = annotations == null ? null : Json.tree(annotations);
        return new Comment(
                row.text("id"),
                row.text("file_id"),
                row.textOrNull("parent_id"),
                row.textOrNull("client_id"),
                new User(row.text("author_id"), row.text("author_name")),
                row.text("text"),
                row.realOrNull("timestamp_seconds"),
                marks,
                row.instant("created_at"),
                row.instant("updated_at"),
                completer == null ? null : new User(completer, row.text("completer_name")),
                row.instantOrNull("completed_at"));
    }
}
