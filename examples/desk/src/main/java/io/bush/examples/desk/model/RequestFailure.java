package io.bush.examples.desk.model;

import java.util.concurrent.CompletionException;

/** A request that came to nothing; the message can be shown. */
public final class RequestFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    /**
     * Makes one.
     *
     * @param status the HTTP status; 0 when there was no answer
     * @param code the server's word for it
     * @param message to be shown
     */
    public RequestFailure(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    /** Finds out what a stage failed with. */
    public static RequestFailure of(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        return cause instanceof RequestFailure known ? known : new RequestFailure(0, "internal", String.valueOf(cause));
    }

    /** Returns the server's word for it. */
    public String code() {
        return code;
    }

    /** Tells whether it is certain that nothing happened: without an answer it may have. */
    public boolean isCertain() {
        return status >= 400 && status < 500;
    }

    /** Tells whether what was asked about is not there. */
    public boolean isAbsent() {
        return status == 404;
    }

    /** Returns the message. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
