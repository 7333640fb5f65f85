package io.bush.realtime;

import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.lock.EditLocks;
import io.bush.realtime.observe.Health;
import io.bush.realtime.observe.LimiterFigures;
import io.bush.realtime.observe.NodeStats;
import io.bush.realtime.presence.PresentUser;
import io.bush.realtime.protocol.CloseCode;
import io.bush.realtime.protocol.Dialect;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * One server process's part of the real-time layer: the object an application builds once, publishes on, and closes.
 *
 * <p>No method blocks, except {@link #close}. Stages complete on a lane of the node, or inline; code hung on them must not
 * block. Thread safety: safe for use by any thread.
 */
public interface RealtimeNode extends EventPublisher, AutoCloseable {

    /**
     * Starts describing a node.
     *
     * @return a builder with the contract's defaults
     */
    static RealtimeNodeBuilder builder() {
        return new RealtimeNodeBuilder();
    }

    /**
     * {@inheritDoc}
     *
     * <p>What the back end certainly did not take reaches this node's subscribers ({@link PublishResult.LocalOnly}), or nobody,
     * by {@link io.bush.realtime.backplane.OutagePolicy}.
     */
    @Override
    CompletionStage<PublishResult> publish(Publication publication);

    /**
     * Tells whether a user has a connection to any node.
     *
     * @param userId the user
     * @return true while at least one connection lease is held; fails with
     *     {@link io.bush.realtime.backplane.RealtimeException} when the back end cannot be asked
     */
    CompletionStage<Boolean> isOnline(String userId);

    /**
     * Returns a channel's newest position for a snapshot join (contract §3.18): read it <em>before</em> the database, hand
     * it out with the page, and the client subscribes with it as {@code since_event_id}.
     *
     * @param channel the channel
     * @return the {@code event_id}; empty in an outage
     */
    CompletionStage<Optional<String>> position(Channel channel);

    /**
     * Tells who is present in a channel, over all nodes.
     *
     * @param channel the channel
     * @return everybody, in the order in which they appeared; fails with
     *     {@link io.bush.realtime.backplane.RealtimeException} when the back end cannot be asked
     * @throws IllegalArgumentException at once, when the channel's type is unknown or its id malformed
     */
    CompletionStage<List<PresentUser>> present(Channel channel);

    /**
     * Returns the locks: to check a token before the application saves what was locked, and to lock what it edits itself.
     *
     * @return the locks
     */
    EditLocks locks();

    /**
     * Says that permissions changed: every matching subscription is authorised again, at once and after a few seconds, and
     * ended if access is denied (contract §3.9).
     *
     * @param who which subscriptions
     * @return whether the change is recorded, when it is in force on this node: within about a second, ahead of whatever comes
     *     to its connections from then on; the stage does not fail
     */
    CompletionStage<AccessChange> permissionsChanged(AccessSelector who);

    /**
     * Ends every matching subscription at once, without asking.
     *
     * @param who which subscriptions
     * @return whether the change is recorded, when it is in force on this node: within about a second, ahead of whatever comes
     *     to its connections from then on; the stage does not fail
     */
    CompletionStage<AccessChange> revoke(AccessSelector who);

    /**
     * Ends every subscription of a channel after it was sent everything published so far: what the channel was about is
     * deleted.
     *
     * @param channel the channel
     * @return whether the change is recorded, when it is in force on this node: within about a second, ahead of whatever comes
     *     to its connections from then on; the stage does not fail
     */
    CompletionStage<AccessChange> closeChannel(Channel channel);

    /**
     * Closes every connection of a user.
     *
     * @param userId the user
     * @param code why
     * @return whether the order is recorded, when it is in force on this node; the stage does not fail
     */
    CompletionStage<AccessChange> disconnectUser(String userId, CloseCode code);

    /**
     * Closes one connection of this node.
     *
     * @param connectionId which
     * @param code why
     * @return true when it was open here
     */
    boolean disconnect(String connectionId, CloseCode code);

    /**
     * Whether a change of access is safe (contract §3.9). In either case the node that was asked acts on it within a
     * second.
     */
    enum AccessChange {
        /**
         * Recorded in the log that every node follows. A node with a healthy bus has acted on it within a second; one
         * that missed it reads it later, and one that cannot tell whether it missed something authorises each
         * subscription before it delivers to it again.
         */
        RECORDED,
        /**
         * The back end did not take it: it is in force on this node, and kept to be recorded as soon as the back end is
         * back. Equal ones are kept once; beyond 1,000 different ones every node will be told to authorise everything
         * again. What is kept is lost when the node is closed or its process dies before, so an application that cannot
         * accept that calls again later.
         */
        KEPT_FOR_LATER
    }

    /**
     * Returns this node's figures.
     *
     * @return a snapshot
     */
    NodeStats stats();

    /**
     * Returns a connection's rate limits.
     *
     * @param connectionId which
     * @return the figures, or empty when it is not open here
     */
    CompletionStage<Optional<LimiterFigures>> limiterFigures(String connectionId);

    /**
     * Frees a connection's rate limits.
     *
     * @param connectionId which
     * @return true when it is open here
     */
    boolean resetLimits(String connectionId);

    /**
     * Tells whether the node can do its work.
     *
     * @return the health
     */
    Health health();

    /**
     * Returns the gate for adapters.
     *
     * @return the gate; its sockets speak the canonical dialect
     */
    ConnectionGate gate();

    /**
     * Returns a gate whose sockets speak another dialect, to be mounted at a path of its own (contract §3.19). Everything
     * else is the same: one node, its channels, limits and permissions. Polls are answered in the canonical dialect.
     *
     * @param dialect how its clients speak; one object for all gates of a dialect, because what is encoded is shared by
     *     those who have the same one
     * @return a gate that lives as long as the node
     */
    ConnectionGate gate(Dialect dialect);

    /**
     * Lets the node run dry before it is closed (contract P11): no new connections, every client is told when to come back
     * (spread over the time), queues are flushed, then everybody is closed 1012.
     *
     * @param within how long it may take, 0 to 1 hour
     * @return completes when no connection is left and every socket has ended, at the latest a second after everybody was
     *     closed, which is after {@code within}
     */
    CompletionStage<Void> drain(Duration within);

    /**
     * Ends the node: closes every connection 1001 and releases everything it holds. Leaves no thread, timer or
     * subscription. Publishes accepted before are in the log. Closing twice does nothing. Must not be called on a lane.
     */
    @Override
    void close();
}
