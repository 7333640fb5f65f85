package io.bush.realtime.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A client's frame is not a valid message. Carries what the {@code error} frame says; never the frame's own text.
 */
public final class InvalidMessageException extends Exception {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final @Nullable String ref;
    private final @Nullable String action;
    private final int index;

    /**
     * Makes the exception, without a stack trace: it is an answer, not a fault.
     *
     * @param code the error code
     * @param message what is wrong, for the client's author; never repeats input
     * @param ref the frame's mark if it could be read, else null
     * @param action the frame's action if it could be read and is known, else null
     * @param index which item of a batch is wrong, or -1
     */
    public InvalidMessageException(
            ErrorCode code, String message, @Nullable String ref, @Nullable String action, int index) {
        super(message, null, false, false);
        this.code = code;
        this.ref = ref;
        this.action = action;
        this.index = index;
    }

    /**
     * Returns the error code.
     *
     * @return the code
     */
    public ErrorCode code() {
        return code;
    }

    /**
     * Returns the frame's mark.
     *
     * @return the mark, or null
     */
    public @Nullable String ref() {
        return ref;
    }

    /**
     * Returns the frame's action.
     *
     * @return the action, or null
     */
    public @Nullable String action() {
        return action;
    }

    /**
     * Returns which item of a batch is wrong.
     *
     * @return its index, or -1
     */
    public int index() {
        return index;
    }
}
