package io.bush.realtime.client.lock;

import io.bush.realtime.client.channel.Registration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The locks of the comments of one channel: one's own, and who else edits what (contract §3.11, seed 000 §6.2).
 *
 * <p>Thread safety: safe for use by any thread. Handlers run like those of the channel, one at a time.
 */
public interface CommentLocks {

    /**
     * Locks a comment to edit it. Needs the confirmed subscription: waits up to 10 s for a confirmation that is under way, and
     * fails at once while there is no connection.
     *
     * @param commentId which
     * @return completes on the handler executor with the lock; fails with a {@link LockException} that says why not
     * @throws IllegalStateException if this client has that lock already, or has asked for it
     */
    CompletionStage<CommentLock> lock(String commentId);

    /**
     * Returns what is locked by others, and by the own user's other tabs.
     *
     * @return the newest picture, in the order of the comments' ids
     */
    List<LockedComment> locked();

    /**
     * Adds a handler for changes of {@link #locked}. One that is far behind hears of the newest and not of all in between.
     *
     * @param handler what to call
     * @return takes the handler away again
     */
    Registration onLocked(Consumer<? super List<LockedComment>> handler);
}
