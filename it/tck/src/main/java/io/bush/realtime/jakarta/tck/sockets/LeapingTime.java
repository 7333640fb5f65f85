package io.bush.realtime.jakarta.tck.sockets;

import io.bush.realtime.client.internal.lane.Clock;
import io.bush.realtime.client.internal.lane.Scheduler;
import io.bush.realtime.jakarta.tck.ends.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Real time that a test can put forward: what a client would wait minutes for is due at once, and nothing is due any earlier than it
 * would be without the test. Thread safety: safe for use by any thread.
 */
final class LeapingTime implements Clock, Scheduler, AutoCloseable {

    private record Timer(long at, long number, Runnable task) {}

    /** What is due when, soonest first; guarded by this, like all that follows. */
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparingLong(Timer::at).thenComparingLong(Timer::number));

    /** Everything that anybody has waited for. */
    private final List<Duration> waits = new ArrayList<>();

    private final long start = System.nanoTime();
    private final Instant wallStart = Instant.now();
    /** How far time is ahead, in nanoseconds. */
    private long ahead;

    private long newest;
    /** Whether a task is under way. */
    private boolean running;

    private boolean closed;

    LeapingTime() {
        Thread thread = new Thread(this::run, "leaping-time");
        thread.setDaemon(true);
        thread.start();
    }

    /** Since this time began, in nanoseconds. */
    private synchronized long elapsed() {
        return System.nanoTime() - start + ahead;
    }

    @Override
    public long nanoTime() {
        return elapsed();
    }

    @Override
    public Instant wallTime() {
        return wallStart.plusNanos(elapsed());
    }

    @Override
    public synchronized Cancellable schedule(Duration delay, Runnable task) {
        newest++;
        Timer timer = new Timer(elapsed() + delay.toNanos(), newest, task);
        timers.add(timer);
        waits.add(delay);
        notifyAll();
        return () -> {
            synchronized (this) {
                timers.remove(timer);
            }
        };
    }

    /** Puts time forward. */
    synchronized void leap(Duration by) {
        ahead += by.toNanos();
        notifyAll();
    }

    /** Puts time forward to the moment that somebody waits for next. */
    synchronized void leapToNext() {
        Timer first = timers.peek();
        if (first != null) {
            ahead += Math.max(0, first.at() - elapsed());
            notifyAll();
        }
    }

    /** Waits until somebody has asked to wait for a time in this range, which need not be over. */
    void awaitWait(String what, Duration least, Duration most) {
        Wait.until(
                this,
                what + " after " + least + " to " + most,
                () -> waits.stream().anyMatch(it -> it.compareTo(least) >= 0 && it.compareTo(most) <= 0));
    }

    /** How far it was put forward in all. */
    synchronized Duration leaped() {
        return Duration.ofNanos(ahead);
    }

    /** Waits until everything that is due by now was begun and is done. */
    void awaitNothingDue() {
        Wait.until(
                this,
                "nothing is due",
                () -> !running && (timers.isEmpty() || timers.peek().at() - elapsed() > 0));
    }

    private void run() {
        for (Timer due = next(); due != null; due = next()) {
            due.task().run();
            done();
        }
    }

    private synchronized void done() {
        running = false;
        notifyAll();
    }

    private synchronized @Nullable Timer next() {
        while (!closed) {
            Timer first = timers.peek();
            long left = first == null ? Long.MAX_VALUE : first.at() - elapsed();
            if (first != null && left <= 0) {
                running = true;
                return timers.remove();
            }
            try {
                wait(Math.max(1, Math.min(left / 1_000_000, 10_000)));
            } catch (InterruptedException stopped) {
                return null;
            }
        }
        return null;
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
