package io.bush.realtime.client.lock;

import java.util.concurrent.CompletionStage;

/**
 * One comment that this client may edit (contract §3.11). Renewed by itself, every third of its time, also over a
 * reconnect, until it is given back or lost. {@code disconnect()} gives it back, and so does a server that sends the client
 * away, for instance because its token is over.
 *
 * <p>Send {@link #token} along when saving: only a server that compares it is safe from a writer who slept through the end
 * of the lock. Thread safety: safe for use by any thread.
 */
public interface CommentLock extends AutoCloseable {

    /**
     * Returns what is locked.
     *
     * @return the comment's id
     */
    String commentId();

    /**
     * Returns the proof of holding it.
     *
     * @return a number that is larger than that of every earlier lock of the comment
     */
    long token();

    /**
     * Tells whether it is held, as far as this client knows.
     *
     * @return false from the moment in which it was given back, lost, or may have run out; true again if the machine was asleep,
     *     or its clock was set, and the server has renewed the lock after all
     */
    boolean isHeld();

    /**
     * Tells when it ends. Do not wait for the stage inside a handler.
     *
     * @return completes with the reason, on the handler executor; never fails
     */
    CompletionStage<LockEnd> ended();

    /**
     * Gives it back; without a connection it runs out by itself. Twice does nothing.
     *
     * @return completes when the server has confirmed, or will not; never fails
     */
    CompletionStage<Void> release();

    /** Gives it back without waiting. */
    @Override
    void close();
}
