package io.bush.realtime.call;

import java.util.regex.Pattern;

/**
 * The application refuses a call: the client gets the error {@code call_failed} with this code and this message (contract
 * §2). Every other exception of a handler is {@code internal} for the client and keeps its message to itself. Thread
 * safety: immutable.
 */
public final class CallFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final Pattern APP_CODE = Pattern.compile("[a-z0-9_.]{1,64}");
    private static final int MAX_MESSAGE = 200;

    private final String appCode;

    /**
     * Makes the exception, without a stack trace: it is an answer, not a fault.
     *
     * @param appCode for the client's code, {@code [a-z0-9_.]{1,64}}
     * @param message for the client's author or user, at most 200 characters
     * @throws IllegalArgumentException when one of them does not fit
     */
    public CallFailedException(String appCode, String message) {
        super(message, null, false, false);
        if (!APP_CODE.matcher(appCode).matches()) {
            throw new IllegalArgumentException("app code is \"" + appCode + "\", allowed: " + APP_CODE);
        }
        if (message.length() > MAX_MESSAGE) {
            throw new IllegalArgumentException(
                    "message of " + appCode + " has " + message.length() + " characters, allowed: 0 to " + MAX_MESSAGE);
        }
        this.appCode = appCode;
    }

    /**
     * Returns what the client's code can decide by.
     *
     * @return the code
     */
    public String appCode() {
        return appCode;
    }
}
