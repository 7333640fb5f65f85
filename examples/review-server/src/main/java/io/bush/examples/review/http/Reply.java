package io.bush.examples.review.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What a feature answers. */
@FunctionalInterface
public interface Reply {

    /** Writes status, headers and body. */
    void write(HttpServletRequest request, HttpServletResponse response) throws IOException;

    /** Answers with a value as JSON. */
    static Reply json(int status, Object value) {
        return (request, response) -> {
            byte[] body = Json.bytes(value);
            response.setStatus(status);
            response.setContentType("application/json");
            response.setHeader("Cache-Control", "no-store");
            response.setHeader("X-Content-Type-Options", "nosniff");
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
        };
    }

    /** 200 with a value as JSON. */
    static Reply ok(Object value) {
        return json(200, value);
    }

    /** 201 with a value as JSON. */
    static Reply created(Object value) {
        return json(201, value);
    }

    /** 204. */
    static Reply noContent() {
        return (request, response) -> response.setStatus(204);
    }

    /** The answer to a failure. */
    static Reply failure(HttpFailure failure) {
        Reply body = json(failure.status(), failure.body());
        return (request, response) -> {
            if (failure.status() == 401) {
                response.setHeader("WWW-Authenticate", "Bearer");
            }
            body.write(request, response);
        };
    }
}
