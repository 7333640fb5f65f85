package io.bush.realtime.auth;

import java.time.Duration;

/**
 * When permissions are asked for, and how long an answer may take (contract §3.9). Thread safety: immutable.
 *
 * @param askDeadline how long an authenticator or authorizer may take, 100 ms to 60 s; default 5 s
 * @param recheckInterval how often each subscription is authorised again, 10 s to 1 day; default 5 min
 * @param secondLook how long after a permission change it is asked a second time, because replicas may be stale, 0 to 60
 *     s; default 5 s
 * @param unavailableAfter how long delivery is held while a re-check gets no answer before the subscription is revoked,
 *     1 s to 10 min; default 30 s
 */
public record AccessTiming(
        Duration askDeadline, Duration recheckInterval, Duration secondLook, Duration unavailableAfter) {

    /** The contract's defaults. */
    public static final AccessTiming DEFAULT = new AccessTiming(
            Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofSeconds(5), Duration.ofSeconds(30));

    /** Refuses values outside the ranges. */
    public AccessTiming {
        check("askDeadline", askDeadline, Duration.ofMillis(100), Duration.ofSeconds(60));
        check("recheckInterval", recheckInterval, Duration.ofSeconds(10), Duration.ofDays(1));
        check("secondLook", secondLook, Duration.ZERO, Duration.ofSeconds(60));
        check("unavailableAfter", unavailableAfter, Duration.ofSeconds(1), Duration.ofMinutes(10));
    }

    private static void check(String setting, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "access." + setting + " is " + value + ", allowed: " + least + " to " + most);
        }
    }
}
