package io.bush.realtime.observe;

import io.bush.realtime.channel.Channel;
import java.util.Map;
import java.util.TreeMap;

/**
 * A node's figures at one moment. Thread safety: immutable.
 *
 * @param connections open sockets
 * @param unauthenticated those without a valid token yet
 * @param users distinct users with a connection here
 * @param channels channels that are followed here, because somebody has subscribed or is about to
 * @param subscriptions subscriptions here
 * @param subscribersByChannel subscribers of each channel, 0 while the first is being let in; at most the 1,000 first in
 *     order
 * @param queuedBytes bytes waiting for slow sockets
 * @param reading how the log was read
 * @param calls calls under way and remembered answers
 * @param events running counts since the node was built
 * @param transportPaths open connections by the way they are written to, for example {@code portable}
 */
public record NodeStats(
        int connections,
        int unauthenticated,
        int users,
        int channels,
        int subscriptions,
        Map<Channel, Integer> subscribersByChannel,
        long queuedBytes,
        Reading reading,
        Calls calls,
        Counts events,
        Map<String, Integer> transportPaths) {

    /** Copies the maps, sorted. */
    public NodeStats {
        subscribersByChannel = new TreeMap<>(subscribersByChannel);
        transportPaths = new TreeMap<>(transportPaths);
    }

    /**
     * Readings of the log since the node was built, and now. Whoever wants the same at the same time shares one.
     *
     * @param asked readings that somebody wanted: a client that came back, a channel that was behind, a poll
     * @param done readings of the log that this took
     * @param underWay questions to log and stores that are being answered
     * @param waiting questions that wait because too many are under way
     */
    public record Reading(long asked, long done, int underWay, int waiting) {}

    /**
     * Calls at this moment.
     *
     * @param pending those that clients wait for
     * @param remembered those with an idempotency id, under way or answered
     * @param rememberedBytes what the remembered ones count for
     */
    public record Calls(int pending, int remembered, long rememberedBytes) {}

    /**
     * Running counts.
     *
     * @param published events published here
     * @param localOnly those of them that reached this node's subscribers only
     * @param delivered frames of events handed to sockets' queues
     * @param messagesIn client frames
     * @param limiterHits refused frames
     * @param resets resets sent
     * @param closed connections that ended
     */
    public record Counts(
            long published,
            long localOnly,
            long delivered,
            long messagesIn,
            long limiterHits,
            long resets,
            long closed) {}
}
