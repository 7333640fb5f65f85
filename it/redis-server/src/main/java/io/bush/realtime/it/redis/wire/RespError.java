package io.bush.realtime.it.redis.wire;

/**
 * An error Redis answered a command with.
 *
 * <p>Thread safety: immutable.
 */
public final class RespError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the error.
     *
     * @param message as Redis said it, such as {@code READONLY You can't write against a read only replica.}
     */
    public RespError(String message) {
        super(message);
    }

    /**
     * Returns what kind of error it is.
     *
     * @return its first word, such as {@code READONLY}
     */
    public String kind() {
        String message = String.valueOf(getMessage());
        int end = message.indexOf(' ');
        return end < 0 ? message : message.substring(0, end);
    }
}
