package io.bush.examples.review;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.examples.review.http.Json;
import io.bush.examples.review.node.NodeSettings;
import io.bush.examples.review.realtime.RealtimeSetup;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A real server on a free port that records what it publishes, and a plain HTTP client for it; one for a test class. */
public final class TestServer implements BeforeAllCallback, AfterAllCallback {

    static final long MAX_UPLOAD_BYTES = 4L << 20;
    static final String ADMIN_TOKEN = "admin-secret";
    /** How long a request may take on a busy machine; Java 17 counts it by the wall clock, which may leap meanwhile. */
    static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final AtomicInteger USERS = new AtomicInteger();

    final Recording recording = new Recording();
    final MovingClock clock = new MovingClock();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private @Nullable Path data;
    private @Nullable RunningServer server;
    /** Answers the library's questions; set when the server starts. */
    private @Nullable ExecutorService questions;

    /** An answer: its status and its body as JSON, or null when there is none. */
    public record Answer(int status, JsonNode body, Map<String, List<String>> headers) {
        String text(String field) {
            return body.path(field).asText();
        }

        String header(String name) {
            return headers.getOrDefault(name, List.of("")).get(0);
        }
    }

    /** A user with a token. */
    public record Person(String id, String name, String token) {}

    /** The wall clock, movable. */
    static final class MovingClock extends Clock {
        private volatile Duration ahead = Duration.ZERO;

        void advance(Duration by) {
            ahead = ahead.plus(by);
        }

        @Override
        public ZoneId getZone() {
            return ZoneId.of("UTC");
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Clock.systemUTC().instant().plus(ahead);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        data = Files.createTempDirectory("review-server-test");
        server = RunningServer.start(settings(data), clock, (node, database, tokens, pool, calls) -> {
            questions = pool;
            return recording.of(RealtimeSetup.node(node, database, tokens, pool, calls));
        });
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        running().close();
        delete(data());
    }

    static ReviewSettings settings(Path data) {
        return new ReviewSettings(
                "127.0.0.1", 0, data, ADMIN_TOKEN, MAX_UPLOAD_BYTES, Duration.ofHours(1), NodeSettings.ALONE);
    }

    static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    Path data() {
        return Objects.requireNonNull(data);
    }

    RunningServer running() {
        return Objects.requireNonNull(server);
    }

    /** Lets nobody answer the library's questions until what it returns is run. */
    Runnable holdQuestions() {
        CountDownLatch held = new CountDownLatch(1);
        for (int i = 0; i < RunningServer.QUESTION_THREADS; i++) {
            Objects.requireNonNull(questions).execute(() -> {
                try {
                    held.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        return held::countDown;
    }

    URI uri(String path) {
        return URI.create(running().url() + path);
    }

    /** A user nobody else in this run has. */
    Person newPerson() {
        String name = "u" + USERS.incrementAndGet();
        Answer answer = post(null, "/v4/tokens", "{\"user\":\"" + name + "\"}");
        return new Person(answer.body().path("user").path("id").asText(), name, answer.text("token"));
    }

    String newProject(Person owner) {
        return post(owner, "/v4/projects", "{\"name\":\"Film\"}").text("id");
    }

    void addMember(Person owner, String project, Person member, String permission) {
        put(owner, "/v4/projects/" + project + "/members/" + member.id(), "{\"permission\":\"" + permission + "\"}");
    }

    String newFile(Person owner, String project) {
        return upload(owner, "/v4/projects/" + project + "/files", "notes.txt", "text/plain", bytes("hello"))
                .text("id");
    }

    String newComment(Person author, String file) {
        return post(author, "/v4/files/" + file + "/comments", "{\"text\":\"Nice\"}")
                .text("id");
    }

    Answer get(@Nullable Person person, String path) {
        return send(request(person, path).GET());
    }

    Answer post(@Nullable Person person, String path, String json) {
        return send(
                request(person, path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    Answer put(@Nullable Person person, String path, String json) {
        return send(
                request(person, path).header("Content-Type", "application/json").PUT(BodyPublishers.ofString(json)));
    }

    Answer patch(@Nullable Person person, String path, String json) {
        return send(request(person, path)
                .header("Content-Type", "application/json")
                .method("PATCH", BodyPublishers.ofString(json)));
    }

    Answer delete(@Nullable Person person, String path) {
        return send(request(person, path).DELETE());
    }

    Answer upload(@Nullable Person person, String path, String name, String type, byte[] content) {
        return send(multipart(person, path, BodyPublishers.ofByteArray(form(name, type, content))));
    }

    static final String BOUNDARY = "----review-test-boundary";

    HttpRequest.Builder multipart(@Nullable Person person, String path, BodyPublisher body) {
        return request(person, path)
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(body);
    }

    static byte[] form(String name, String type, byte[] content) {
        return join(
                bytes("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
                        + "\"\r\nContent-Type: " + type + "\r\n\r\n"),
                content,
                bytes("\r\n--" + BOUNDARY + "--\r\n"));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    HttpRequest.Builder request(@Nullable Person person, String path) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(uri(path)).timeout(PATIENCE);
        return person == null ? builder : builder.header("Authorization", "Bearer " + person.token());
    }

    Answer send(HttpRequest.Builder request) {
        HttpResponse<byte[]> response = sendForBytes(request);
        boolean json = response.headers().firstValue("Content-Type").orElse("").equals("application/json");
        try {
            JsonNode body = json ? Json.MAPPER.readTree(response.body()) : Json.MAPPER.nullNode();
            return new Answer(response.statusCode(), body, response.headers().map());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Opens a WebSocket with any token. */
    LiveClient connect(String token) {
        return LiveClient.open(http, URI.create(running().url().replace("http", "ws") + "/v4/cable?token=" + token));
    }

    HttpResponse<byte[]> sendForBytes(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
