package io.bush.realtime.client;

import io.bush.realtime.client.internal.lane.Clock;
import io.bush.realtime.client.internal.lane.Scheduler;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The real world behind clients: the machine's clocks, threads for the clients themselves and for handlers, and a few that
 * come and go for the JDK's HTTP client. All are daemons. The only class of the client that may touch any of these. Thread
 * safety: safe for use by any thread.
 */
final class SystemSeams implements Clock, Scheduler {

    private static final int IO_THREADS = 16;
    private static final long IDLE_SECONDS = 5;

    private final ScheduledThreadPoolExecutor core;
    private final ThreadPoolExecutor handlers;
    private final HttpClient http;
    /** Ends the HTTP client; null if it is the application's. */
    private final @Nullable Runnable httpEnd;

    /** {@code own} is the application's HTTP client, or null. */
    SystemSeams(int threads, @Nullable HttpClient own) {
        core = new ScheduledThreadPoolExecutor(threads, daemons("bush-client"));
        core.setRemoveOnCancelPolicy(true);
        handlers = pool(threads, "bush-client-handlers");
        if (own != null) {
            http = own;
            httpEnd = null;
        } else {
            ThreadPoolExecutor io = pool(IO_THREADS, "bush-client-io");
            HttpClient made = HttpClient.newBuilder().executor(io).build();
            http = made;
            httpEnd = () -> io.execute(() -> end(made));
        }
    }

    private static ThreadPoolExecutor pool(int threads, String name) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons(name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
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
        Future<?> future = core.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    /** Randomness for one client. */
    RandomGenerator random() {
        return new SplittableRandom();
    }

    Executor core() {
        return core;
    }

    Executor handlers() {
        return handlers;
    }

    HttpClient http() {
        return http;
    }

    /**
     * From JDK 21 on an HTTP client can be closed, which waits for its threads. Before, it goes when nobody refers to it;
     * its executor must not go first, so it is left to run dry.
     */
    private static void end(HttpClient http) {
        if (http instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                throw new IllegalStateException("the HTTP client does not close", e);
            }
        }
    }

    /** Ends the threads once they have nothing left to do; does not wait for them. */
    void release() {
        core.shutdown();
        handlers.shutdown();
        if (httpEnd != null) {
            httpEnd.run();
        }
    }
}
