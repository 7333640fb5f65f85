package io.bush.realtime.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * An executor whose tasks wait until a test runs them, one at a time on the test's thread: in the order they came, or in
 * a random order that a seed repeats. Thread safety: safe for use by any thread, but only one may run tasks.
 */
public final class ManualExecutor implements Executor {

    /** What waits, oldest first. Guarded by this object's monitor. */
    private final List<Runnable> queue = new ArrayList<>();
    /** Chooses the next task; null for first come, first run. Guarded by this object's monitor. */
    private final @Nullable Random choice;

    private ManualExecutor(@Nullable Random choice) {
        this.choice = choice;
    }

    /**
     * Makes an executor that runs first what came first.
     *
     * @return an executor with nothing to do
     */
    public static ManualExecutor inOrder() {
        return new ManualExecutor(null);
    }

    /**
     * Makes an executor that picks any waiting task.
     *
     * @param seed the same seed and the same tasks give the same order
     * @return an executor with nothing to do
     */
    public static ManualExecutor shuffled(long seed) {
        return new ManualExecutor(new Random(seed));
    }

    @Override
    public synchronized void execute(Runnable task) {
        queue.add(task);
    }

    /**
     * Runs one task.
     *
     * @return false when none waits
     */
    public boolean runOne() {
        Runnable task;
        synchronized (this) {
            if (queue.isEmpty()) {
                return false;
            }
            task = queue.remove(choice == null ? 0 : choice.nextInt(queue.size()));
        }
        task.run();
        return true;
    }

    /**
     * Runs tasks, also those they bring, until none waits.
     *
     * @return how many ran
     * @throws AssertionError after {@value ManualWorld#MOST_STEPS}, because it does not come to rest
     */
    public int runAll() {
        int ran = 0;
        while (runOne()) {
            ran++;
            ManualWorld.requireRest(ran);
        }
        return ran;
    }

    /**
     * Returns how many tasks wait.
     *
     * @return 0 or more
     */
    public synchronized int pending() {
        return queue.size();
    }
}
