package io.bush.realtime.ratelimit;

import io.bush.realtime.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** A clock whose two sides a test moves by hand, each alone. */
final class SteppedClock implements Clock {
    /** Close to the overflow, so that every test crosses it. */
    private long nanos = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();

    private Instant wall = Instant.parse("2026-01-15T10:30:00Z");

    void advance(Duration by) {
        nanos += by.toNanos();
    }

    void setWall(Instant to) {
        wall = to;
    }

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public Instant wallTime() {
        return wall;
    }
}
