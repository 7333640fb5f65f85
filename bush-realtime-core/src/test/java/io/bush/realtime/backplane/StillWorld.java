package io.bush.realtime.backplane;

import io.bush.realtime.time.Clock;
import io.bush.realtime.time.NodeRuntime;
import io.bush.realtime.time.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Time that stands still until a test moves it; what is scheduled runs when its time comes, on the test's thread. */
final class StillWorld implements Clock, Scheduler {
    private final List<Planned> planned = new ArrayList<>();
    private long nanos = Long.MAX_VALUE - Duration.ofMinutes(3).toNanos();
    private Instant wall = Instant.parse("2026-01-15T10:30:00Z");

    private record Planned(long atNanos, Runnable task) {}

    NodeRuntime runtime() {
        return new NodeRuntime(this, this, Runnable::run, new Random(1));
    }

    /** Moves the monotonic clock only. */
    void advance(Duration by) {
        long until = nanos + by.toNanos();
        while (!planned.isEmpty() && planned.get(0).atNanos() - until <= 0) {
            Planned next = planned.remove(0);
            nanos = next.atNanos();
            next.task().run();
        }
        nanos = until;
    }

    void setWall(Instant to) {
        wall = to;
    }

    int pending() {
        return planned.size();
    }

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public Instant wallTime() {
        return wall;
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
        Planned entry = new Planned(nanos + delay.toNanos(), task);
        planned.add(entry);
        planned.sort((a, b) -> Long.signum(a.atNanos() - b.atNanos()));
        return () -> planned.remove(entry);
    }
}
