package io.bush.examples.dialects.ends;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Does over HTTP what the services of the seeds did. */
public final class HttpDesk {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private HttpDesk() {}

    /** What came back. */
    public record Reply(int status, JsonNode body) {}

    /** Asks. */
    public static Reply ask(
            int port, String method, String path, String token, @Nullable String body, @Nullable String connection) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(40))
                .header("Authorization", "Bearer " + token)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (connection != null) {
            request.header("X-Connection-Id", connection);
        }
        try {
            HttpResponse<String> reply = HTTP.send(request.build(), BodyHandlers.ofString());
            return new Reply(
                    reply.statusCode(), reply.body().isEmpty() ? JSON.nullNode() : JSON.readTree(reply.body()));
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
