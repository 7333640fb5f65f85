package io.bush.examples.review.http;

/** A request cannot be answered as asked; becomes {@code {code, message}} with the status. */
public final class HttpFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    private HttpFailure(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    /** The body is not JSON or not multipart. */
    public static HttpFailure badRequest(String code, String message) {
        return new HttpFailure(400, code, message);
    }

    /** No token, or one that is not valid. */
    public static HttpFailure unauthenticated() {
        return new HttpFailure(401, "unauthenticated", "send a valid token: Authorization: Bearer <token>");
    }

    /** Known to be there, but not for this level of permission. */
    public static HttpFailure forbidden(String message) {
        return new HttpFailure(403, "forbidden", message);
    }

    /** Not there, or not for the caller to know about: the same bytes. */
    public static HttpFailure notFound() {
        return new HttpFailure(404, "not_found", "there is nothing here that you may see");
    }

    /** The caller may see the thing, but this part of it is not there. */
    public static HttpFailure absent(String code, String message) {
        return new HttpFailure(404, code, message);
    }

    /** The path exists, but not with this method. */
    public static HttpFailure methodNotAllowed(String allowed) {
        return new HttpFailure(405, "method_not_allowed", "allowed here: " + allowed);
    }

    /** The state of things is against it. */
    public static HttpFailure conflict(String code, String message) {
        return new HttpFailure(409, code, message);
    }

    /** More bytes than allowed. */
    public static HttpFailure tooLarge(long limitBytes) {
        return new HttpFailure(413, "too_large", "at most " + limitBytes + " bytes are allowed here");
    }

    /** Another media type is needed. */
    public static HttpFailure unsupportedMediaType(String needed) {
        return new HttpFailure(415, "unsupported_media_type", "send Content-Type: " + needed);
    }

    /** A field's value is not acceptable. */
    public static HttpFailure invalid(String field, String message) {
        return new HttpFailure(422, "invalid_" + field, message);
    }

    /** The server has no room for this now. */
    public static HttpFailure unavailable(String message) {
        return new HttpFailure(503, "temporarily_unavailable", message);
    }

    /** Returns the HTTP status. */
    public int status() {
        return status;
    }

    /** Returns the body. */
    public Body body() {
        return new Body(code, String.valueOf(getMessage()));
    }

    /**
     * What the client reads.
     *
     * @param code for programs
     * @param message for people
     */
    public record Body(String code, String message) {}
}
