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

    private final Heartbeat heartbeat;
    private long nextPing;
    private long lastPing;
    private boolean pinged;
    private int missed;

    Liveness(Heartbeat heartbeat, long firstPing) {
        this.heartbeat = heartbeat;
        this.nextPing = firstPing;
    }

    Due check(long now, long lastInbound) {
        if (now - nextPing < 0) {
            return Due.NOTHING;
        }
        missed = pinged && lastInbound - lastPing < 0 ? missed + 1 : 0;
        if (missed >= heartbeat.missedPongs()) {
            return Due.DEAD;
        }
        pinged = true;
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
