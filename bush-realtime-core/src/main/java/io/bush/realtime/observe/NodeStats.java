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
 * @param channels channels with a subscriber here
 * @param subscriptions subscriptions here
 * @param subscribersByChannel subscribers of each channel, by channel; at most the 1,000 first in order
 * @param queuedBytes bytes waiting for slow sockets
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
        Calls calls,
        Counts events,
        Map<String, Integer> transportPaths) {

    /** Copies the maps, sorted. */
    public NodeStats {
        subscribersByChannel = new TreeMap<>(subscribersByChannel);
        transportPaths = new TreeMap<>(transportPaths);
    }

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
     * @param delivered frames of events handed to sockets' queues
     * @param messagesIn client frames
     * @param limiterHits refused frames
     * @param resets resets sent
     * @param closed connections that ended
     */
    public record Counts(long published, long delivered, long messagesIn, long limiterHits, long resets, long closed) {}
}
