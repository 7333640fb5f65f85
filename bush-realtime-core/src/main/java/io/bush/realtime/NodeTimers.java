package io.bush.realtime;

import io.bush.realtime.time.Scheduler;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Every delay of a node, so that a closed node leaves none behind on a scheduler that lives on (contract P11). Thread
 * safety: safe for use by any thread; the lock is this object, never held while the scheduler or a task is called.
 */
final class NodeTimers implements Scheduler {

    private static final Cancellable NOTHING = () -> {};

    private final Scheduler target;
    /** What waits; guarded by this. */
    private final Set<Timer> waiting = new LinkedHashSet<>();
    /** Nothing is scheduled any more; guarded by this, never reset. */
    private boolean closed;

    NodeTimers(Scheduler target) {
        this.target = target;
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
        Timer timer = new Timer(task);
        synchronized (this) {
            if (closed) {
                return NOTHING;
            }
            waiting.add(timer);
        }
        timer.armed(target.schedule(delay, timer));
        return timer;
    }

    /** Calls off everything that waits; what is scheduled from now on never runs. */
    void close() {
        List<Timer> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(waiting);
        }
        left.forEach(Timer::cancel);
    }

    private synchronized boolean takeOut(Timer timer) {
        return waiting.remove(timer);
    }

    private final class Timer implements Runnable, Cancellable {

        private final Runnable task;
        /** How to call it off; null until the scheduler has returned; guarded by the timer. */
        private @Nullable Cancellable handle;
        /** Whether it was called off; guarded by the timer. */
        private boolean cancelled;

        Timer(Runnable task) {
            this.task = task;
        }

        void armed(Cancellable cancellable) {
            synchronized (this) {
                handle = cancellable;
                if (!cancelled) {
                    return;
                }
            }
            cancellable.cancel();
        }

        @Override
        public void run() {
            if (takeOut(this)) {
                task.run();
            }
        }

        @Override
        public void cancel() {
            takeOut(this);
            Cancellable known;
            synchronized (this) {
                cancelled = true;
                known = handle;
            }
            if (known != null) {
                known.cancel();
            }
        }
    }
}
