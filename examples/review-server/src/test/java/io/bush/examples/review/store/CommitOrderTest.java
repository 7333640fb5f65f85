package io.bush.examples.review.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitOrderTest {

    @TempDir
    Path data;

    private Database database;
    private CommitOrder commits;
    private final List<Long> published = new ArrayList<>();

    @BeforeEach
    void openDatabase() {
        database = Database.open(data);
        commits = new CommitOrder(database);
        database.inTransaction(tx -> tx.update("create table counter as select 0 as n"));
    }

    @AfterEach
    void closeDatabase() {
        database.close();
    }

    @Test
    void changesOfOneProjectArePublishedInTheOrderOfTheirCommits() {
        List<CompletableFuture<Void>> writers = Stream.generate(
                        () -> CompletableFuture.runAsync(this::countTwentyTimes))
                .limit(6)
                .toList();
        writers.forEach(CompletableFuture::join);

        assertThat(published).hasSize(120).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void whatIsPublishedCanBeReadAlready() {
        commits.commitThenPublish("proj_x", this::count, value -> {
            long stored = database.inTransaction(tx -> tx.number("select n from counter"));
            assertThat(stored).isEqualTo(value);
            published.add(value);
        });

        assertThat(published).containsExactly(1L);
    }

    @Test
    void aChangeThatFailsIsTakenBackAndNotPublished() {
        Function<Transaction, Long> failing = tx -> {
            count(tx);
            throw new IllegalStateException("no");
        };

        assertThatThrownBy(() -> commits.commitThenPublish("proj_x", failing, published::add))
                .hasMessage("no");

        assertThat(published).isEmpty();
        long stored = database.inTransaction(tx -> tx.number("select n from counter"));
        assertThat(stored).isZero();
    }

    private void countTwentyTimes() {
        for (int i = 0; i < 20; i++) {
            commits.commitThenPublish("proj_x", this::count, published::add);
        }
    }

    private long count(Transaction tx) {
        tx.update("update counter set n = n + 1");
        return tx.number("select n from counter");
    }
}
