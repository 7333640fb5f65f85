package io.bush.examples.review.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.examples.review.media.ThumbnailJobs;
import io.bush.examples.review.store.Database;
import io.bush.examples.review.store.Transaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on one database, and what one of them leaves behind. */
class NodeClaimsTest {

    @TempDir
    Path data;

    private Database one;
    private Database other;
    private BlobStore blobs;
    private final NodeClaims a = new NodeClaims("a");
    private final NodeClaims b = new NodeClaims("b");
    private final StoredFiles files = new StoredFiles(Clock.systemUTC());

    @BeforeEach
    void open() {
        one = Database.shared(data);
        other = Database.shared(data);
        blobs = new BlobStore(data.resolve("files"));
        one.inTransaction(tx -> {
            tx.update("insert into users values ('user_ann', 'ann', now())");
            return tx.update("insert into projects values ('proj_a', 'Film', 'user_ann', now())");
        });
    }

    @AfterEach
    void close() {
        other.close();
        one.close();
    }

    private static String blob(int number) {
        return "blob_%020d".formatted(number);
    }

    private void addFile(int number, int version) {
        one.inTransaction(tx -> tx.update(
                "insert into files (id, project_id, name, status, version, created_by, created_at, updated_at)"
                        + " values (?, 'proj_a', 'f', 'new', ?, 'user_ann', now(), now())",
                "file_" + number,
                version));
    }

    private void addPicture(int number) {
        addFile(number, 1);
        one.inTransaction(tx -> tx.update(
                "insert into versions (id, file_id, number, name, media_type, size_bytes, blob_id, thumbnail, created_by,"
                        + " created_at) values (?, ?, 1, 'f', 'image/png', 1, ?, 'pending', 'user_ann', now())",
                "version_" + number,
                "file_" + number,
                blob(number)));
    }

    private Thumbnails thumbnails(Database database, NodeClaims claims) {
        return new Thumbnails(database, files, claims, blobs);
    }

    private static List<String> takeAll(Thumbnails queue) {
        List<String> taken = new ArrayList<>();
        for (ThumbnailJobs.Job job = queue.next(); job != null; job = queue.next()) {
            taken.add(job.fileId());
            assertThat(job.outcome().store(true)).isTrue();
        }
        return taken;
    }

    @Test
    void eachThumbnailIsMadeByOneNode() {
        IntStream.range(0, 60).forEach(this::addPicture);

        List<CompletableFuture<List<String>>> workers = Stream.of(thumbnails(one, a), thumbnails(other, b))
                .flatMap(queue -> Stream.of(queue, queue))
                .map(queue -> CompletableFuture.supplyAsync(() -> takeAll(queue)))
                .toList();
        List<String> made = workers.stream()
                .map(CompletableFuture::join)
                .flatMap(Collection::stream)
                .toList();

        assertThat(made).hasSize(60).doesNotHaveDuplicates();
        assertThat(thumbnails(one, a).waiting()).isZero();
    }

    @Test
    void whatANodeThatIsGoneHadClaimedIsMadeByAnotherAndItsLateWordCountsNoMore() {
        addPicture(1);
        ThumbnailJobs.Job lost = Objects.requireNonNull(thumbnails(one, a).next());
        Thumbnails left = thumbnails(other, b);
        assertThat(left.next()).isNull();

        assertThat(in(other, b::holders)).containsExactly("a");
        other.inTransaction(tx -> b.free(tx, "a"));
        ThumbnailJobs.Job taken = Objects.requireNonNull(left.next());

        assertThat(lost.outcome().store(false)).isFalse();
        assertThat(taken.outcome().store(true)).isTrue();
        assertThat(in(other, b::holders)).isEmpty();
    }

    @Test
    void whatANodeClaimedAndCouldNotStoreItTakesUpAgain() {
        addPicture(1);
        Thumbnails queue = thumbnails(one, a);
        assertThat(queue.next()).isNotNull();
        assertThat(queue.next()).isNull();

        assertThat(thumbnails(one, a).next()).isNotNull();
    }

    @Test
    void anUploadOfANodeThatIsGoneIsForgottenAndCannotBeCommittedLater() {
        addFile(1, 0);
        addFile(2, 0);
        one.inTransaction(tx -> {
            a.receives(tx, "file_1");
            a.arrives(tx, blob(1));
            b.receives(tx, "file_2");
            b.arrives(tx, blob(2));
            return tx;
        });

        List<String> abandoned = other.inTransaction(tx -> b.free(tx, "a"));

        assertThat(abandoned).containsExactly("file_1");
        assertThat(one.<Boolean>inTransaction(tx -> a.arrived(tx, blob(1)))).isFalse();
        assertThat(one.<Boolean>inTransaction(tx -> b.arrived(tx, blob(2)))).isTrue();
        assertThat(in(other, b::holders)).containsExactly("b");
    }

    @Test
    void bytesThatArriveAreNoLeftovers() throws IOException {
        addPicture(1);
        one.inTransaction(tx -> {
            a.arrives(tx, blob(2));
            return tx;
        });
        for (int number : new int[] {1, 2, 3}) {
            blobs.create(blob(number)).close();
            Files.createFile(blobs.thumbnail(blob(number)));
        }
        Files.createFile(Path.of(blobs.thumbnail(blob(3)) + ".123"));

        blobs.deleteAllBut(() -> in(other, b::blobs));

        try (Stream<Path> left = Files.list(data.resolve("files"))) {
            assertThat(left.map(Path::getFileName).map(Path::toString))
                    .containsExactlyInAnyOrder(blob(1), blob(1) + ".thumbnail", blob(2), blob(2) + ".thumbnail");
        }
    }

    private static <T> T in(Database database, Function<Transaction, T> question) {
        return database.inTransaction(question);
    }
}
