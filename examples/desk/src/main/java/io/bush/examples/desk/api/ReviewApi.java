package io.bush.examples.desk.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bush.examples.desk.model.RequestFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The review server's HTTP API, as far as the desk needs it, for one user. Every answer comes on a thread of the HTTP client's;
 * a failure is a {@link RequestFailure}. Thread safety: any thread.
 */
public final class ReviewApi {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI server;
    private final Account account;
    /** The newest one; empty before. */
    private volatile String token = "";

    /**
     * Makes one for a user.
     *
     * @param server where, {@code http://…}
     * @param account who
     */
    public ReviewApi(URI server, Account account) {
        this.server = URI.create(server.toString().replaceFirst("/+$", ""));
        this.account = account;
    }

    /** Returns an empty object to fill. */
    public static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** Fetches a token, which later requests use too; one that was given stays the same. */
    public CompletableFuture<String> freshToken() {
        if (account instanceof Account.Holder holder) {
            token = holder.token();
            return CompletableFuture.completedFuture(token);
        }
        Account.Named named = (Account.Named) account;
        return post("/v4/tokens", object().put("user", named.user())).thenApply(answer -> {
            token = answer.path("token").asText();
            return token;
        });
    }

    /** Returns where clients connect. */
    public URI cable() {
        return URI.create(server.toString().replaceFirst("^http", "ws") + "/v4/cable");
    }

    /** Returns where clients poll. */
    public URI polls() {
        return URI.create(server + "/v4/events/poll");
    }

    public CompletableFuture<JsonNode> get(String path) {
        return json(request(path).GET());
    }

    /** Reads what is not JSON. */
    public CompletableFuture<byte[]> bytes(String path) {
        return send(request(path).GET());
    }

    public CompletableFuture<JsonNode> post(String path, JsonNode body) {
        return json(withBody(path).POST(BodyPublishers.ofString(body.toString())));
    }

    public CompletableFuture<JsonNode> put(String path, JsonNode body) {
        return json(withBody(path).PUT(BodyPublishers.ofString(body.toString())));
    }

    public CompletableFuture<JsonNode> patch(String path, JsonNode body) {
        return json(withBody(path).method("PATCH", BodyPublishers.ofString(body.toString())));
    }

    public CompletableFuture<JsonNode> delete(String path) {
        return json(request(path).DELETE());
    }

    private HttpRequest.Builder withBody(String path) {
        return request(path).header("Content-Type", "application/json");
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(URI.create(server + path)).timeout(TIMEOUT);
        return token.isEmpty() ? builder : builder.header("Authorization", "Bearer " + token);
    }

    private CompletableFuture<JsonNode> json(HttpRequest.Builder request) {
        return send(request).thenApply(body -> body.length == 0 ? object() : read(body));
    }

    private CompletableFuture<byte[]> send(HttpRequest.Builder request) {
        return http.sendAsync(request.build(), BodyHandlers.ofByteArray()).handle((response, failure) -> {
            if (failure != null) {
                throw new CompletionException(
                        new RequestFailure(0, "unreachable", "the server at " + server + " cannot be reached"));
            }
            return answer(response);
        });
    }

    private static byte[] answer(HttpResponse<byte[]> response) {
        if (response.statusCode() < 300) {
            return response.body();
        }
        JsonNode refusal = parse(response.body());
        String code = refusal == null ? "" : refusal.path("code").asText();
        String message = refusal == null ? "" : refusal.path("message").asText();
        throw new CompletionException(new RequestFailure(
                response.statusCode(),
                code.isEmpty() ? "http_" + response.statusCode() : code,
                message.isEmpty() ? "the server answered " + response.statusCode() : message));
    }

    private static JsonNode read(byte[] body) {
        JsonNode json = parse(body);
        if (json == null) {
            throw new CompletionException(
                    new RequestFailure(0, "unreadable", "the server's answer cannot be read: is it a review-server?"));
        }
        return json;
    }

    private static @Nullable JsonNode parse(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return null;
        } catch (IOException e) {
            throw new IllegalStateException("bytes are there", e);
        }
    }
}
