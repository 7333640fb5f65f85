package io.bush.examples.review.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What is kept of commits, in case somebody does not know whether theirs was made. */
class OldCommitsTest {

    private final Database database = Database.at(new DatabaseUrl("jdbc:h2:mem:old-commits"));

    private void commit(String id, String at) {
        database.inTransaction(tx -> tx.update("insert into commits (id, at) values (?, " + at + ")", id));
    }

    private List<String> kept() {
        return database.inTransaction(
                tx -> tx.all(row -> row.text("id"), "select id from commits where id in ('old', 'young') order by id"));
    }

    @Test
    void aCommitIsForgottenWhenItWasOldAMinuteAgoAndNotWhenTheClockHasLeaptSince() {
        try (database) {
            commit("old", "current_timestamp - interval '1' hour");
            database.forgetOldCommits();
            assertThat(kept()).containsExactly("old");

            commit("young", "current_timestamp");
            database.forgetOldCommits();
            assertThat(kept()).containsExactly("young");
            database.forgetOldCommits();
            assertThat(kept()).containsExactly("young");
        }
    }
}
