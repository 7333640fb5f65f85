package io.bush.realtime.jakarta.internal;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The few threads an adapter owns for the container calls that may block: closing, and pinging where the container has
 * no other way. Pings have threads of their own, because a ping to a client that does not read can hold one until that
 * client is given up. No thread is alive while there is nothing to do. Thread safety: safe for use by any thread.
 */
public final class SocketThreads implements AutoCloseable {

    private static final int CLOSERS = 8;
    private static final int PINGERS = 4;
    private static final int IDLE_SECONDS = 5;
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(1);

    private final ScheduledThreadPoolExecutor timer;
    private final ThreadPoolExecutor closers;
    private final ThreadPoolExecutor pingers;
    /** Sockets that are just being closed. Guarded by this. */
    private int closing;

    /** The sockets that have not ended; whoever is in it when this is closed is told so. */
    private final Set<SocketTransport> sockets = ConcurrentHashMap.newKeySet();

    /** Makes the pools; threads start with the first task. */
    public SocketThreads() {
        timer = new ScheduledThreadPoolExecutor(1, daemons("bush-socket-timer"));
        timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        timer.setRemoveOnCancelPolicy(true);
        closers = pool(CLOSERS, "bush-socket-close");
        pingers = pool(PINGERS, "bush-socket-ping");
    }

    private static ThreadPoolExecutor pool(int threads, String name) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons(name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * Runs a call that ends a socket.
     *
     * @param call may block for a while
     * @return false when this is closed: then the container ends its sockets itself
     */
    boolean close(Runnable call) {
        return submit(closers, call);
    }

    /**
     * Runs a call that pings.
     *
     * @param call may block until the client is given up
     * @return false when this is closed
     */
    boolean ping(Runnable call) {
        return submit(pingers, call);
    }

    private static boolean submit(ThreadPoolExecutor pool, Runnable call) {
        try {
            pool.execute(call);
            return true;
        } catch (RejectedExecutionException closed) {
            return false;
        }
    }

    /**
     * Runs something short later.
     *
     * @param delay how much later
     * @param task must not block
     * @return cancels it; null when this is closed
     */
    @Nullable
    Future<?> later(Duration delay, Runnable task) {
        try {
            return timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            return null;
        }
    }

    void opened(SocketTransport socket) {
        sockets.add(socket);
    }

    void ended(SocketTransport socket) {
        sockets.remove(socket);
    }

    /** A socket is about to be closed: {@link #close} waits a little for it. */
    synchronized void closeBegins() {
        closing++;
    }

    /** It is, or never will be. */
    synchronized void closeEnds() {
        closing--;
        if (closing == 0) {
            notifyAll();
        }
    }

    /**
     * Takes no more tasks. Sockets that are just being closed get a second before: a server that stops would drop them
     * without their close codes. Those that are still there then count as ended: the container that stops closes them, and
     * may forget to say so. Delayed tasks are dropped. Closing twice does nothing.
     */
    @Override
    public void close() {
        try {
            awaitCloses();
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        sockets.forEach(SocketTransport::serverStops);
        timer.shutdownNow();
        closers.shutdown();
        pingers.shutdown();
    }

    private synchronized void awaitCloses() throws InterruptedException {
        long end = System.nanoTime() + CLOSE_PATIENCE.toNanos();
        for (long left = CLOSE_PATIENCE.toMillis();
                closing > 0 && left > 0;
                left = (end - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
    }
}
