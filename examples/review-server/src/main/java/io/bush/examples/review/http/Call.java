package io.bush.examples.review.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request on its way to a feature. Thread safety: for the thread that serves it. */
public final class Call {

    private static final int MAX_JSON_BYTES = 256 * 1024;

    private final HttpServletRequest request;
    private final Map<String, String> pathValues;

    Call(HttpServletRequest request, Map<String, String> pathValues) {
        this.request = request;
        this.pathValues = pathValues;
    }

    /** Returns what stands in the path in place of {@code {name}}. */
    public String path(String name) {
        String value = pathValues.get(name);
        if (value == null) {
            throw new IllegalStateException("the route has no {" + name + "}");
        }
        return value;
    }

    /** Returns a query parameter, or null. The body is never looked at. */
    public @Nullable String query(String name) {
        return QueryString.value(request.getQueryString(), name);
    }

    /** Returns the token of {@code Authorization: Bearer}, or null. */
    public @Nullable String bearer() {
        String header = request.getHeader("Authorization");
        return header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)
                ? header.substring(7).strip()
                : null;
    }

    /** Reads the body as one JSON object. */
    public JsonFields json() throws IOException {
        String type = request.getContentType();
        if (type == null || !mediaType(type).equals("application/json")) {
            throw HttpFailure.unsupportedMediaType("application/json");
        }
        if (request.getContentLengthLong() > MAX_JSON_BYTES) {
            throw HttpFailure.tooLarge(MAX_JSON_BYTES);
        }
        byte[] body = request.getInputStream().readNBytes(MAX_JSON_BYTES + 1);
        if (body.length > MAX_JSON_BYTES) {
            throw HttpFailure.tooLarge(MAX_JSON_BYTES);
        }
        return Json.object(body);
    }

    /** Returns the body as it arrives. */
    public InputStream body() throws IOException {
        return request.getInputStream();
    }

    /** Returns the Content-Type header, or null. */
    public @Nullable String contentType() {
        return request.getContentType();
    }

    /** Returns the body's announced size in bytes, or -1. */
    public long contentLength() {
        return request.getContentLengthLong();
    }

    /** Returns a media type without its parameters, in lower case. */
    public static String mediaType(String contentType) {
        int semicolon = contentType.indexOf(';');
        return (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
                .strip()
                .toLowerCase(Locale.ROOT);
    }
}
