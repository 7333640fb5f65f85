package io.bush.examples.desk;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.examples.desk.api.Account;
import io.bush.examples.desk.api.ReviewApi;
import io.bush.examples.review.ReviewSettings;
import io.bush.examples.review.RunningServer;
import io.bush.examples.review.node.NodeSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A review server with a project of ann's, and people who work there. */
final class Premises implements AutoCloseable {

    static final long DEADLINE_SECONDS = 60;

    final ReviewApi owner;
    final String project;
    private final RunningServer server;
    private final Path data;
    private final String token;
    private final List<Worker> workers = new ArrayList<>();

    Premises(String projectName) throws Exception {
        data = Files.createTempDirectory("desk-test");
        server = RunningServer.start(
                new ReviewSettings("127.0.0.1", 0, data, null, 1 << 20, Duration.ofHours(1), NodeSettings.ALONE));
        owner = api("ann");
        token = get(owner.freshToken());
        project = get(owner.post("/v4/projects", ReviewApi.object().put("name", projectName)))
                .path("id")
                .asText();
    }

    URI url() {
        return URI.create(server.url());
    }

    ReviewApi api(String user) {
        return new ReviewApi(url(), new Account.Named(user));
    }

    String token() {
        return token;
    }

    static <T> T get(CompletableFuture<T> answer) throws Exception {
        return answer.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    /** Lets somebody into the project. */
    void member(String name) throws Exception {
        JsonNode body = ReviewApi.object().put("permission", "edit");
        get(owner.put("/v4/projects/" + project + "/members/user_" + name, body));
    }

    /** Uploads a file; returns its id. */
    String file(String name, String type, byte[] content) throws Exception {
        String boundary = "----desk";
        String head = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
                + "\"\r\nContent-Type: " + type + "\r\n\r\n";
        String foot = "\r\n--" + boundary + "--\r\n";
        HttpRequest request = HttpRequest.newBuilder(url().resolve("/v4/projects/" + project + "/files"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(BodyPublishers.concat(
                        BodyPublishers.ofString(head),
                        BodyPublishers.ofByteArray(content),
                        BodyPublishers.ofString(foot)))
                .build();
        String answer = HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body();
        return answer.replaceAll("(?s).*?\"id\"\\s*:\\s*\"(file_[^\"]+)\".*", "$1");
    }

    String film(String name) throws Exception {
        return file(name, "video/mp4", "no film".getBytes(StandardCharsets.UTF_8));
    }

    /** Starts somebody's desk, without a window. */
    Worker desk(String name) throws Exception {
        Worker worker = new Worker(name);
        workers.add(worker);
        worker.start(this);
        return worker;
    }

    @Override
    public void close() throws IOException {
        workers.forEach(Worker::close);
        server.close();
        try (Stream<Path> paths = Files.walk(data)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
