package io.bush.examples.review.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.examples.review.ChildProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One database file in the hands of several processes, one of which is killed. */
class SharedFileTest {

    private static final int FOR_EVER = 1_000_000;

    @TempDir
    Path data;

    private ChildProcess counting(String name, int upTo) {
        return ChildProcess.start(
                data.resolve("child.log"), CountingProcess.class, data.toString(), name, Integer.toString(upTo));
    }

    private void makeTable() {
        try (Database database = Database.shared(data)) {
            database.inTransaction(tx ->
                    tx.update("create table counted (who varchar(10) not null, n int not null, primary key (who, n))"));
        }
    }

    private static List<Long> counted(Database database, String who) {
        return database.inTransaction(
                tx -> tx.all(row -> row.number("n"), "select n from counted where who = ? order by n", who));
    }

    @Test
    void whenTheProcessWithTheFileOpenIsKilledTheOthersGoOnAndNothingCommittedIsLost() {
        makeTable();
        try (ChildProcess first = counting("first", FOR_EVER)) {
            first.await("first 20"::equals);
            try (ChildProcess second = counting("second", 400);
                    Database database = Database.shared(data)) {
                second.await("second 20"::equals);
                CompletableFuture<Void> here = CompletableFuture.runAsync(() -> IntStream.rangeClosed(1, 200)
                        .forEach(n ->
                                database.inTransaction(tx -> tx.update("insert into counted values ('here', ?)", n))));
                String last = first.await(line -> Integer.parseInt(line.substring(6)) >= 60);
                first.kill();
                List<String> rest = first.rest();
                String said = rest.isEmpty() ? last : rest.get(rest.size() - 1);
                here.join();
                second.await("second 400"::equals);

                assertThat(second.exitCode()).isZero();
                assertThat(counted(database, "first").size()).isBetween(number(said), number(said) + 1);
                assertThat(counted(database, "second")).hasSize(400);
                assertThat(counted(database, "here")).hasSize(200);
            }
        }
    }

    private static int number(String line) {
        return Integer.parseInt(line.substring(line.indexOf(' ') + 1));
    }

    @Test
    void whenTheProcessWithTheFileOpenStopsInOrderTheOthersGoOn() {
        makeTable();
        Database first = Database.shared(data);
        try (ChildProcess second = counting("second", 300)) {
            second.await("second 50"::equals);
            first.close();
            second.await("second 300"::equals);
            assertThat(second.exitCode()).isZero();
        }
        try (Database again = Database.shared(data)) {
            assertThat(counted(again, "second")).hasSize(300);
        }
    }

    @Test
    void whatOneWritesTheOtherReads() {
        try (Database one = Database.shared(data);
                Database other = Database.shared(data)) {
            one.inTransaction(tx -> tx.update("insert into users values ('user_a', 'a', now())"));
            assertThat(users(other)).isEqualTo(1);
        }
    }

    private static long users(Database database) {
        return database.inTransaction(tx -> tx.number("select count(*) from users"));
    }
}
