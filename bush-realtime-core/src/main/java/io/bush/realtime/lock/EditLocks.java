package io.bush.realtime.lock;

import io.bush.realtime.channel.Channel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The locks of a system, for the application: to check a token before it saves, and to lock what it edits itself (contract
 * §3.11, P8). The {@code comment.*} actions of clients are the same locks under {@link LockName#comment}.
 *
 * <p>A lock keeps two people from editing at the same time, as long as the store keeps its data; it cannot keep a writer who
 * slept through the end of its time from writing. The token can: store the last one with what is edited and refuse a smaller
 * one, see docs/extending.md. Thread safety: safe for use by any thread.
 */
public final class EditLocks {

    private final LockStore store;
    private final LockSettings settings;

    /**
     * Makes the locks over a store.
     *
     * @param store where they are held
     * @param settings how long and how many
     */
    public EditLocks(LockStore store, LockSettings settings) {
        this.store = store;
        this.settings = settings;
    }

    /**
     * Tells whether a token is the one under which a comment is locked now: one line for the path that saves it.
     *
     * @param commentId the comment
     * @param token what the editor sent
     * @return true while its holder holds it; fails when the back end cannot be asked
     */
    public CompletionStage<Boolean> verify(String commentId, long token) {
        return verify(LockName.comment(commentId), token);
    }

    /**
     * Tells whether a token is the one under which something is locked now.
     *
     * @param name what is locked
     * @param token what the editor sent
     * @return true while its holder holds it; fails when the back end cannot be asked
     */
    public CompletionStage<Boolean> verify(LockName name, long token) {
        return store.find(name)
                .thenApply(found -> found.filter(lock -> lock.token() == token).isPresent());
    }

    /**
     * Asks for a lock.
     *
     * @param name what to lock
     * @param channel whose subscribers are told
     * @param owner who asks
     * @return granted, held by another, or too many; fails when the back end cannot be asked
     */
    public CompletionStage<LockAnswer> acquire(LockName name, Channel channel, LockOwner owner) {
        return store.acquire(name, channel, owner, settings.ttl(), settings.perUser());
    }

    /**
     * Keeps a lock for its time from now. Renew at a third of the time, every ten seconds by default.
     *
     * @param name what is locked
     * @param owner the holder; through another connection it becomes the holder's connection
     * @param token the holder's token
     * @return granted with the same token, or lost; fails when the back end cannot be asked
     */
    public CompletionStage<LockAnswer> renew(LockName name, LockOwner owner, long token) {
        return store.renew(name, owner, token, settings.ttl());
    }

    /**
     * Gives a lock back.
     *
     * @param name what is locked
     * @param owner the holder
     * @param token the holder's token
     * @return the lock as it was; empty when it was not the caller's any more. Fails when the back end cannot be asked
     */
    public CompletionStage<Optional<HeldLock>> release(LockName name, LockOwner owner, long token) {
        return store.release(name, owner, token);
    }

    /**
     * Finds a lock.
     *
     * @param name what may be locked
     * @return the lock; empty when it is free
     */
    public CompletionStage<Optional<HeldLock>> find(LockName name) {
        return store.find(name);
    }

    /**
     * Lists the locks of a channel.
     *
     * @param channel where
     * @return those that are held, in the order of their names
     */
    public CompletionStage<List<HeldLock>> held(Channel channel) {
        return store.held(channel);
    }
}
