package io.bush.examples.watch.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bush.realtime.client.channel.Channel;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lists of a review server, page by page. Thread safety: any thread.
 *
 * @param api where its HTTP API begins, {@code http://…/v4}
 * @param token what to authenticate with; in no message
 * @param http sends the requests
 */
public record HttpLists(URI api, String token, HttpClient http) implements Lists {

    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final int PAGE = 1_000;
    private static final int MOST_PAGES = Picture.MOST / PAGE;
    private static final ObjectMapper JSON = new ObjectMapper();

    public HttpLists(URI api, String token) {
        this(
                api,
                token,
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(TIMEOUT)
                        .build());
    }

    @Override
    public List<JsonNode> fetch(Channel channel) throws IOException {
        Kind kind = Kind.of(channel);
        if (kind == null) {
            throw new IOException("nobody lists what belongs to a " + channel.type());
        }
        List<JsonNode> items = new ArrayList<>();
        String cursor = null;
        for (int page = 0; page < MOST_PAGES; page++) {
            JsonNode read = get(kind.path(channel) + query(cursor));
            kind.items(read).forEach(items::add);
            cursor = read.path("next_cursor").textValue();
            if (cursor == null) {
                return items;
            }
        }
        throw new IOException("there are more than " + Picture.MOST + " " + kind.plural());
    }

    private static String query(@Nullable String cursor) {
        return "?limit=" + PAGE
                + (cursor == null ? "" : "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8));
    }

    private JsonNode get(String path) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(api + path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .build();
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException("the server answers " + answer.statusCode());
            }
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new IOException("the server's answer is not JSON");
        } catch (HttpTimeoutException e) {
            throw new IOException("no answer in " + TIMEOUT.toSeconds() + " s");
        } catch (ConnectException e) {
            throw new IOException("the server is not there");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted");
        }
    }

    /** Shows no token. */
    @Override
    public String toString() {
        return "HttpLists[" + api + "]";
    }
}
