package io.bush.examples.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.examples.review.ChildProcess;
import io.bush.examples.review.NodeProcess;
import io.bush.examples.review.ReviewSettings;
import io.bush.examples.review.RunningServer;
import io.bush.examples.review.TestServer.Person;
import io.bush.examples.review.node.NodeSettings;
import io.bush.examples.review.realtime.RedisOption;
import io.bush.realtime.it.redis.OneRedis;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.relay.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The user's view: the server is killed (SIGKILL) while somebody watches, and started again on its port. */
@Tag("P1")
@Tag("P12")
@OneRedis
class RestartFlowTest {

    private static final NodeSettings ALONE = new NodeSettings("node", null, null, Duration.ZERO);

    @TempDir
    Path data;

    /** Another server of the same data, in this process: what happens there while the watched one is away. */
    private final class Elsewhere implements AutoCloseable {
        private final HttpClient http = HttpClient.newHttpClient();
        private final RunningServer server;
        private final Person who;
        private final String file;

        Elsewhere(Person who, String file, NodeSettings node) {
            this.who = who;
            this.file = file;
            server = RunningServer.start(
                    new ReviewSettings("127.0.0.1", 0, data.resolve("data"), null, 1 << 20, Duration.ofHours(1), node));
        }

        void comment(String text) throws Exception {
            send("/v4/files/" + file + "/comments", "POST", BodyPublishers.ofString("{\"text\":\"" + text + "\"}"));
        }

        void delete(String comment) throws Exception {
            send("/v4/comments/" + comment, "DELETE", BodyPublishers.noBody());
        }

        private void send(String path, String method, HttpRequest.BodyPublisher body) throws Exception {
            HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + path))
                    .header("Content-Type", "application/json")
                    .header("Authorization", "Bearer " + who.token())
                    .method(method, body)
                    .build();
            assertThat(http.send(request, BodyHandlers.discarding()).statusCode())
                    .isIn(201, 204);
        }

        @Override
        public void close() {
            server.close();
        }
    }

    private ChildProcess watch(NodeProcess server, Person who, String file) {
        return ChildProcess.start(
                data.resolve("watch.log"),
                Watch.class,
                "--url",
                "ws://127.0.0.1:" + server.port() + "/v4/cable",
                "--token",
                who.token(),
                "--timeout",
                "5m",
                "file:" + file);
    }

    private static void await(ChildProcess watch, String text) {
        watch.await(line -> line.contains(text));
    }

    /** What was printed, without times and ids. */
    private static List<String> told(ChildProcess watch) {
        return watch.heard().stream()
                .map(line -> line.replaceFirst("^\\S+  \\S+  ", ""))
                .map(line -> line.replaceAll("(comment|evt)_[A-Za-z0-9_-]+", "$1_…"))
                .toList();
    }

    /** What it says of itself, but for how long a slow machine takes. */
    private List<String> said() throws IOException {
        try (var lines = Files.lines(data.resolve("watch.log"))) {
            return lines.filter(line -> line.startsWith("watch: ") && !line.contains("still no connection"))
                    .toList();
        }
    }

    @Test
    void withoutRedisItSaysThatTheServerHasForgottenAndShowsWhatWasMissed() throws Exception {
        int port = FreePort.next();
        NodeProcess server = NodeProcess.up(NodeProcess.starting(data, port));
        Person alice = server.person("alice");
        String file = server.file(alice, server.project(alice));
        String old = server.comment(alice, file, "Old");
        ChildProcess watch = watch(server, alice, file);
        try (watch) {
            await(watch, "subscribed");
            server.comment(alice, file, "Seen");
            await(watch, "\"Seen\"");
            server.process().kill();
            try (Elsewhere elsewhere = new Elsewhere(alice, file, ALONE)) {
                elsewhere.comment("Unseen");
                elsewhere.delete(old);
            }
            server = NodeProcess.up(NodeProcess.starting(data, port));
            await(watch, "deleted [missed]");
            server.comment(alice, file, "Live");
            await(watch, "\"Live\"");

            assertThat(told(watch))
                    .containsExactly(
                            "subscription.confirmed  subscribed at evt_…",
                            "comment.created  alice: \"Seen\" (comment_…)",
                            "subscription.confirmed  subscribed at evt_…",
                            "subscription.reset  reset (epoch_changed): events may be missing",
                            "comment.created  alice: \"Unseen\" (comment_…) [missed]",
                            "comment.deleted  comment_… deleted [missed]",
                            "comment.created  alice: \"Live\" (comment_…)");
            assertThat(said()).hasSize(3);
            assertThat(said().get(0)).contains("the connection is gone", "trying again in");
            assertThat(said().get(1)).contains("connected again");
            assertThat(said().get(2)).endsWith("fetched the comments: 2 missed");
        } finally {
            server.close();
        }
    }

    @Test
    void overRedisItMissesNothingAndIsNotReset(RedisServer redis) throws Exception {
        String address = NodeProcess.patient(redis.uri());
        int port = FreePort.next();
        NodeProcess server = NodeProcess.up(NodeProcess.starting(data, port, "--redis", address, "--node-id", "a"));
        Person alice = server.person("alice");
        String file = server.file(alice, server.project(alice));
        NodeSettings other = new NodeSettings("b", RedisOption.parse(address), null, Duration.ZERO);
        ChildProcess watch = watch(server, alice, file);
        try (watch;
                Elsewhere elsewhere = new Elsewhere(alice, file, other)) {
            await(watch, "subscribed");
            elsewhere.comment("0");
            await(watch, "\"0\"");
            server.process().kill();
            for (int i = 1; i <= 5; i++) {
                elsewhere.comment(Integer.toString(i));
            }
            server = NodeProcess.up(NodeProcess.starting(data, port, "--redis", address, "--node-id", "a"));
            await(watch, "\"5\"");
            server.comment(alice, file, "6");
            await(watch, "\"6\"");

            assertThat(told(watch))
                    .containsExactly(
                            "subscription.confirmed  subscribed at evt_…",
                            "comment.created  alice: \"0\" (comment_…)",
                            "subscription.confirmed  subscribed, 5 missed events follow",
                            "comment.created  alice: \"1\" (comment_…)",
                            "comment.created  alice: \"2\" (comment_…)",
                            "comment.created  alice: \"3\" (comment_…)",
                            "comment.created  alice: \"4\" (comment_…)",
                            "comment.created  alice: \"5\" (comment_…)",
                            "comment.created  alice: \"6\" (comment_…)");
            assertThat(said()).hasSize(2);
        } finally {
            server.close();
        }
    }
}
