package io.bush.realtime.time;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The real world behind the seams: the machine's clocks, a timer thread and a small pool of daemon threads. The only
 * class of the core that may touch them. Thread safety: safe for use by any thread.
 */
public final class SystemTime implements Clock, Scheduler, AutoCloseable {

    private final ScheduledExecutorService timer;
    private final ExecutorService workers;

    private SystemTime(int threads) {
        this.timer = Executors.newSingleThreadScheduledExecutor(daemons("bush-timer"));
        this.workers = Executors.newFixedThreadPool(threads, daemons("bush-lane"));
    }

    /**
     * Starts a timer thread and worker threads, named {@code bush-timer-n} and {@code bush-lane-n}.
     *
     * @param threads worker threads, at least 1
     * @return the running clock, scheduler and pool; the caller closes it
     */
    public static SystemTime start(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + ", allowed: 1 or more");
        }
        return new SystemTime(threads);
    }

    /**
     * Bundles this with a secure random source for a node.
     *
     * @return the runtime
     */
    public NodeRuntime runtime() {
        return new NodeRuntime(this, this, workers, new SecureRandom());
    }

    /**
     * Returns the worker pool.
     *
     * @return runs tasks on daemon threads
     */
    public Executor executor() {
        return workers;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Instant wallTime() {
        return Instant.now();
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
        try {
            Future<?> future = timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException closed) {
            // Whoever was in the middle of something when the node ended must not fail for it.
            return () -> {};
        }
    }

    /** Stops both; running tasks end, waiting ones are dropped, and what is scheduled from now on. Waits up to 5 s for the threads to be gone. */
    @Override
    public void close() {
        timer.shutdownNow();
        workers.shutdown();
        boolean interrupted = false;
        try {
            if (!workers.awaitTermination(5, TimeUnit.SECONDS)) {
                workers.shutdownNow();
            }
            // A running task of the timer never blocks, so this is a moment; without it the thread may be seen after.
            if (!timer.awaitTermination(1, TimeUnit.SECONDS)) {
                timer.shutdownNow();
            }
        } catch (InterruptedException e) {
            interrupted = true;
            workers.shutdownNow();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
