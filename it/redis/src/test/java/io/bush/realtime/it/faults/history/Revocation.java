package io.bush.realtime.it.faults.history;

/**
 * A user's access was taken back.
 *
 * @param user whose
 * @param node on which node it was said
 * @param from when, in monotonic nanoseconds
 * @param to when the node answered
 * @param recorded whether every node will hear of it from the log
 */
public record Revocation(String user, String node, long from, long to, boolean recorded) {}
