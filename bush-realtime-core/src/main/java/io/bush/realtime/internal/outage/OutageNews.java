package io.bush.realtime.internal.outage;

import java.time.Instant;

/**
 * What clients are told of an outage. Thread safety: immutable.
 *
 * @param outage counts the outages of the node, from 1; 0 before the first
 * @param turn whether it began or is over
 * @param since when, by the wall clock
 */
public record OutageNews(int outage, Turn turn, Instant since) {

    /** Which way it went. */
    public enum Turn {
        /** The back end cannot be reached. */
        DEGRADED,
        /** It can be reached, and everything is as if it had never been away. */
        RESTORED
    }
}
