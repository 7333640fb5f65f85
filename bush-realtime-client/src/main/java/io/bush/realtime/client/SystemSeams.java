package io.bush.realtime.client;

import io.bush.realtime.client.internal.lane.Clock;
import io.bush.realtime.client.internal.lane.Scheduler;
import io.bush.realtime.client.internal.transport.JdkTransport;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The real world behind a client: the machine's clocks, one thread for the client, one for its handlers, and a few that
 * come and go for the JDK's HTTP client. All are daemons. The only class of the client that may touch any of these.
 * Thread safety: safe for use by any thread.
 */
final class SystemSeams implements Clock, Scheduler {

    private static final int MAX_IO_THREADS = 64;
    private static final long IO_THREAD_IDLE_SECONDS = 5;

    private final ScheduledExecutorService core = Executors.newSingleThreadScheduledExecutor(daemons("bush-client"));
    /** Null if the application brought its own. */
    private final @Nullable ExecutorService handlers;

    /** Starts what the application does not bring. */
    SystemSeams(@Nullable Executor ownHandlers) {
        handlers = ownHandlers == null ? Executors.newSingleThreadExecutor(daemons("bush-client-handlers")) : null;
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

    Executor core() {
        return core;
    }

    Executor handlers(@Nullable Executor own) {
        return own != null ? own : handlers != null ? handlers : core;
    }

    JdkTransport transport(@Nullable HttpClient own) {
        if (own != null) {
            return new JdkTransport(own, this, () -> {});
        }
        ExecutorService io = new ThreadPoolExecutor(
                0,
                MAX_IO_THREADS,
                IO_THREAD_IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                daemons("bush-client-io"));
        HttpClient http = HttpClient.newBuilder().executor(io).build();
        return new JdkTransport(http, this, () -> io.execute(() -> end(http)));
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
        if (handlers != null) {
            handlers.shutdown();
        }
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
