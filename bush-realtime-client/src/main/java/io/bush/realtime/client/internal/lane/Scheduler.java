package io.bush.realtime.client.internal.lane;

import java.time.Duration;

/** Runs something later. Thread safety: implementations must allow any thread. */
public interface Scheduler {

    /**
     * Runs a task once after a delay; the task must not block.
     *
     * @param delay how long to wait
     * @param task what to run
     * @return calls it off
     */
    Cancellable schedule(Duration delay, Runnable task);

    /** Something that can be called off. */
    @FunctionalInterface
    interface Cancellable {

        /** Calls it off; has no effect when it already ran. */
        void cancel();
    }
}
