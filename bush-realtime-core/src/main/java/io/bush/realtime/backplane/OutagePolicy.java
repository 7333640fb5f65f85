package io.bush.realtime.backplane;

/** What a node does with publishes and subscribes it cannot bring to the back end (contract §7). */
public enum OutagePolicy {
    /**
     * The default. What is published reaches the subscribers of this node only, without an id; who subscribes is confirmed
     * without a position. When the back end is back, everybody everywhere is told to fetch the state of such a channel again.
     */
    DELIVER_LOCALLY,
    /** Publishes and subscribes are refused as temporarily unavailable; the subscriptions there are stay. */
    REJECT
}
