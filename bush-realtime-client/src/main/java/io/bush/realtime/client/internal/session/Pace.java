package io.bush.realtime.client.internal.session;

/** Which of the server's limits a frame counts for (contract §3.4). In the order in which frames leave. */
public enum Pace {
    /** Small and urgent: pings, tokens, unsubscribes, releases and renewals of locks. */
    FIRST,
    /** {@code subscribe} frames. */
    SUBSCRIBE,
    /** {@code comment.lock} frames. */
    LOCK,
    /** {@code call} frames; leave a reserve to what comes first. */
    CALL,
    /** {@code presence} frames; leave a reserve, too. */
    PRESENCE,
    /** {@code signal} frames, which have a limit of their own. */
    SIGNAL
}
