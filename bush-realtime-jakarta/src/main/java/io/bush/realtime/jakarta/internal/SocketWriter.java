package io.bush.realtime.jakarta.internal;

import io.bush.realtime.transport.FrameBatch;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The seam between a transport and its container's way of writing: one for each connection. The transport calls it for
 * one thing at a time, so that a writer needs no lock. Thread safety: any thread, one at a time.
 */
interface SocketWriter {

    /**
     * Returns the name of this way of writing.
     *
     * @return for figures
     */
    String path();

    /**
     * Writes a batch without waiting.
     *
     * @param batch shared, not consumed
     * @param result hears the end, also inline; a container that calls back twice or never does no harm
     */
    void write(FrameBatch batch, Result result);

    /**
     * Sends a ping.
     *
     * @throws IOException when the container cannot
     */
    void ping() throws IOException;

    /**
     * Tells what {@link #ping} costs.
     *
     * @return true when it must run on a thread that may block, with nothing else in flight
     */
    boolean pingBlocks();

    /**
     * Starts to close the socket, if that can be done without waiting; nothing else is in flight.
     *
     * @param code the close code
     * @param reason ASCII text
     * @return false when only the session's own close can, which may block
     */
    boolean close(int code, String reason);

    /** Hears how a write ended. */
    @FunctionalInterface
    interface Result {

        /**
         * The write ended.
         *
         * @param failure why it failed; null on success
         */
        void written(@Nullable Throwable failure);
    }
}
