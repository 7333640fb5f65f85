package io.bush.realtime.benchmarks.micro;

import io.bush.realtime.time.Clock;
import io.bush.realtime.time.NodeRuntime;
import io.bush.realtime.time.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;

/**
 * A node's world on the caller's thread: tasks wait until {@link #pump}, timers never fire. What is published before a
 * pump leaves as one round, as on a busy lane. Thread safety: for one thread.
 */
public final class BenchWorld implements Clock, Scheduler, Executor {

    private static final Instant WALL = Instant.parse("2026-01-15T10:30:00Z");

    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private long nanos = 1_000_000_000L;

    /** Makes a world. */
    public BenchWorld() {}

    /**
     * Returns this as a runtime.
     *
     * @return the runtime
     */
    public NodeRuntime runtime() {
        return new NodeRuntime(this, this, this, new SplittableRandom(42));
    }

    /** Runs everything that waits, and what that makes wait. */
    public void pump() {
        Runnable task = tasks.pollFirst();
        while (task != null) {
            task.run();
            task = tasks.pollFirst();
        }
    }

    /**
     * Lets time pass.
     *
     * @param more how much
     */
    public void advance(Duration more) {
        nanos += more.toNanos();
    }

    @Override
    public void execute(Runnable task) {
        tasks.addLast(task);
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
        return () -> {};
    }

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public Instant wallTime() {
        return WALL;
    }
}
