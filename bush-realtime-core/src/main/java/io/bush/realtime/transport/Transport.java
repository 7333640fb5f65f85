package io.bush.realtime.transport;

import org.jspecify.annotations.Nullable;

/**
 * The sending half of one socket, as an adapter offers it to a connection.
 *
 * <p>No method may block or throw. The connection keeps at most one send in flight. Thread safety: implementations must
 * allow any thread.
 */
public interface Transport {

    /**
     * Writes a batch.
     *
     * @param batch the frames, in order; shared with other sockets, must not be changed
     * @param completion called exactly once, on any thread, also inline before this method returns
     */
    void send(FrameBatch batch, Completion completion);

    /** Sends a WebSocket ping as soon as that is possible without waiting. */
    void ping();

    /**
     * Ends the socket with a close code: at once if nothing is in flight, else after a short grace of the adapter's
     * choice. Repeated calls have no effect.
     *
     * @param code the close code
     * @param reason fixed ASCII text
     */
    void close(int code, String reason);

    /** Ends the socket without a close frame. */
    void abort();

    /**
     * Returns how this transport writes, for figures.
     *
     * @return for example {@code portable}
     */
    String path();

    /** Hears how a send ended. */
    @FunctionalInterface
    interface Completion {

        /**
         * The batch has been taken over by the socket, or never will be.
         *
         * @param failure why not; null on success
         */
        void completed(@Nullable Throwable failure);
    }
}
