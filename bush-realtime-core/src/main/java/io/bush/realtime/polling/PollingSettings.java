package io.bush.realtime.polling;

import io.bush.realtime.ratelimit.RateLimits.Limit;
import java.time.Duration;
import java.util.Objects;

/**
 * How often clients may poll, and how often they are told to (contract §3.16). Thread safety: immutable.
 *
 * @param requests polls of one user, over all its tabs, or of one address for the guests of a share; default 120 in 60 s
 * @param activeInterval when a client that somebody looks at is told to come again, 1 s to 1 h; default 10 s
 * @param backgroundInterval the same for a client in the background, 1 s to 1 h; default 60 s
 * @param underWay most polls of this node that are being answered or written, 1 to 100,000; default 256. An answer to
 *     many channels can take 2 MiB
 * @param underWayPerUser most of them of one user, or of one address for the guests of a share, 1 to 1,000; default 8
 * @param deadline how long an answer may take, 1 s to 5 min; default 10 s
 */
public record PollingSettings(
        Limit requests,
        Duration activeInterval,
        Duration backgroundInterval,
        int underWay,
        int underWayPerUser,
        Duration deadline) {

    /** The contract's defaults. */
    public static final PollingSettings DEFAULT = new PollingSettings(
            new Limit(120, Duration.ofSeconds(60)),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            256,
            8,
            Duration.ofSeconds(10));

    /** Refuses values outside the ranges. */
    public PollingSettings {
        Objects.requireNonNull(requests, "polling.requests");
        check("activeInterval", activeInterval, Duration.ofSeconds(1), Duration.ofHours(1));
        check("backgroundInterval", backgroundInterval, Duration.ofSeconds(1), Duration.ofHours(1));
        check("underWay", underWay, 100_000);
        check("underWayPerUser", underWayPerUser, 1_000);
        check("deadline", deadline, Duration.ofSeconds(1), Duration.ofMinutes(5));
    }

    /**
     * Returns this with other intervals.
     *
     * @param active for clients that somebody looks at
     * @param background for the others
     * @return the changed copy
     */
    public PollingSettings withIntervals(Duration active, Duration background) {
        return new PollingSettings(requests, active, background, underWay, underWayPerUser, deadline);
    }

    /**
     * Returns this with another rate limit.
     *
     * @param changed so many in so long
     * @return the changed copy
     */
    public PollingSettings withRequests(Limit changed) {
        return new PollingSettings(changed, activeInterval, backgroundInterval, underWay, underWayPerUser, deadline);
    }

    /**
     * Returns when a client is told to come again.
     *
     * @param activity how much it needs
     * @return the interval
     */
    public Duration interval(PollRequest.Activity activity) {
        return activity == PollRequest.Activity.ACTIVE ? activeInterval : backgroundInterval;
    }

    private static void check(String setting, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "polling." + setting + " is " + value + ", allowed: " + least + " to " + most);
        }
    }

    private static void check(String setting, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException("polling." + setting + " is " + value + ", allowed: 1 to " + most);
        }
    }
}
