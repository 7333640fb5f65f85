package io.bush.realtime.client.connection;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Why there is no connection (contract §2, "Close codes"). Never holds a token or the URL. Thread safety: immutable.
 */
public final class ConnectionException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int NONE = -1;

    /** What went wrong. A later version may add reasons, so a {@code switch} needs a {@code default}. */
    public enum Reason {
        /** No token came from the source, or one that cannot be sent. */
        TOKEN_UNAVAILABLE,
        /** The server cannot be reached: name, network, TLS. */
        UNREACHABLE,
        /** The server did not accept the connection in time. */
        TIMED_OUT,
        /** The server answered with an HTTP status that ends the attempt; see {@link #httpStatus()}. */
        HANDSHAKE_REFUSED,
        /** The server does not accept the token: close code 4001 or HTTP status 401. */
        AUTHENTICATION_FAILED,
        /** The server does not want this client: close code 4003 or HTTP status 403. */
        FORBIDDEN,
        /** The server closed the connection; see {@link #closeCode()}. */
        CLOSED_BY_SERVER,
        /** The connection broke, or gave no sign of life. */
        LOST,
        /** The server sent a message above the client's limit. */
        MESSAGE_TOO_LARGE,
        /** The server sent something that is not a frame of the protocol, so that events may have been lost. */
        INVALID_FRAME,
        /** The handlers are too far behind; what had arrived is still handled, then the client comes back. */
        BACKLOG_OVERFLOW,
        /** The executor for handlers refused to run one. */
        HANDLERS_UNAVAILABLE,
        /** The application closed the client. */
        CLOSED
    }

    private final Reason reason;
    private final int closeCode;
    private final int httpStatus;
    private final @Nullable Duration retryAfter;

    private ConnectionException(
            Reason reason,
            String message,
            int closeCode,
            int httpStatus,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.closeCode = closeCode;
        this.httpStatus = httpStatus;
        this.retryAfter = retryAfter;
    }

    /**
     * Makes an exception without codes.
     *
     * @param reason what went wrong
     * @param message the same for people
     * @param cause the underlying failure, or null
     * @return the exception
     */
    public static ConnectionException of(Reason reason, String message, @Nullable Throwable cause) {
        return new ConnectionException(reason, message, NONE, NONE, null, cause);
    }

    /**
     * Makes the exception with which a {@link TokenSource} says that there will be no token: nobody is signed in any more.
     * The client then gives up instead of asking again.
     *
     * @param message the same for people
     * @return the exception
     */
    public static ConnectionException signedOut(String message) {
        return of(Reason.AUTHENTICATION_FAILED, message, null);
    }

    /**
     * Makes the exception for a connection that the other side closed.
     *
     * @param code the WebSocket close code
     * @param text what the server wrote with it, perhaps nothing
     * @return the exception
     */
    public static ConnectionException closed(int code, String text) {
        Reason reason = switch (code) {
            case 4001 -> Reason.AUTHENTICATION_FAILED;
            case 4003 -> Reason.FORBIDDEN;
            case 1006 -> Reason.LOST;
            default -> Reason.CLOSED_BY_SERVER;
        };
        String message = (reason == Reason.LOST ? "the connection was lost, code " : "the server closed with code ")
                + code
                + (text.isEmpty() ? "" : ": " + text);
        return new ConnectionException(reason, message, code, NONE, null, null);
    }

    /**
     * Makes the exception for a request, a handshake or a poll, that was not answered as wanted.
     *
     * @param status the HTTP status
     * @param retryAfter what the server says about trying again, or null
     * @param cause the underlying failure, or null
     * @return the exception
     */
    public static ConnectionException refused(int status, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        Reason reason = switch (status) {
            case 401 -> Reason.AUTHENTICATION_FAILED;
            case 403 -> Reason.FORBIDDEN;
            default -> Reason.HANDSHAKE_REFUSED;
        };
        return new ConnectionException(
                reason, "the server answered with HTTP status " + status, NONE, status, retryAfter, cause);
    }

    /**
     * Returns what went wrong.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }

    /**
     * Returns the WebSocket close code.
     *
     * @return the code; empty if the connection was not closed with one
     */
    public OptionalInt closeCode() {
        return closeCode == NONE ? OptionalInt.empty() : OptionalInt.of(closeCode);
    }

    /**
     * Returns the HTTP status of a refused request.
     *
     * @return the status; empty if there was none
     */
    public OptionalInt httpStatus() {
        return httpStatus == NONE ? OptionalInt.empty() : OptionalInt.of(httpStatus);
    }

    /**
     * Returns how long the server wants the client to wait before it tries again.
     *
     * @return the time; empty if it did not say
     */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
