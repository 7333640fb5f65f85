package io.bush.realtime.protocol;

/**
 * The WebSocket close codes a node uses, and what a client does on each (contract §2).
 */
public enum CloseCode {
    /** Normal end. */
    NORMAL(1000, "closed"),
    /** The server goes away; come back after the hint. */
    GOING_AWAY(1001, "going away"),
    /** A message above 1 MiB. */
    MESSAGE_TOO_BIG(1009, "message too big"),
    /** Something is broken on the server; come back with backoff. */
    INTERNAL(1011, "internal error"),
    /** The server restarts; come back after the hint. */
    SERVICE_RESTART(1012, "service restart"),
    /** The token is not valid, expired or missing. */
    AUTHENTICATION_FAILED(4001, "authentication failed"),
    /** Refused for good. */
    FORBIDDEN(4003, "forbidden"),
    /** Persistent rate limit; wait at least 60 s. */
    RATE_LIMITED(4008, "rate limit exceeded"),
    /** Persistently invalid messages. */
    INVALID_MESSAGES(4009, "invalid messages"),
    /** The client reads too slowly; reconnect and recover. */
    SLOW_CONSUMER(4010, "slow consumer"),
    /** The user has too many connections. */
    TOO_MANY_CONNECTIONS(4029, "too many connections");

    private final int code;
    private final String reason;

    CloseCode(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    /**
     * Returns the number on the wire.
     *
     * @return the close code
     */
    public int code() {
        return code;
    }

    /**
     * Tells whether the client is sent away, rather than asked or expected to come back soon.
     *
     * @return true for what the client did or may not do
     */
    public boolean sendsAway() {
        return switch (this) {
            case MESSAGE_TOO_BIG,
                    AUTHENTICATION_FAILED,
                    FORBIDDEN,
                    RATE_LIMITED,
                    INVALID_MESSAGES,
                    TOO_MANY_CONNECTIONS -> true;
            case NORMAL, GOING_AWAY, INTERNAL, SERVICE_RESTART, SLOW_CONSUMER -> false;
        };
    }

    /**
     * Returns the reason on the wire: fixed ASCII text that never repeats input.
     *
     * @return the reason, at most 123 bytes
     */
    public String reason() {
        return reason;
    }
}
