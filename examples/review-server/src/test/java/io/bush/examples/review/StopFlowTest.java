package io.bush.examples.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.examples.review.http.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signals that a process is sent. */
@Tag("P11")
class StopFlowTest {

    @TempDir
    Path data;

    private final HttpClient http = HttpClient.newHttpClient();

    private ChildProcess server(String drain) {
        return ChildProcess.start(
                data.resolve("child.log"),
                ReviewServer.class,
                "--port",
                "0",
                "--data",
                data.resolve("data").toString(),
                "--drain",
                drain);
    }

    private static String url(ChildProcess server) {
        return server.await(line -> line.startsWith("listening on ")).substring("listening on ".length());
    }

    private LiveClient connected(String url) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/v4/tokens"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"user\":\"ann\"}"))
                .build();
        String body = http.sendAsync(request, BodyHandlers.ofString()).join().body();
        String token = Json.tree(body).path("token").asText();
        LiveClient client = LiveClient.open(http, URI.create(url.replace("http", "ws") + "/v4/cable?token=" + token));
        client.awaitType("connection.established");
        return client;
    }

    @Test
    void theFirstSignalTellsClientsWhenToComeBackAndEndsInOrder() {
        try (ChildProcess server = server("PT1M");
                LiveClient client = connected(url(server))) {
            server.terminate();

            assertThat(client.awaitType("connection.closing")
                            .path("reconnect_after_ms")
                            .isNumber())
                    .isTrue();
            assertThat(client.awaitClose()).isEqualTo(1012);
            assertThat(server.exitCode()).isZero();
        }
    }

    @Test
    void theSecondSignalEndsAtOnce() {
        try (ChildProcess server = server("PT1H")) {
            String url = url(server);
            // One of them leaves at once and the other in half an hour: for a single one it would not wait.
            try (LiveClient one = connected(url);
                    LiveClient other = connected(url)) {
                server.terminate();
                one.awaitType("connection.closing");
                other.awaitType("connection.closing");
                assertThat(server.isAlive()).isTrue();

                server.terminate();

                assertThat(server.exitCode()).isEqualTo(143);
            }
        }
    }
}
