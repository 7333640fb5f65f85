package io.bush.realtime.presence;

import java.time.Duration;

/**
 * Timing and size of presence (contract §3.10). Thread safety: immutable.
 *
 * @param lease how long a connection stays present without a sign of life, 10 s to 1 h; default 60 s. Where the heartbeat
 *     is so slow that this is less than two of its intervals, those count
 * @param grace how long a user whose connection dropped is still shown, 0 to 60 s; default 5 s. Unsubscribing and closing
 *     in order take effect at once
 * @param crowd up to how many users each one's changes are sent, 1 to 1,000; default 100. Above, everybody gets the first
 *     few and the number
 * @param crowdShown how many users of a crowd are shown, 1 to 100; default 5
 * @param crowdInterval how often a crowd is shown at most, 1 s to 5 min; default 5 s
 * @param signallers up to how many subscribers a channel's signals are passed on, 1 to 100,000; default 200. Above, they
 *     are refused
 */
public record PresenceSettings(
        Duration lease, Duration grace, int crowd, int crowdShown, Duration crowdInterval, int signallers) {

    /** The contract's defaults. */
    public static final PresenceSettings DEFAULT =
            new PresenceSettings(Duration.ofSeconds(60), Duration.ofSeconds(5), 100, 5, Duration.ofSeconds(5), 200);

    /** Refuses values outside the ranges. */
    public PresenceSettings {
        check("lease", lease, Duration.ofSeconds(10), Duration.ofHours(1));
        check("grace", grace, Duration.ZERO, Duration.ofSeconds(60));
        check("crowd", crowd, 1_000);
        check("crowdShown", crowdShown, 100);
        check("crowdInterval", crowdInterval, Duration.ofSeconds(1), Duration.ofMinutes(5));
        check("signallers", signallers, 100_000);
    }

    private static void check(String setting, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "presence." + setting + " is " + value + ", allowed: " + least + " to " + most);
        }
    }

    private static void check(String setting, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException("presence." + setting + " is " + value + ", allowed: 1 to " + most);
        }
    }
}
