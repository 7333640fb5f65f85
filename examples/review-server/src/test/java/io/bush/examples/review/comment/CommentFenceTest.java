package io.bush.examples.review.comment;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.examples.review.model.User;
import io.bush.examples.review.store.Database;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The token in the SQL: what decides when the question to the locks was answered too early. */
@Tag("P8")
class CommentFenceTest {

    private static final User ANN = new User("user_ann", "ann");

    @TempDir
    Path data;

    private final Comments comments = new Comments(Clock.systemUTC());
    private Database database;
    private String id;

    @BeforeEach
    void openDatabase() {
        database = Database.open(data);
        id = database.inTransaction(tx -> {
            tx.update("insert into users values ('user_ann', 'ann', now())");
            tx.update("insert into projects values ('proj_a', 'Film', 'user_ann', now())");
            tx.update("insert into files (id, project_id, name, status, version, created_by, created_at, updated_at)"
                    + " values ('file_a', 'proj_a', 'a', 'new', 1, 'user_ann', now(), now())");
            return comments.add(tx, "file_a", ANN, new Comments.Draft("First", null, null, null, null))
                    .id();
        });
    }

    @AfterEach
    void closeDatabase() {
        database.close();
    }

    private boolean edit(String text, long token) {
        return database.inTransaction(tx -> comments.edit(tx, id, text, null, token));
    }

    private List<String> delete(long token) {
        return database.inTransaction(tx -> comments.deleteThread(tx, id, token));
    }

    private String text() {
        return database.inTransaction(tx -> comments.require(tx, id)).text();
    }

    @Test
    void aSmallerTokenThanTheLastOneSavesNothing() {
        assertThat(edit("Fifth", 5)).isTrue();
        assertThat(edit("Fourth", 4)).isFalse();
        assertThat(edit("Without a lock, asked before", 0)).isFalse();
        assertThat(text()).isEqualTo("Fifth");

        assertThat(edit("Fifth again", 5)).isTrue();
        assertThat(text()).isEqualTo("Fifth again");
    }

    @Test
    void aSmallerTokenThanTheLastOneDeletesNothing() {
        edit("Fifth", 5);

        assertThat(delete(4)).isEmpty();
        assertThat(text()).isEqualTo("Fifth");
        assertThat(delete(5)).containsExactly(id);
    }

    @Test
    void aCommentThatNeverWasLockedIsSavedUnderNone() {
        long token = database.inTransaction(tx -> comments.lockToken(tx, id));

        assertThat(token).isZero();
        assertThat(edit("Changed", 0)).isTrue();
        assertThat(text()).isEqualTo("Changed");
    }
}
