package io.bush.realtime.testkit;

import io.bush.realtime.time.Clock;
import io.bush.realtime.time.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Time that stands still until a test moves it: both clocks of a node and its scheduler.
 *
 * <p>The monotonic and the wall clock are kept apart, so that code which mixes them shows: {@link #advance} moves both,
 * {@link #setWall} and {@link #jumpWall} only the wall. Due tasks run on the thread that advances, in the order of their
 * times, those of equal times in the order in which they were scheduled; each sees its own due time on the clock. Thread
 * safety: safe for use by any thread, but only one may advance.
 */
public final class ManualTime implements Clock, Scheduler {

    /** Where the wall clock stands at first. */
    public static final Instant START = Instant.parse("2026-01-15T10:30:00Z");

    /** What waits, next first. Guarded by this object's monitor. */
    private final PriorityQueue<Planned> planned = new PriorityQueue<>();
    /** The monotonic clock, in nanoseconds since the start. Guarded by this object's monitor. */
    private long elapsedNanos;
    /** What the wall clock showed at the start, moved by every jump. Guarded by this object's monitor. */
    private Instant wallAtStart = START;
    /** Number of the next task. Guarded by this object's monitor. */
    private long nextNumber;

    private record Planned(long atNanos, long number, Runnable task) implements Comparable<Planned> {
        @Override
        public int compareTo(Planned other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    /** Starts at {@link #START} with nothing scheduled. */
    public ManualTime() {}

    /** Nanoseconds since an origin close to the overflow of a long, which therefore every longer test crosses. */
    @Override
    public synchronized long nanoTime() {
        return Long.MAX_VALUE - Duration.ofSeconds(30).toNanos() + elapsedNanos;
    }

    @Override
    public synchronized Instant wallTime() {
        return wallAtStart.plusNanos(elapsedNanos);
    }

    @Override
    public synchronized Cancellable schedule(Duration delay, Runnable task) {
        Planned entry = new Planned(elapsedNanos + Math.max(0, delay.toNanos()), nextNumber++, task);
        planned.add(entry);
        return () -> cancel(entry);
    }

    private synchronized void cancel(Planned entry) {
        planned.remove(entry);
    }

    /**
     * Moves both clocks and runs everything that becomes due, also what is scheduled on the way.
     *
     * @param by zero or more; zero runs what is due already
     */
    public void advance(Duration by) {
        long until = elapsedNanos() + notNegative(by).toNanos();
        while (runNext(until)) {
            // each run may have scheduled more
        }
        moveTo(until);
    }

    /**
     * Moves both clocks past everything that becomes due, as over a process that was stopped: it runs late, when time is
     * advanced next.
     *
     * @param by zero or more
     */
    public synchronized void standStill(Duration by) {
        elapsedNanos += notNegative(by).toNanos();
    }

    /** Runs one task that is due no later than a moment, at its time; false when there is none. */
    boolean runNext(long untilNanos) {
        Planned next;
        synchronized (this) {
            next = planned.peek();
            if (next == null || next.atNanos() > untilNanos) {
                return false;
            }
            planned.remove();
            elapsedNanos = Math.max(elapsedNanos, next.atNanos());
        }
        next.task().run();
        return true;
    }

    synchronized long elapsedNanos() {
        return elapsedNanos;
    }

    synchronized void moveTo(long nanos) {
        elapsedNanos = Math.max(elapsedNanos, nanos);
    }

    /**
     * Sets the wall clock. The monotonic clock does not notice, and nothing becomes due.
     *
     * @param to what it shows now; may be before what it showed
     */
    public synchronized void setWall(Instant to) {
        wallAtStart = to.minusNanos(elapsedNanos);
    }

    /**
     * Lets the wall clock jump. The monotonic clock does not notice, and nothing becomes due.
     *
     * @param by how far; negative jumps back
     */
    public synchronized void jumpWall(Duration by) {
        wallAtStart = wallAtStart.plus(by);
    }

    /**
     * Returns how many tasks wait, for the check that nothing is left.
     *
     * @return scheduled, neither run nor called off
     */
    public synchronized int pending() {
        return planned.size();
    }

    /**
     * Returns how long until the next task is due.
     *
     * @return zero or more; empty when none waits
     */
    public synchronized Optional<Duration> untilNext() {
        Planned next = planned.peek();
        return next == null
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(Math.max(0, next.atNanos() - elapsedNanos)));
    }

    static Duration notNegative(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("time cannot advance by " + by);
        }
        return by;
    }
}
