package io.bush.examples.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bush.examples.review.http.Json;
import io.bush.examples.review.node.NodeSettings;
import io.bush.examples.review.realtime.RealtimeSetup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting, refusing to start, and starting again. */
class StartTest {

    @TempDir
    Path data;

    @Test
    void theAddressHasTheRealPort() {
        try (RunningServer server = RunningServer.start(TestServer.settings(data))) {
            assertThat(server.url()).matches("http://127\\.0\\.0\\.1:[1-9]\\d*");
        }
    }

    @Test
    void aPortInUseIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ReviewSettings settings = with(taken.getLocalPort(), Duration.ofHours(1), 1);

            assertThatThrownBy(() -> RunningServer.start(settings))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageStartingWith("--port is " + taken.getLocalPort());
        }
    }

    @Test
    void anAddressOfAnotherMachineIsNamed() {
        ReviewSettings settings =
                new ReviewSettings("192.0.2.1", 0, data, null, 1, Duration.ofHours(1), NodeSettings.ALONE);

        assertThatThrownBy(() -> RunningServer.start(settings))
                .isInstanceOf(StartFailure.class)
                .hasMessageStartingWith("--host is 192.0.2.1");
    }

    @Test
    void aDirectoryThatIsAFileIsNamed() throws IOException {
        Path file = Files.createFile(data.resolve("file"));

        assertThatThrownBy(() -> RunningServer.start(TestServer.settings(file)))
                .isInstanceOf(StartFailure.class)
                .hasMessageStartingWith("--data is " + file);
    }

    @Test
    void figuresOutOfRangeAreNamedWithTheirRange() {
        assertThatThrownBy(() -> with(70_000, Duration.ofHours(1), 1))
                .hasMessage("--port is 70000, allowed: 0 to 65535");
        assertThatThrownBy(() -> with(0, Duration.ZERO, 1)).hasMessage("--token-ttl is PT0S, allowed: PT1S to PT720H");
        assertThatThrownBy(() -> with(0, Duration.ofHours(1), 0))
                .hasMessage("--max-upload-mb is 0, allowed: 1 to 102400");
    }

    @Test
    void aDurationThatIsNoneIsShownOneThatIs() {
        assertThatThrownBy(() -> ReviewServer.line(new ReviewServer()).parseArgs("--drain", "3s"))
                .hasMessageContaining("'3s' is no duration; write PT3S for three seconds");
    }

    @Test
    void aDirectoryInUseElsewhereIsNamed() throws Exception {
        Path held = Files.createDirectory(data.resolve("held"));
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ReviewServer.class.getName(),
                        "--port",
                        "0",
                        "--data",
                        held.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var output = holder.inputReader()) {
            assertThat(output.readLine()).startsWith("listening on http://127.0.0.1:");

            assertThatThrownBy(() -> RunningServer.start(TestServer.settings(held)))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("another process works in it");

            holder.destroy();
            holder.waitFor();
            RunningServer.start(TestServer.settings(held)).close();
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    @Tag("P11")
    void aServerThatStopsTellsItsClientsWhenToComeBack() {
        HttpClient http = HttpClient.newHttpClient();
        RunningServer server = RunningServer.start(TestServer.settings(data));
        URI cable = URI.create(server.url().replace("http", "ws") + "/v4/cable");
        try (LiveClient client = LiveClient.open(http, cable)) {
            client.send("{\"action\":\"authenticate\",\"token\":\"" + token(http, server.url()) + "\"}");
            client.awaitType("connection.established");
            server.close();

            assertThat(client.awaitType("connection.closing")
                            .path("reconnect_after_ms")
                            .isNumber())
                    .isTrue();
            assertThat(client.awaitClose()).isEqualTo(1012);
        } finally {
            server.close();
        }
    }

    /** H2 closes its file when a thread is interrupted that reads it. */
    @Test
    @Tag("P11")
    void aServerThatStopsInterruptsNobodyWhoReadsTheDatabase() throws Exception {
        CompletableFuture<ExecutorService> made = new CompletableFuture<>();
        RunningServer server = RunningServer.start(
                TestServer.settings(data), Clock.systemUTC(), (node, database, tokens, pool, calls) -> {
                    made.complete(pool);
                    return RealtimeSetup.node(node, database, tokens, pool, calls);
                });
        ExecutorService questions = made.join();
        CountDownLatch leave = new CountDownLatch(1);
        Future<?> question = questions.submit(() -> {
            leave.await();
            return null;
        });

        Thread closing = new Thread(server::close, "closing");
        closing.start();
        while (!questions.isShutdown()) {
            Thread.onSpinWait();
        }
        leave.countDown();

        assertThat(question.get(40, TimeUnit.SECONDS)).isNull();
        closing.join();
    }

    private static String token(HttpClient http, String url) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/v4/tokens"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"user\":\"ann\"}"))
                .build();
        String body = http.sendAsync(request, BodyHandlers.ofString()).join().body();
        return Json.tree(body).path("token").asText();
    }

    @Test
    void whatACrashLeftBehindIsClearedAndEverythingElseIsStillThere() throws Exception {
        RunningServer.start(TestServer.settings(data)).close();
        Path files = data.resolve("files");
        Files.createFile(files.resolve("blob_orphan"));
        byte[] key = Files.readAllBytes(data.resolve("token-key"));

        try (RunningServer second = RunningServer.start(TestServer.settings(data))) {
            assertThat(second.url()).startsWith("http://");
            assertThat(Files.readAllBytes(data.resolve("token-key"))).isEqualTo(key);
            try (Stream<Path> left = Files.list(files)) {
                assertThat(left).isEmpty();
            }
        }
    }

    private ReviewSettings with(int port, Duration tokenLifetime, long maxUploadBytes) {
        return new ReviewSettings("127.0.0.1", port, data, null, maxUploadBytes, tokenLifetime, NodeSettings.ALONE);
    }
}
