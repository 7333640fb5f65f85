package io.bush.realtime.client.connection;

/**
 * How far handlers may be behind, over all channels of a client (contract P12, "memory is bounded"). Counts frames from
 * their arrival until the last handler has run. Beyond it the client disconnects with
 * {@link ConnectionException.Reason#BACKLOG_OVERFLOW}: what had arrived is still handled, and a new {@code connect}
 * asks for what came after it.
 *
 * @param maxFrames how many frames may wait, at least 1; 10,000 by default
 * @param maxBytes how many bytes of UTF-8 may wait, at least 1; 16 MiB by default
 */
public record BacklogLimits(int maxFrames, long maxBytes) {

    /** 10,000 frames and 16 MiB. */
    public static final BacklogLimits DEFAULT = new BacklogLimits(10_000, 16L * 1024 * 1024);

    /** Checks both figures. */
    public BacklogLimits {
        if (maxFrames < 1 || maxBytes < 1) {
            throw new IllegalArgumentException(
                    "maxFrames is " + maxFrames + " and maxBytes is " + maxBytes + ", allowed: 1 or more");
        }
    }
}
