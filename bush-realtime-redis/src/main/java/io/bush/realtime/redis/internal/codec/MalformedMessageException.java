package io.bush.realtime.redis.internal.codec;

/**
 * Bytes that are not what they should be: from another system, a much newer node, or nobody of ours. The message says what
 * is wrong and shows nothing of the content. Thread safety: immutable.
 */
public final class MalformedMessageException extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what is wrong
     */
    public MalformedMessageException(String message) {
        super(message, null, false, false);
    }
}
