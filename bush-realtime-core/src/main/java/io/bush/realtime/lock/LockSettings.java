package io.bush.realtime.lock;

import java.time.Duration;

/**
 * Timing and number of locks (contract §3.11, §5). Thread safety: immutable.
 *
 * @param ttl how long a lock holds unless renewed, 5 s to 10 min; default 30 s
 * @param perUser most locks a user may hold, 1 to 1,000; default 10
 */
public record LockSettings(Duration ttl, int perUser) {

    /** The contract's defaults. */
    public static final LockSettings DEFAULT = new LockSettings(Duration.ofSeconds(30), 10);

    /** Refuses values outside the ranges. */
    public LockSettings {
        if (ttl.compareTo(Duration.ofSeconds(5)) < 0 || ttl.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException("locks.ttl is " + ttl + ", allowed: PT5S to PT10M");
        }
        if (perUser < 1 || perUser > 1_000) {
            throw new IllegalArgumentException("locks.perUser is " + perUser + ", allowed: 1 to 1000");
        }
    }
}
