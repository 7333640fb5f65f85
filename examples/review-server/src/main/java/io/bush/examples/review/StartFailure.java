package io.bush.examples.review;

/** The server cannot start; the message tells the user what to change. */
public final class StartFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Names the option, its value and what is allowed. */
    public StartFailure(String message) {
        super(message);
    }

    /** As above, with what went wrong underneath. */
    public StartFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
