package io.bush.realtime.protocol;

/** The codes of {@code error} frames (contract §2). */
public enum ErrorCode {
    /** Not a valid frame. */
    INVALID_MESSAGE("invalid_message"),
    /** Above 16,384 bytes. */
    MESSAGE_TOO_LARGE("message_too_large"),
    /** No such action. */
    UNKNOWN_ACTION("unknown_action"),
    /** Not authenticated, or the new token is not valid. */
    UNAUTHENTICATED("unauthenticated"),
    /** The new token belongs to somebody else. */
    IDENTITY_MISMATCH("identity_mismatch"),
    /** The action needs a confirmed subscription to that channel. */
    NOT_SUBSCRIBED("not_subscribed"),
    /** The channel or node does not offer this. */
    NOT_SUPPORTED("not_supported"),
    /** Forbidden, or absent. */
    FORBIDDEN("forbidden"),
    /** Too many frames. */
    RATE_LIMITED("rate_limited"),
    /** Too many frames wait for a pending subscribe or authenticate, or too many calls are under way. */
    TOO_MANY_PENDING("too_many_pending"),
    /** Somebody else holds the lock. */
    COMMENT_LOCKED("comment.locked"),
    /** The caller does not hold the lock. */
    LOCK_LOST("lock_lost"),
    /** The user holds too many locks. */
    LOCK_LIMIT_EXCEEDED("lock_limit_exceeded"),
    /** No such call. */
    UNKNOWN_METHOD("unknown_method"),
    /** The call's parameters do not fit. */
    INVALID_PARAMS("invalid_params"),
    /** The call took too long. */
    DEADLINE_EXCEEDED("deadline_exceeded"),
    /** The call failed. */
    CALL_FAILED("call_failed"),
    /** Nobody knows just now; try again. */
    TEMPORARILY_UNAVAILABLE("temporarily_unavailable"),
    /** A fault of the server. */
    INTERNAL("internal");

    private final String wireName;

    ErrorCode(String wireName) {
        this.wireName = wireName;
    }

    /**
     * Returns the name on the wire.
     *
     * @return the code
     */
    public String wireName() {
        return wireName;
    }
}
