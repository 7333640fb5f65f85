package io.bush.examples.dialects;

import io.bush.realtime.RealtimeSettings;
import io.bush.realtime.ratelimit.RateLimits;
import io.bush.realtime.transport.ConnectionLimits;
import java.time.Duration;

/** The node's settings for the seeds: one hub has one set of them. */
final class Figures {

    /** Seed 003: most devices of one user. The others name no number. */
    private static final int DEVICES = 5;

    /** Seed 003: largest message. The largest that any seed needs; 002's 16 MB are for nothing that it sends. */
    private static final int MESSAGE_BYTES = 64 * 1024;

    /** As many frames as there may be subscriptions, and a few more. */
    private static final int SUBSCRIBES = 60;

    static final RealtimeSettings OF_THE_SEEDS =
            RealtimeSettings.DEFAULT.with(limits(ConnectionLimits.DEFAULT)).with(rates(RateLimits.DEFAULT));

    private Figures() {}

    private static ConnectionLimits limits(ConnectionLimits usual) {
        return new ConnectionLimits(
                DEVICES,
                usual.perShare(),
                usual.subscriptions(),
                MESSAGE_BYTES,
                usual.authDeadline(),
                usual.unauthenticated(),
                usual.failedAuthsPerMinute(),
                usual.attemptsPerMinute());
    }

    /** The clients of 002, 003 and 004 name one room or pattern in a frame, so that they need more frames than a batch. */
    private static RateLimits rates(RateLimits usual) {
        return new RateLimits(
                usual.messages(),
                new RateLimits.Limit(SUBSCRIBES, Duration.ofSeconds(60)),
                usual.presence(),
                usual.locks(),
                usual.signals(),
                usual.hits(),
                usual.invalid());
    }
}
