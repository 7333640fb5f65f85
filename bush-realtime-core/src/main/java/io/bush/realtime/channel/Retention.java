package io.bush.realtime.channel;

import java.time.Duration;

/**
 * How much of a channel's past the event log keeps (contract §3.7 and §5). Thread safety: immutable.
 *
 * @param maxEvents newest events kept, 1 to 100,000; default 1,000
 * @param maxAge how long each event is kept after it was stored, 1 s to 7 days; default 1 hour
 * @param headAge how long the channel's newest position is remembered after its last use, at least {@code maxAge}, at
 *     most 366 days; default 7 days
 */
public record Retention(int maxEvents, Duration maxAge, Duration headAge) {

    /** The contract's defaults: 1,000 events, 1 hour, head 7 days. */
    public static final Retention DEFAULT = new Retention(1_000, Duration.ofHours(1), Duration.ofDays(7));

    /** Refuses values outside the stated ranges; the message names the setting, the value and the range. */
    public Retention {
        if (maxEvents < 1 || maxEvents > 100_000) {
            throw new IllegalArgumentException("retention.maxEvents is " + maxEvents + ", allowed: 1 to 100000");
        }
        if (maxAge.compareTo(Duration.ofSeconds(1)) < 0 || maxAge.compareTo(Duration.ofDays(7)) > 0) {
            throw new IllegalArgumentException("retention.maxAge is " + maxAge + ", allowed: PT1S to PT168H");
        }
        if (headAge.compareTo(maxAge) < 0 || headAge.compareTo(Duration.ofDays(366)) > 0) {
            throw new IllegalArgumentException(
                    "retention.headAge is " + headAge + ", allowed: maxAge (" + maxAge + ") to PT8784H");
        }
    }
}
