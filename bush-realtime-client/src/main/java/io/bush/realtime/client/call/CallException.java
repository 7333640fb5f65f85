package io.bush.realtime.client.call;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why a call has no result (contract §3.20). Thread safety: immutable. */
public final class CallException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What went wrong. A later version may add reasons, so a {@code switch} needs a {@code default}. */
    public enum Reason {
        /** The server answered with an error; see {@link #code()} and {@link #appCode()}. */
        FAILED,
        /** There was no answer in time. */
        DEADLINE,
        /** Too many calls wait already; this one was not even tried. */
        QUEUE_FULL,
        /** It was not sent, and the client is not connected and does not try to be. */
        NOT_CONNECTED,
        /** It was sent, and the connection ended before an answer came. */
        OUTCOME_UNKNOWN,
        /** The answer is there, but cannot be read as what was asked for. */
        UNREADABLE,
        /** The application closed the client. */
        CLOSED
    }

    /** Whether the server may have done what it was asked for. */
    public enum Outcome {
        /** It did not: the call never left, or the server refused it. */
        NOT_DONE,
        /** It may have. */
        UNKNOWN,
        /** It did; only the answer is of no use. */
        DONE
    }

    private final Reason reason;
    private final Outcome outcome;
    private final @Nullable String code;
    private final @Nullable String appCode;

    private CallException(
            Reason reason,
            Outcome outcome,
            String message,
            @Nullable String code,
            @Nullable String appCode,
            @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.outcome = outcome;
        this.code = code;
        this.appCode = appCode;
    }

    /**
     * Makes an exception without codes.
     *
     * @param reason what went wrong
     * @param outcome whether it may have happened
     * @param message the same for people
     * @param cause the underlying failure, or null
     * @return the exception
     */
    public static CallException of(Reason reason, Outcome outcome, String message, @Nullable Throwable cause) {
        return new CallException(reason, outcome, message, null, null, cause);
    }

    /**
     * Makes the exception for an error of the server.
     *
     * @param code the error's code
     * @param appCode the application's own code, or null
     * @param message what the server wrote with it
     * @return the exception
     */
    public static CallException failed(String code, @Nullable String appCode, String message) {
        Outcome outcome =
                code.equals("deadline_exceeded") || code.equals("internal") ? Outcome.UNKNOWN : Outcome.NOT_DONE;
        return new CallException(
                Reason.FAILED, outcome, code + (message.isEmpty() ? "" : ": " + message), code, appCode, null);
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
     * Returns whether the server may have done what it was asked for.
     *
     * @return the outcome
     */
    public Outcome outcome() {
        return outcome;
    }

    /**
     * Returns the code of the server's error.
     *
     * @return for example {@code call_failed}; empty unless the server answered with one
     */
    public Optional<String> code() {
        return Optional.ofNullable(code);
    }

    /**
     * Returns the application's own code.
     *
     * @return the code; empty unless the application refused the call and gave one
     */
    public Optional<String> appCode() {
        return Optional.ofNullable(appCode);
    }
}
