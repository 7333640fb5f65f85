package io.bush.realtime.internal.connection;

import io.bush.realtime.transport.Heartbeat;

/**
 * When to ping, and when silence has lasted too long (contract §5). Any inbound frame counts as a pong. Thread safety: on
 * the connection's lane only.
 */
final class Liveness {

    /** What is due. */
    enum Due {
        /** Nothing yet. */
        NOTHING,
        /** A ping. */
        PING,
        /** A ping, and the last one was not answered. */
        MISSED,
        /** The end: too many were not answered. */
        DEAD
    }

    private long nextPing;
    /** When the last ping was; before the first one, when the connection was opened. */
    private long lastPing;

    private int missed;

    Liveness(long openedAt, long firstPing) {
        this.lastPing = openedAt;
        this.nextPing = firstPing;
    }

    Due check(Heartbeat heartbeat, long now, long lastInbound) {
        if (now - nextPing < 0) {
            return Due.NOTHING;
        }
        missed = lastInbound - lastPing < 0 ? missed + 1 : 0;
        if (missed >= heartbeat.missedPongs()) {
            return Due.DEAD;
        }
        lastPing = now;
        nextPing = now + heartbeat.interval().toNanos();
        return missed == 0 ? Due.PING : Due.MISSED;
    }

    long nextPing() {
        return nextPing;
    }

    int missed() {
        return missed;
    }
}
