package io.bush.realtime.transport;

import java.time.Duration;

/**
 * How the server notices that a client is gone (contract §5). Thread safety: immutable.
 *
 * @param interval time between two pings, 1 s to 10 min; default 30 s. The first one comes after a random part of it
 * @param missedPongs how many intervals without any inbound frame end the connection, 1 to 10; default 2
 */
public record Heartbeat(Duration interval, int missedPongs) {

    /** The contract's defaults: 30 s and 2. */
    public static final Heartbeat DEFAULT = new Heartbeat(Duration.ofSeconds(30), 2);

    /** Refuses values outside the ranges. */
    public Heartbeat {
        if (interval.compareTo(Duration.ofSeconds(1)) < 0 || interval.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException("heartbeat.interval is " + interval + ", allowed: PT1S to PT10M");
        }
        if (missedPongs < 1 || missedPongs > 10) {
            throw new IllegalArgumentException("heartbeat.missedPongs is " + missedPongs + ", allowed: 1 to 10");
        }
    }
}
