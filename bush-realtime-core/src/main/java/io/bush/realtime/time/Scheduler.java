package io.bush.realtime.time;

import java.time.Duration;

/** Runs something later. Thread safety: implementations must allow any thread. */
public interface Scheduler {

    /**
     * Runs a task once after a delay, on a thread of the scheduler's choice. The task must not block.
     *
     * @param delay how long to wait; zero or less means as soon as possible
     * @param task what to run
     * @return a handle that prevents the run if it comes early enough
     */
    Cancellable schedule(Duration delay, Runnable task);

    /** Something that can be called off. */
    @FunctionalInterface
    interface Cancellable {

        /** Calls it off; has no effect when it already ran. */
        void cancel();
    }
}
