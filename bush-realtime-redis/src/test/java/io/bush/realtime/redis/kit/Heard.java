package io.bush.realtime.redis.kit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Keeps what was heard, and waits for more of it. Thread safety: safe for use by any thread.
 *
 * @param <T> what is heard
 */
public final class Heard<T> {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    /** Oldest first. Guarded by this object's monitor. */
    private final List<T> all = new ArrayList<>();

    /** Starts without anything. */
    public Heard() {}

    /** Keeps one more. */
    public synchronized void add(T one) {
        all.add(one);
        notifyAll();
    }

    /** Returns what was heard so far. */
    public synchronized List<T> all() {
        return List.copyOf(all);
    }

    /** Waits until so many were heard and returns all. */
    public synchronized List<T> await(int count) {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (all.size() < count) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError(all.size() + " of " + count + " heard: " + all);
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }
        return List.copyOf(all);
    }
}
