package io.bush.realtime.it.faults.history;

import io.bush.realtime.channel.Channel;

/**
 * One try to publish an event; an event may be tried several times under its key.
 *
 * @param n the event, a number of its own, which is also its idempotency key
 * @param channel where to
 * @param node on which node
 * @param from when it was called, in monotonic nanoseconds
 * @param wallMillis what the wall clock showed then
 * @param to when the answer came
 * @param outcome what the answer was
 * @param eventId the id in the answer; empty when there was none
 */
public record Attempt(
        int n, Channel channel, String node, long from, long wallMillis, long to, Outcome outcome, String eventId) {

    /** What an answer was. */
    public enum Outcome {
        /** Logged and announced. */
        DURABLE,
        /** Delivered on its node only. */
        LOCAL_ONLY,
        /** Certainly not sent. */
        REJECTED,
        /** Nobody knows. */
        UNKNOWN
    }
}
