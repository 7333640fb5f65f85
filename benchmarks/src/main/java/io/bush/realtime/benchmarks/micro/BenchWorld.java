package io.bush.realtime.benchmarks.micro;

import io.bush.realtime.time.Clock;
import io.bush.realtime.time.NodeRuntime;
import io.bush.realtime.time.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;

/**
 * A node's world on the caller's thread: tasks wait until {@link #pump}, timers fire only in {@link #pass}. What is published before a
 * pump leaves as one round, as on a busy lane. Thread safety: for one thread.
 */
public final class BenchWorld implements Clock, Scheduler, Executor {

    private static final Instant WALL = Instant.parse("2026-01-15T10:30:00Z");

    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(Timer::due));
    private long nanos = 1_000_000_000L;

    private record Timer(long due, Runnable task) {}

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

    /**
     * Lets time pass, with everything that happens then.
     *
     * @param more how much
     */
    public void pass(Duration more) {
        long end = nanos + more.toNanos();
        Timer next = timers.peek();
        while (next != null && next.due() <= end) {
            timers.remove(next);
            nanos = Math.max(nanos, next.due());
            next.task().run();
            pump();
            next = timers.peek();
        }
        nanos = end;
    }

    @Override
    public void execute(Runnable task) {
        tasks.addLast(task);
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
        Timer timer = new Timer(nanos + delay.toNanos(), task);
        timers.add(timer);
        return () -> timers.remove(timer);
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
