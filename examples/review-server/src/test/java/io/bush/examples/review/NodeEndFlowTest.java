package io.bush.examples.review;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.examples.review.TestServer.Answer;
import io.bush.examples.review.TestServer.Person;
import io.bush.realtime.it.redis.OneRedis;
import io.bush.realtime.it.redis.RedisServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One of two processes ends, by SIGKILL or in order: the other goes on, and who watched the one resumes at the other. */
@OneRedis
class NodeEndFlowTest {

    @TempDir
    Path data;

    /** Fewer than the log keeps of a channel: who is away while a process starts, however long that takes, must not miss more. */
    private static final int MOST_WRITTEN = 500;

    /** A node that ends and is started again under its name. */
    private static final class Restarted {
        volatile NodeProcess node;

        Restarted(NodeProcess node) {
            this.node = node;
        }
    }

    private static List<String> ids(List<JsonNode> events) {
        return events.stream()
                .map(event -> event.path("data").path("comment_id").asText())
                .toList();
    }

    private static String lastEventId(LiveClient client, String file, String fallback) {
        List<JsonNode> events = client.eventsOn(file);
        return events.isEmpty()
                ? fallback
                : events.get(events.size() - 1).path("event_id").asText();
    }

    /** Opens an upload that never ends; its id is taken when this returns. */
    private static Socket endlessUpload(NodeProcess node, Person person, String project, LiveClient watcher)
            throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port());
        OutputStream out = socket.getOutputStream();
        byte[] form = TestServer.form("a.bin", "application/octet-stream", new byte[300_000]);
        out.write(
                TestServer.bytes("POST /v4/projects/" + project + "/files?file_id=file_endless HTTP/1.1\r\nHost: x\r\n"
                        + "Authorization: Bearer " + person.token() + "\r\nContent-Type: multipart/form-data; boundary="
                        + TestServer.BOUNDARY + "\r\nContent-Length: " + form.length + "\r\n\r\n"));
        out.write(form, 0, 200_000);
        out.flush();
        watcher.awaitEvent("upload.progress");
        return socket;
    }

    @Test
    @Tag("P1")
    @Tag("P11")
    void whenOneIsKilledTheOtherGoesOnAndItsWatchersResumeThereWithoutAGap(RedisServer redis) throws IOException {
        // The first one has the database file open.
        try (NodeProcess a = NodeProcess.start(data, redis.uri(), "a");
                NodeProcess b = NodeProcess.start(data, redis.uri(), "b")) {
            Person alice = a.person("alice");
            String project = a.project(alice);
            String file = b.file(alice, project);
            String position = b.get(alice, "/v4/files/" + file).text("last_event_id");
            LiveClient watcher = a.connect(alice);
            watcher.subscribe("file", file, position);
            watcher.subscribe("project", project);
            List<String> posted = new ArrayList<>(List.of(b.comment(alice, file, "Before")));
            watcher.awaitEvent("comment.created");
            try (Socket unfinished = endlessUpload(a, alice, project, watcher)) {
                assertThat(unfinished.isConnected()).isTrue();
                a.process().kill();
            }
            // Needs the file that the other had open, and is answered as if nothing had happened.
            IntStream.range(0, 5).forEach(i -> posted.add(b.comment(alice, file, "Meanwhile")));
            try (LiveClient resumed = b.connect(alice)) {
                JsonNode confirmed = resumed.subscribe("file", file, lastEventId(watcher, file, position));
                assertThat(confirmed.path("recovered").asBoolean()).isTrue();
                posted.add(b.comment(alice, file, "After"));
                String last = posted.get(posted.size() - 1);
                resumed.await(
                        one -> one.path("data").path("comment_id").asText().equals(last));

                List<String> seen = new ArrayList<>(ids(watcher.eventsOn(file)));
                seen.addAll(ids(resumed.eventsOn(file)));
                assertThat(seen).isEqualTo(posted);
            }
            assertThat(retried(b, alice, project)).isEqualTo(201);
            try (NodeProcess again = NodeProcess.start(data, redis.uri(), "a");
                    LiveClient returned = b.connect(alice)) {
                returned.subscribe("file", file);
                String through = again.comment(alice, file, "Back");
                returned.await(
                        one -> one.path("data").path("comment_id").asText().equals(through));
                assertThat(again.get(alice, "/v4/files/" + file + "/comments")
                                .body()
                                .path("comments"))
                        .hasSize(posted.size() + 1);
            }
        }
    }

    /** The id of the unfinished upload is free as soon as somebody has noticed that its node is gone. */
    private static int retried(NodeProcess node, Person person, String project) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        int status = 409;
        while (status == 409 && System.nanoTime() - end < 0) {
            status = node.upload(person, project, "?file_id=file_endless").status();
        }
        return status;
    }

    @Test
    @Tag("P1")
    @Tag("P11")
    void aRollingRestartLosesNoRequestAndNoEvent(RedisServer redis) {
        Restarted first = new Restarted(NodeProcess.start(data, redis.uri(), "a"));
        try (NodeProcess b = NodeProcess.start(data, redis.uri(), "b")) {
            Person alice = b.person("alice");
            String project = b.project(alice);
            String file = b.file(alice, project);
            CountDownLatch enough = new CountDownLatch(1);
            try (LiveClient stays = b.connect(alice);
                    LiveClient leaves = first.node.connect(alice)) {
                stays.subscribe("file", file);
                String position =
                        leaves.subscribe("file", file).path("last_event_id").asText();
                CompletableFuture<List<String>> written =
                        CompletableFuture.supplyAsync(() -> writeThrough(first, b, alice, file, enough));
                leaves.awaitEvent("comment.created");

                NodeProcess stopped = first.node;
                stopped.process().terminate();
                leaves.awaitType("connection.closing");
                assertThat(leaves.awaitClose()).isEqualTo(1012);
                assertThat(stopped.process().exitCode()).isZero();
                first.node = NodeProcess.start(data, redis.uri(), "a");
                String seenBefore = lastEventId(leaves, file, position);
                try (LiveClient back = first.node.connect(alice)) {
                    back.subscribe("file", file, seenBefore);
                    enough.countDown();
                    List<String> posted = written.join();
                    String last = posted.get(posted.size() - 1);
                    back.await(
                            one -> one.path("data").path("comment_id").asText().equals(last));
                    stays.await(
                            one -> one.path("data").path("comment_id").asText().equals(last));

                    List<String> seen = new ArrayList<>(ids(leaves.eventsOn(file)));
                    seen.addAll(ids(back.eventsOn(file)));
                    assertThat(ids(stays.eventsOn(file))).isEqualTo(posted);
                    assertThat(seen).isEqualTo(posted);
                }
            }
        } finally {
            first.node.close();
        }
    }

    /** As behind a proxy: through the one, and when that is gone or says that it stops (503), the same through the other. */
    private static List<String> writeThrough(
            Restarted first, NodeProcess other, Person author, String file, CountDownLatch enough) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; enough.getCount() > 0 || i < 10; i++) {
            if (i == MOST_WRITTEN) {
                await(enough);
            }
            String body = "{\"text\":\"Comment\",\"client_id\":\"tmp_" + i + "\"}";
            String path = "/v4/files/" + file + "/comments";
            Answer answer = tried(first.node, author, path, body);
            if (answer == null || answer.status() == 503) {
                answer = other.post(author, path, body);
            }
            assertThat(answer.status()).isIn(200, 201);
            ids.add(answer.text("id"));
        }
        return ids;
    }

    private static void await(CountDownLatch enough) {
        try {
            if (!enough.await(2, TimeUnit.MINUTES)) {
                throw new AssertionError("the node is not back");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static @Nullable Answer tried(NodeProcess node, Person author, String path, String body) {
        try {
            return node.tryPost(author, path, body);
        } catch (IOException e) {
            return null;
        }
    }
}
