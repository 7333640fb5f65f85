package io.bush.realtime.client.internal.lane;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one at a time and in order on an executor that may have many threads. What a task writes the next one sees.
 * Thread safety: safe for use by any thread; no lock is held while a task runs.
 */
public final class Lane implements Executor {

    /** After this many tasks the executor gets its thread back, so that lanes sharing one take turns. */
    private static final int TURN = 64;

    private final Executor executor;
    private final Consumer<? super Throwable> failures;
    private final Object lock = new Object();
    /** What waits; guarded by lock. */
    private final Queue<Runnable> queue = new ArrayDeque<>();
    /** Whether a drain is under way or ordered; guarded by lock. */
    private boolean scheduled;
    /** Whether nothing may start any more; guarded by lock. */
    private boolean closed;

    /**
     * Makes an idle lane.
     *
     * @param executor where tasks run
     * @param failures gets what tasks throw, and what the executor throws when it refuses; the lane is closed after that
     */
    public Lane(Executor executor, Consumer<? super Throwable> failures) {
        this.executor = executor;
        this.failures = failures;
    }

    /**
     * Queues a task.
     *
     * @param task what to run
     * @return false if the lane is closed or its executor refuses, so that the task will never run
     */
    public boolean offer(Runnable task) {
        synchronized (lock) {
            if (closed) {
                return false;
            }
            queue.add(task);
            if (scheduled) {
                return true;
            }
            scheduled = true;
        }
        return submit();
    }

    /** Queues a task, or drops it if the lane is closed. */
    @Override
    public void execute(Runnable task) {
        offer(task);
    }

    /**
     * Closes the lane if nothing waits, so that whoever was told that his task would run was told the truth. A task of the lane
     * that is told no comes behind what waits, and asks again.
     *
     * @return false if something waits; else nothing starts any more
     */
    public boolean closeIfDry() {
        synchronized (lock) {
            closed |= queue.isEmpty();
            return closed;
        }
    }

    private boolean submit() {
        try {
            executor.execute(this::drain);
            return true;
        } catch (RuntimeException refusal) {
            synchronized (lock) {
                closed = true;
                queue.clear();
            }
            failures.accept(refusal);
            return false;
        }
    }

    private void drain() {
        for (int i = 0; i < TURN; i++) {
            Runnable task = next();
            if (task == null) {
                return;
            }
            try {
                task.run();
            } catch (Throwable failure) {
                failures.accept(failure);
            }
        }
        var unused = submit();
    }

    private @Nullable Runnable next() {
        synchronized (lock) {
            Runnable task = queue.poll();
            scheduled = task != null;
            return task;
        }
    }
}
