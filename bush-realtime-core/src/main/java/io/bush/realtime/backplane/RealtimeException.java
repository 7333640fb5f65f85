package io.bush.realtime.backplane;

/** What the nodes share could not be asked, or did not answer; the cause says why. Thread safety: immutable. */
public final class RealtimeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes a failure.
     *
     * @param message what was asked
     * @param cause what went wrong
     */
    public RealtimeException(String message, Throwable cause) {
        super(message, cause);
    }
}
