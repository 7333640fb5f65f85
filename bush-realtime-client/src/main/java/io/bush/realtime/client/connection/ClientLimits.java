package io.bush.realtime.client.connection;

/**
 * How much a client holds at most (contract P12, "memory is bounded").
 *
 * <p>The backlog counts what has arrived, from its arrival until the last handler has run, over all channels. When it is
 * full the client lets its connection go ({@link ConnectionException.Reason#BACKLOG_OVERFLOW}); what had arrived is still
 * handled, and as soon as half of it is, the client connects again and asks for what came after it. Nothing is dropped
 * unless the server has forgotten it meanwhile, which is told as a reset. Thread safety: immutable.
 *
 * @param messageBytes bytes of UTF-8 in one message of the server, at least 1,024; 1 MiB by default. A larger one ends the
 *     connection.
 * @param backlogFrames how many frames may wait for their handlers, at least 1; 10,000 by default
 * @param backlogBytes how many bytes of UTF-8 may wait, at least 1; 16 MiB by default
 * @param calls how many calls may wait or be under way, at least 1; 100 by default. The next one fails at once.
 */
public record ClientLimits(int messageBytes, int backlogFrames, long backlogBytes, int calls) {

    /** 1 MiB a message, 10,000 frames and 16 MiB of backlog, 100 calls. */
    public static final ClientLimits DEFAULT = new ClientLimits(1024 * 1024, 10_000, 16L * 1024 * 1024, 100);

    private static final int MIN_MESSAGE_BYTES = 1024;

    /** Checks every figure. */
    public ClientLimits {
        require("messageBytes", messageBytes, MIN_MESSAGE_BYTES);
        require("backlogFrames", backlogFrames, 1);
        require("backlogBytes", backlogBytes, 1);
        require("calls", calls, 1);
    }

    private static void require(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + value + ", allowed: " + least + " or more");
        }
    }

    /**
     * Returns these limits with another largest message.
     *
     * @param bytes bytes of UTF-8, at least 1,024
     * @return the changed copy
     */
    public ClientLimits withMessageBytes(int bytes) {
        return new ClientLimits(bytes, backlogFrames, backlogBytes, calls);
    }

    /**
     * Returns these limits with another backlog.
     *
     * @param frames at least 1
     * @param bytes bytes of UTF-8, at least 1
     * @return the changed copy
     */
    public ClientLimits withBacklog(int frames, long bytes) {
        return new ClientLimits(messageBytes, frames, bytes, calls);
    }

    /**
     * Returns these limits with another number of calls.
     *
     * @param most at least 1
     * @return the changed copy
     */
    public ClientLimits withCalls(int most) {
        return new ClientLimits(messageBytes, backlogFrames, backlogBytes, most);
    }
}
