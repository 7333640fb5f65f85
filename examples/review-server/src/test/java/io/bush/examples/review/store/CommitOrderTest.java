package io.bush.examples.review.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
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
    void overSeveralProcessesToo(@TempDir Path shared) {
        try (Database one = Database.shared(shared);
                Database other = Database.shared(shared)) {
            one.inTransaction(tx -> tx.update("create table counter as select 0 as n"));
            List<Long> told = Collections.synchronizedList(new ArrayList<>());
            List<CompletableFuture<Void>> writers = Stream.of(one, other, one, other)
                    .map(database -> new CommitOrder(database))
                    .map(order -> CompletableFuture.runAsync(() -> {
                        for (int i = 0; i < 20; i++) {
                            order.commitThenPublish("proj_x", CommitOrderTest::count, value -> later(told, value));
                        }
                    }))
                    .toList();
            writers.forEach(CompletableFuture::join);

            assertThat(told).hasSize(80).isSorted().doesNotHaveDuplicates();
        }
    }

    /** As over a network: it takes a while until a change is in the log, and each takes another while. */
    private static CompletionStage<?> later(List<Long> told, long value) {
        Executor after = CompletableFuture.delayedExecutor(value % 3, TimeUnit.MILLISECONDS);
        return CompletableFuture.runAsync(() -> told.add(value), after);
    }

    @Test
    void whatIsPublishedCanBeReadAlready() {
        commits.commitThenPublish("proj_x", CommitOrderTest::count, value -> {
            long stored = database.inTransaction(tx -> tx.number("select n from counter"));
            assertThat(stored).isEqualTo(value);
            return publish(value);
        });

        assertThat(published).containsExactly(1L);
    }

    @Test
    void aChangeThatFailsIsTakenBackAndNotPublished() {
        Function<Transaction, Long> failing = tx -> {
            count(tx);
            throw new IllegalStateException("no");
        };

        assertThatThrownBy(() -> commits.commitThenPublish("proj_x", failing, this::publish))
                .hasMessage("no");

        assertThat(published).isEmpty();
        long stored = database.inTransaction(tx -> tx.number("select n from counter"));
        assertThat(stored).isZero();
    }

    private void countTwentyTimes() {
        for (int i = 0; i < 20; i++) {
            commits.commitThenPublish("proj_x", CommitOrderTest::count, this::publish);
        }
    }

    private CompletionStage<?> publish(long value) {
        published.add(value);
        return CompletableFuture.completedFuture(value);
    }

    private static long count(Transaction tx) {
        tx.update("update counter set n = n + 1");
        return tx.number("select n from counter");
    }
}
