package io.bush.realtime.presence;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Payload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Who is in which channel, by lease: one for each connection underneath, one user on the outside (contract §3.10, P7).
 *
 * <p>Atomicity: storing and announcing are one step; whoever is told a change finds it in a snapshot. Order: calls for one
 * connection and channel take effect in the order in which they are made; one whose {@link PresenceHolder#sequence} is not
 * greater than the last that took effect does nothing, also for at least a lease after the connection left. Announced are
 * changes of a user's merged state, each exactly once and in the order of their revisions. Delivery: a node that is
 * subscribed to a channel on the {@link io.bush.realtime.bus.Bus} gets its changes, or is told that something may be lost;
 * others may get them. Leases are counted on the store's clock, and the end of one depends on no other. A stage completes
 * within the back end's own time-out; it may complete on any thread, also inline. Thread safety: implementations must allow
 * any thread.
 */
public interface PresenceStore {

    /**
     * Sets the one listener of this node. Called once, before anything else.
     *
     * @param listener receives every change
     */
    void listen(PresenceListener listener);

    /**
     * Says that a connection is in a channel and what its user does there. Replaces what the same connection said before
     * and begins its lease anew.
     *
     * @param channel where
     * @param holder whose connection
     * @param state an object with a {@link PresenceStatus}
     * @param lease how long it holds unless renewed
     * @return completes when it is stored and announced
     */
    CompletionStage<Void> update(Channel channel, PresenceHolder holder, Payload state, Duration lease);

    /**
     * Says that a connection leaves a channel. Leaving where it is not does nothing.
     *
     * @param channel where
     * @param holder whose connection
     * @param grace zero to leave at once; else the lease ends after this time, and no renewal makes it longer
     * @return completes when it is stored and announced
     */
    CompletionStage<Void> leave(Channel channel, PresenceHolder holder, Duration grace);

    /**
     * Begins the leases of a connection anew. Announces nothing, and brings back nobody whose lease has ended. Where the
     * store has less than was said, because it lost the last calls with a server, nothing is renewed either.
     *
     * @param holder whose connection; its sequence has no meaning here
     * @param said where it is present, each with the sequence of what it said there last
     * @param lease how long they hold from now
     * @return the channels in which what the connection said has to be said again, because it is not present there any more
     *     or was with an older state; in the order given
     */
    CompletionStage<List<Channel>> renew(PresenceHolder holder, Map<Channel, Long> said, Duration lease);

    /**
     * Ends the leases of a channel that have run out and announces who left: of several nodes that do it at the same time
     * one does.
     *
     * @param channel where
     * @return how long until the next lease of the channel runs out; empty when it has none
     */
    CompletionStage<Optional<Duration>> sweep(Channel channel);

    /**
     * Returns who is in a channel; nobody whose lease has run out.
     *
     * @param channel where
     * @return everybody, and the revision that later changes follow. When nobody is there, a revision that is greater than
     *     every earlier one of the channel and smaller than every later one
     */
    CompletionStage<PresenceSnapshot> snapshot(Channel channel);
}
