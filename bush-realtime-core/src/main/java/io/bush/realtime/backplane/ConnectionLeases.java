package io.bush.realtime.backplane;

import java.util.concurrent.CompletionStage;

/**
 * Counts the live connections of each user over all nodes, by lease (contract §3.6). Thread safety: implementations must
 * allow any thread; stages may complete on any thread, also inline.
 */
public interface ConnectionLeases {

    /**
     * Takes a lease for a connection, exactly: of several calls at the same time never more than the limit succeed.
     *
     * @param userId whose connection
     * @param connectionId which
     * @param limit most leases the user may hold
     * @return true when taken or already held, false when the user has as many. Fails when the back end cannot be asked: it
     *     may have been taken, or may be taken as soon as the back end is there again, until it is released
     */
    CompletionStage<Boolean> acquire(String userId, String connectionId, int limit);

    /**
     * Gives a lease back. Giving back what is not held does nothing.
     *
     * @param userId whose
     * @param connectionId which
     */
    void release(String userId, String connectionId);

    /**
     * Counts a user's live leases.
     *
     * @param userId the user
     * @return how many connections are open
     */
    CompletionStage<Integer> count(String userId);
}
