package io.bush.realtime.observe;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.eventlog.ResetReason;
import io.bush.realtime.protocol.ErrorCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Hears what a node does, for metrics, logs and the later question "why did X not get Y?". Every method is empty by
 * default.
 *
 * <p>Called on lanes, in order for one connection; must return quickly and must not call back into the node. What it
 * throws is caught and dropped. No argument ever holds a token or a client's raw text. Thread safety: implementations
 * must allow several threads.
 */
public interface RealtimeListener {

    /** A listener that does nothing. */
    RealtimeListener NONE = new RealtimeListener() {};

    /** Why something meant for a connection did not reach it. */
    enum DropReason {
        /** A newer volatile event with the same key took its place. */
        CONFLATED,
        /** A volatile event came while the connection's queue was full, or the subscription was catching up. */
        BEHIND,
        /** The subscription's patterns do not want it. */
        FILTERED,
        /** The publisher excepted this connection or user. */
        EXCEPTED,
        /** The event has no guest view. */
        NOT_FOR_GUESTS,
        /** The subscription ended before it was sent. */
        SUBSCRIPTION_ENDED,
        /** Delivery is held because access could not be confirmed. */
        HELD
    }

    /**
     * A socket opened; it need not be authenticated yet.
     *
     * @param connectionId which
     */
    default void opened(String connectionId) {}

    /**
     * A connection knows who it serves.
     *
     * @param connectionId which
     * @param principalId user or guest id
     */
    default void authenticated(String connectionId, String principalId) {}

    /**
     * A connection ended.
     *
     * @param connectionId which
     * @param code the close code; 1006 when the socket was lost
     * @param lasted how long it was open
     */
    default void closed(String connectionId, int code, Duration lasted) {}

    /**
     * A client's frame came in.
     *
     * @param connectionId from which
     * @param bytes its size
     */
    default void messageIn(String connectionId, int bytes) {}

    /**
     * Frames left in one write.
     *
     * @param connectionId to which
     * @param frames how many
     * @param bytes their size
     */
    default void messagesOut(String connectionId, int frames, int bytes) {}

    /**
     * A valid action is about to be done.
     *
     * @param connectionId of which
     * @param action its name
     */
    default void action(String connectionId, String action) {}

    /**
     * An {@code error} frame was sent.
     *
     * @param connectionId to which
     * @param code which error
     */
    default void error(String connectionId, ErrorCode code) {}

    /**
     * A frame was refused by a rate limit.
     *
     * @param connectionId of which
     * @param limit which limit
     */
    default void limiterHit(String connectionId, String limit) {}

    /**
     * A connection was silent for a whole heartbeat interval.
     *
     * @param connectionId which
     * @param inARow how many intervals in a row
     */
    default void heartbeatMissed(String connectionId, int inARow) {}

    /**
     * A subscription stopped queueing because its connection is behind; it will be served from the log.
     *
     * @param connectionId which
     * @param channel which
     */
    default void spilled(String connectionId, Channel channel) {}

    /**
     * Something meant for a connection was not sent to it.
     *
     * @param connectionId which
     * @param channel which
     * @param event the event's name; null when several were dropped together
     * @param reason why
     */
    default void dropped(String connectionId, Channel channel, @Nullable String event, DropReason reason) {}

    /**
     * A subscription was told to fetch the whole state.
     *
     * @param connectionId which
     * @param channel which
     * @param reason why
     */
    default void reset(String connectionId, Channel channel, ResetReason reason) {}

    /**
     * A subscription is level with its channel after reading the log.
     *
     * @param connectionId which
     * @param channel which
     * @param events how many events it was sent
     * @param took since it began
     */
    default void caughtUp(String connectionId, Channel channel, int events, Duration took) {}

    /**
     * A subscription was confirmed.
     *
     * @param connectionId which
     * @param channel which
     */
    default void subscribed(String connectionId, Channel channel) {}

    /**
     * A subscription ended.
     *
     * @param connectionId which
     * @param channel which
     * @param cause for example {@code unsubscribed}, {@code closed} or a revoke reason
     */
    default void unsubscribed(String connectionId, Channel channel, String cause) {}

    /**
     * A publish has a result.
     *
     * @param channel where to
     * @param event the event's name
     * @param outcome for example {@code durable}, {@code volatile}, {@code localonly} or {@code rejected}
     */
    default void published(Channel channel, String event, String outcome) {}

    /**
     * A call of a registered method is over: answered, or its connection ended first.
     *
     * @param connectionId of which
     * @param method what was called
     * @param outcome {@code result}, an error's code, or {@code closed}
     * @param took since the call came in
     */
    default void called(String connectionId, String method, String outcome, Duration took) {}

    /**
     * A poll was answered, or refused.
     *
     * @param httpStatus with which status
     * @param channels about how many channels; 0 when it was refused as a whole
     * @param events how many events it was sent
     * @param took since it came in
     */
    default void polled(int httpStatus, int channels, int events, Duration took) {}

    /**
     * What the nodes share cannot be reached any more: the clients are told, and what §7 of the contract says holds.
     *
     * @param cause what the back end gave as the reason
     */
    default void degraded(Throwable cause) {}

    /**
     * The outage is over, and everything is repaired or reset.
     *
     * @param lasted since {@link #degraded}
     */
    default void restored(Duration lasted) {}

    /**
     * Events of a channel had reached this node's subscribers only; now a new epoch has begun since, so that everybody fetches
     * its state.
     *
     * @param channel which
     */
    default void startedAnew(Channel channel) {}

    /**
     * The application's or a back end's code failed; the node went on.
     *
     * @param where which callback or SPI
     * @param failure what it threw
     */
    default void failed(String where, Throwable failure) {}
}
