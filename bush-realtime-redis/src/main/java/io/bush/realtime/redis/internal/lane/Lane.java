package io.bush.realtime.redis.internal.lane;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tasks one at a time, in order, on a shared executor. Putting one in takes no lock, because threads of the client library
 * do it. What a task throws is logged and the next one runs. Once the executor is closed, nothing runs any more. Thread
 * safety: safe for use by any thread.
 */
public final class Lane implements Executor {

    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    /** Tasks in one turn before others get the thread. */
    private static final int TASKS_PER_TURN = 256;

    private final Executor executor;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    /** Tasks put in and not yet done. Whoever makes it more than zero brings the lane onto the executor. */
    private final AtomicInteger undone = new AtomicInteger();

    /**
     * Makes a lane without tasks.
     *
     * @param executor runs it
     */
    public Lane(Executor executor) {
        this.executor = executor;
    }

    @Override
    public void execute(Runnable task) {
        waiting.add(task);
        if (undone.getAndIncrement() == 0) {
            bringOn();
        }
    }

    private void bringOn() {
        try {
            executor.execute(this::turn);
        } catch (RejectedExecutionException closed) {
            // The node is gone. The count stays above zero, so nobody tries again.
            waiting.clear();
        }
    }

    private void turn() {
        int done = 0;
        Runnable task = waiting.poll();
        while (task != null) {
            runSafely(task);
            done++;
            task = done < TASKS_PER_TURN ? waiting.poll() : null;
        }
        if (undone.addAndGet(-done) > 0) {
            bringOn();
        }
    }

    private static void runSafely(Runnable task) {
        try {
            task.run();
        } catch (Throwable failure) {
            LOG.error("a task of the Redis back end failed", failure);
        }
    }
}
