package io.bush.realtime.observe;

/**
 * Whether a node can do its work. Thread safety: immutable.
 *
 * @param status in one word
 * @param detail for people
 */
public record Health(Status status, String detail) {

    /** In one word. */
    public enum Status {
        /** Everything works. */
        UP,
        /** The back end is in trouble; connections stay. */
        DEGRADED,
        /** New connections are refused; the open ones are being closed. */
        DRAINING,
        /** The node is closed. */
        DOWN
    }
}
