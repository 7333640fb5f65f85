package io.bush.realtime.testkit;

import io.bush.realtime.time.NodeRuntime;
import java.time.Duration;
import java.util.Random;

/**
 * A whole world for a node on one thread: {@link ManualTime}, {@link ManualExecutor} and seeded randomness. The same seed
 * and the same calls give the same history. Thread safety: as its parts; one thread drives it.
 */
public final class ManualWorld {

    /** Most steps without time moving before a test is told that its world does not come to rest. */
    public static final int MOST_STEPS = 1_000_000;

    private final ManualTime time = new ManualTime();
    private final ManualExecutor executor;
    private final NodeRuntime runtime;

    private ManualWorld(ManualExecutor executor, long seed) {
        this.executor = executor;
        this.runtime = new NodeRuntime(time, time, executor, new Random(seed));
    }

    /**
     * Makes a world whose tasks run in the order they came.
     *
     * @return a world at rest
     */
    public static ManualWorld inOrder() {
        return new ManualWorld(ManualExecutor.inOrder(), 1);
    }

    /**
     * Makes a world whose tasks run in a random order.
     *
     * @param seed repeats the order and all randomness
     * @return a world at rest
     */
    public static ManualWorld seeded(long seed) {
        return new ManualWorld(ManualExecutor.shuffled(~seed), seed);
    }

    /**
     * Returns what a node is built with.
     *
     * @return the runtime; always the same
     */
    public NodeRuntime runtime() {
        return runtime;
    }

    /**
     * Returns the clocks and the scheduler.
     *
     * @return the time; always the same
     */
    public ManualTime time() {
        return time;
    }

    /**
     * Returns the executor.
     *
     * @return the executor; always the same
     */
    public ManualExecutor executor() {
        return executor;
    }

    /** Runs everything that waits or is due already, until nothing does. Time stands still. */
    public void settle() {
        settleUntil(time.elapsedNanos());
    }

    /**
     * Lets time pass: goes from one due task to the next and settles after each.
     *
     * @param by zero or more
     */
    public void advance(Duration by) {
        long until = time.elapsedNanos() + ManualTime.notNegative(by).toNanos();
        settleUntil(until);
        time.moveTo(until);
    }

    private void settleUntil(long untilNanos) {
        long at = time.elapsedNanos();
        int steps = 0;
        do {
            steps = at == time.elapsedNanos() ? steps + 1 : 0;
            at = time.elapsedNanos();
            requireRest(steps);
            executor.runAll();
        } while (time.runNext(untilNanos));
    }

    /**
     * Tells whether nothing is left: no task waits and no timer runs.
     *
     * @return true when both are empty
     */
    public boolean quiet() {
        return executor.pending() == 0 && time.pending() == 0;
    }

    static void requireRest(int steps) {
        if (steps > MOST_STEPS) {
            throw new AssertionError("no rest after " + MOST_STEPS + " steps: a task keeps bringing itself back");
        }
    }
}
