package io.bush.realtime.lock;

import io.bush.realtime.channel.Channel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Locks as leases with fencing tokens (contract §3.11, P8).
 *
 * <p>Exclusion: while the store keeps its data, the times in which two users hold one name never overlap. Tokens: each grant
 * to a new holder has {@code max(wall clock in microseconds, last + 1)}, below 2^53, so that tokens of a name never go back,
 * whatever the store forgets. Atomicity: storing and announcing are one step. Order: changes of one name are announced in the
 * order in which they happened; of a lock that moves, each of the two channels hears its own. Delivery: a node that is subscribed to the channel on the {@link io.bush.realtime.bus.Bus}
 * gets them, or is told that something may be lost; others may get them. Leases are counted on the store's clock. A stage
 * completes within the back end's own time-out; it may complete on any thread, also inline. Thread safety: implementations
 * must allow any thread.
 */
public interface LockStore {

    /**
     * Sets the one listener of this node. Called once, before anything else.
     *
     * @param listener receives every change
     */
    void listen(LockListener listener);

    /**
     * Asks for a lock. The same user through the same connection keeps the token and begins the time anew; the same user
     * through another connection takes it over with a new token; another user is refused.
     *
     * @param name what to lock
     * @param channel whose subscribers are told
     * @param owner who asks
     * @param ttl how long it holds unless renewed
     * @param limit most locks the user may hold
     * @return granted, held by another, or too many
     */
    CompletionStage<LockAnswer> acquire(LockName name, Channel channel, LockOwner owner, Duration ttl, int limit);

    /**
     * Begins a lock's time anew. User and token must be the holder's; the connection becomes the holder's connection.
     *
     * @param name what is locked
     * @param owner who asks
     * @param token the holder's token
     * @param ttl how long it holds from now
     * @return granted with the same token, or lost
     */
    CompletionStage<LockAnswer> renew(LockName name, LockOwner owner, long token, Duration ttl);

    /**
     * Gives a lock back. User and token must be the holder's, else nothing happens.
     *
     * @param name what is locked
     * @param owner who asks
     * @param token the holder's token
     * @return the lock as it was; empty when it was not the caller's
     */
    CompletionStage<Optional<HeldLock>> release(LockName name, LockOwner owner, long token);

    /**
     * Finds a lock.
     *
     * @param name what may be locked
     * @return the lock; empty when it is free or its time is over
     */
    CompletionStage<Optional<HeldLock>> find(LockName name);

    /**
     * Lists the locks of a channel.
     *
     * @param channel where
     * @return those that are held, in the order of their names
     */
    CompletionStage<List<HeldLock>> held(Channel channel);

    /**
     * Ends the locks of a channel whose time is over and announces them: of several nodes that do it at the same time one
     * does.
     *
     * @param channel where
     * @return how long until the time of the channel's next lock is over; empty when none is held
     */
    CompletionStage<Optional<Duration>> sweep(Channel channel);
}
