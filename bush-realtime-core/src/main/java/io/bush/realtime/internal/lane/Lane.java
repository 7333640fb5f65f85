package io.bush.realtime.internal.lane;

import java.util.ArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A serial queue on a shared executor: tasks run one at a time, in order, and nothing runs while nothing waits (HOUSE
 * rules 2 and 5).
 *
 * <p>The lane is the batching point: it takes everything queued as one round, and work that asked for it by
 * {@link #atRoundEnd} runs when the round's tasks are done. Shape: two arrays that swap roles. Thread safety:
 * {@link #execute}, {@link #ahead} and {@link #offer} from any thread; {@link #atRoundEnd} only from a task of this lane.
 */
public final class Lane implements Runnable {

    /** Rounds in one turn before other lanes get the thread. */
    private static final int ROUNDS_PER_TURN = 4;
    /** Most tasks that wait before {@link #offer} refuses more, half a million on the lanes of a node. */
    static final int MOST_OFFERED = 32_768;

    private final Executor executor;
    private final Consumer<Throwable> onFailure;
    /** What may make it stand still; null when nothing may. */
    private final @Nullable Halt halt;

    /** Tasks that wait; guarded by this. */
    private ArrayList<Runnable> waiting = new ArrayList<>();
    /** Whether a run is queued or under way; guarded by this. */
    private boolean scheduled;
    /** The empty list to swap in; touched only by the run. */
    private ArrayList<Runnable> spare = new ArrayList<>();
    /** What to do at the end of the round; touched only by the run. */
    private ArrayList<Runnable> roundEnd = new ArrayList<>();

    Lane(Executor executor, Consumer<Throwable> onFailure) {
        this(executor, onFailure, null);
    }

    Lane(Executor executor, Consumer<Throwable> onFailure, @Nullable Halt halt) {
        this.executor = executor;
        this.onFailure = onFailure;
        this.halt = halt;
    }

    /**
     * Queues a task behind everything queued before it.
     *
     * @param task what to run; what it throws is reported and the lane goes on
     */
    public void execute(Runnable task) {
        add(task, Integer.MAX_VALUE);
    }

    /**
     * Queues a task unless too many wait: for what may be dropped, so that it cannot fill the memory while the lane stands.
     *
     * @param task what to run; what it throws is reported and the lane goes on
     * @return whether it was queued
     */
    public boolean offer(Runnable task) {
        return add(task, MOST_OFFERED);
    }

    private boolean add(Runnable task, int most) {
        synchronized (this) {
            if (waiting.size() >= most) {
                return false;
            }
            waiting.add(task);
            if (scheduled) {
                return true;
            }
            scheduled = true;
        }
        submit();
        return true;
    }

    /**
     * Queues a task ahead of everything that waits: for what has to be in force before that.
     *
     * @param task what to run; what it throws is reported and the lane goes on
     */
    public void ahead(Runnable task) {
        synchronized (this) {
            waiting.add(0, task);
        }
        wake();
    }

    /** Brings what waits onto the executor. */
    void wake() {
        synchronized (this) {
            if (waiting.isEmpty() || scheduled) {
                return;
            }
            scheduled = true;
        }
        submit();
    }

    /** Whether a round may begin; when not, whoever lets it go on wakes the lane. */
    private boolean mayGoOn() {
        if (halt == null || halt.mayGoOn()) {
            return true;
        }
        synchronized (this) {
            scheduled = false;
        }
        // It may have been let go before that was noted.
        if (halt.mayGoOn()) {
            wake();
        }
        return false;
    }

    /**
     * Runs a task when the tasks of this round are done, once for each call.
     *
     * @param task what to run
     */
    public void atRoundEnd(Runnable task) {
        roundEnd.add(task);
    }

    @Override
    public void run() {
        for (int round = 0; round < ROUNDS_PER_TURN; round++) {
            if (!mayGoOn()) {
                return;
            }
            ArrayList<Runnable> tasks;
            synchronized (this) {
                if (waiting.isEmpty()) {
                    scheduled = false;
                    return;
                }
                tasks = waiting;
                waiting = spare;
            }
            for (Runnable task : tasks) {
                runSafely(task);
            }
            for (int i = 0; i < roundEnd.size(); i++) {
                runSafely(roundEnd.get(i));
            }
            roundEnd.clear();
            // A burst must not keep its array for ever.
            spare = tasks.size() > 1_024 ? new ArrayList<>() : tasks;
            spare.clear();
        }
        submit();
    }

    private void submit() {
        try {
            executor.execute(this);
        } catch (RejectedExecutionException closed) {
            // The pool is gone with the node: nothing may run any more.
            synchronized (this) {
                waiting = new ArrayList<>();
            }
        }
    }

    private void runSafely(Runnable task) {
        try {
            task.run();
        } catch (Throwable failure) {
            onFailure.accept(failure);
        }
    }
}
