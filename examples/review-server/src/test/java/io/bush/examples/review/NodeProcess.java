package io.bush.examples.review;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.examples.review.TestServer.Answer;
import io.bush.examples.review.TestServer.Person;
import io.bush.examples.review.http.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A server in a process of its own, one node of several or alone, and a client that talks to it. Thread safety: any thread, but for its end. */
public final class NodeProcess implements AutoCloseable {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final String LISTENING = "listening on ";

    private final ChildProcess process;
    private final String url;

    private NodeProcess(ChildProcess process) {
        this.process = process;
        this.url = process.await(line -> line.startsWith(LISTENING)).substring(LISTENING.length());
    }

    /** Begins to start a node; {@link #up} waits for it. */
    public static ChildProcess starting(Path data, String redis, String name) {
        return starting(data, 0, "--redis", patient(redis), "--node-id", name);
    }

    /** The address of a Redis that may be slow: on a busy machine that is no outage, in which subscribes are refused. */
    public static String patient(String redis) {
        return redis + "?timeout=PT8S";
    }

    /** Begins to start a server on a port; 0 is any free one. */
    public static ChildProcess starting(Path data, int port, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--port", Integer.toString(port), "--data", data.resolve("data").toString(), "--drain", "PT1S"));
        arguments.addAll(List.of(more));
        String name = more.length == 0 ? "alone" : more[more.length - 1];
        return ChildProcess.start(data.resolve(name + ".log"), ReviewServer.class, arguments.toArray(String[]::new));
    }

    public static NodeProcess up(ChildProcess starting) {
        return new NodeProcess(starting);
    }

    public static NodeProcess start(Path data, String redis, String name) {
        return up(starting(data, redis, name));
    }

    public ChildProcess process() {
        return process;
    }

    public Person person(String name) {
        Answer answer = send(request(null, "/v4/tokens", "POST", "{\"user\":\"" + name + "\"}"));
        return new Person(answer.body().path("user").path("id").asText(), name, answer.text("token"));
    }

    public String project(Person owner) {
        return post(owner, "/v4/projects", "{\"name\":\"Film\"}").text("id");
    }

    void addMember(Person owner, String project, Person member, String level) {
        send(request(
                owner,
                "/v4/projects/" + project + "/members/" + member.id(),
                "PUT",
                "{\"permission\":\"" + level + "\"}"));
    }

    public String file(Person owner, String project) {
        return upload(owner, project, "").text("id");
    }

    /** Uploads a small file, with a query. */
    Answer upload(Person owner, String project, String query) {
        return upload(owner, project, query, "notes.txt", "text/plain", TestServer.bytes("hello"));
    }

    Answer upload(Person owner, String project, String query, String name, String type, byte[] content) {
        return send(HttpRequest.newBuilder(URI.create(url + "/v4/projects/" + project + "/files" + query))
                .header("Authorization", "Bearer " + owner.token())
                .header("Content-Type", "multipart/form-data; boundary=" + TestServer.BOUNDARY)
                .POST(BodyPublishers.ofByteArray(TestServer.form(name, type, content))));
    }

    public String comment(Person author, String file, String text) {
        return post(author, "/v4/files/" + file + "/comments", "{\"text\":\"" + text + "\"}")
                .text("id");
    }

    public Answer get(Person person, String path) {
        return send(request(person, path, "GET", null));
    }

    Answer post(Person person, String path, String json) {
        return send(request(person, path, "POST", json));
    }

    Answer patch(Person person, String path, String json) {
        return send(request(person, path, "PATCH", json));
    }

    public Answer delete(Person person, String path) {
        return send(request(person, path, "DELETE", null));
    }

    private HttpRequest.Builder request(@Nullable Person person, String path, String method, @Nullable String json) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(TestServer.PATIENCE)
                .header("Content-Type", "application/json")
                .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
        return person == null ? request : request.header("Authorization", "Bearer " + person.token());
    }

    private static Answer send(HttpRequest.Builder request) {
        try {
            return trySend(request);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Posts, or fails when the node is not there. */
    Answer tryPost(Person person, String path, String json) throws IOException {
        return trySend(request(person, path, "POST", json));
    }

    private static Answer trySend(HttpRequest.Builder request) throws IOException {
        try {
            HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
            boolean json =
                    response.headers().firstValue("Content-Type").orElse("").equals("application/json");
            JsonNode body = json ? Json.MAPPER.readTree(response.body()) : Json.MAPPER.nullNode();
            return new Answer(response.statusCode(), body, response.headers().map());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    public int port() {
        return URI.create(url).getPort();
    }

    LiveClient connect(Person person) {
        return LiveClient.open(HTTP, URI.create(url.replace("http", "ws") + "/v4/cable?token=" + person.token()));
    }

    @Override
    public void close() {
        process.close();
    }
}
