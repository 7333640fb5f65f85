package io.bush.examples.dialects.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bush.examples.dialects.account.Tokens;
import io.bush.realtime.auth.Authentication;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON in and out for whoever has a valid token. Thread safety: any thread. */
public abstract class JsonServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Nothing that this surface takes is longer. */
    private static final int MAX_BODY_BYTES = 64 * 1024;
    /** What is taken in besides, because who is cut off while sending does not get to read why. */
    private static final int MAX_SKIPPED_BYTES = 1024 * 1024;

    @SuppressWarnings("serial") // Servlets are not serialised any more.
    private final Tokens tokens;

    /** Lets in who has one of these tokens. */
    protected JsonServlet(Tokens tokens) {
        this.tokens = tokens;
    }

    /**
     * One request.
     *
     * @param userId who asks
     * @param method GET, POST, …
     * @param path the parts behind the servlet's own path
     * @param body what was sent; an empty object without a body
     * @param http for headers and parameters
     */
    public record Request(String userId, String method, List<String> path, JsonNode body, HttpServletRequest http) {

        /** Returns method and path with {@code *} for the parts at the given places. */
        public String shape(int... variables) {
            String[] parts = path.toArray(new String[0]);
            for (int variable : variables) {
                if (variable < parts.length) {
                    parts[variable] = "*";
                }
            }
            return method + " " + String.join("/", parts);
        }

        /** Returns a field of the body that is text. */
        public String text(String field) {
            JsonNode value = body.path(field);
            if (!value.isTextual() || value.asText().isEmpty()) {
                throw new Refusal(400, "field " + field + " is missing");
            }
            return value.asText();
        }
    }

    /** The request cannot be answered. */
    public static final class Refusal extends RuntimeException {

        private static final long serialVersionUID = 1L;
        private final int status;

        /** Makes the refusal. */
        public Refusal(int status, String message) {
            super(message);
            this.status = status;
        }
    }

    /** Answers a request: what is written as JSON; null for 204. */
    protected abstract @Nullable Object answer(Request request);

    @Override
    protected void service(HttpServletRequest http, HttpServletResponse reply) throws IOException {
        try {
            Object answer = answer(request(http));
            if (answer == null) {
                reply.setStatus(204);
            } else {
                write(reply, 200, answer);
            }
        } catch (Refusal refusal) {
            write(reply, refusal.status, Map.of("error", String.valueOf(refusal.getMessage())));
        } catch (IllegalArgumentException malformed) {
            write(reply, 400, Map.of("error", "malformed request"));
        }
    }

    private Request request(HttpServletRequest http) throws IOException {
        byte[] bytes = http.getInputStream().readNBytes(MAX_BODY_BYTES + 1);
        if (bytes.length > MAX_BODY_BYTES) {
            http.getInputStream().readNBytes(MAX_SKIPPED_BYTES);
            throw new Refusal(413, "the body has more than " + MAX_BODY_BYTES + " bytes");
        }
        String header = http.getHeader("Authorization");
        Authentication user = header != null && header.startsWith("Bearer ") ? tokens.judge(header.substring(7)) : null;
        if (user == null) {
            throw new Refusal(401, "a valid token is needed");
        }
        String path = http.getPathInfo() == null ? "" : http.getPathInfo().substring(1);
        return new Request(user.principal().id(), http.getMethod(), List.of(path.split("/", -1)), json(bytes), http);
    }

    private static JsonNode json(byte[] bytes) {
        if (bytes.length == 0) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            return JSON.readTree(bytes);
        } catch (IOException e) {
            throw new Refusal(400, "the body is not JSON");
        }
    }

    private static void write(HttpServletResponse reply, int status, Object answer) throws IOException {
        reply.setStatus(status);
        reply.setContentType("application/json");
        reply.getOutputStream().write(JSON.writeValueAsBytes(answer));
    }
}
