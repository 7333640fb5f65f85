package io.bush.realtime.internal.lane;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * A fixed set of lanes; a key always gets the same one. Sharing lanes keeps an idle channel or connection free of queues
 * of its own. Thread safety: immutable.
 */
public final class Lanes {

    static final Lanes NONE = new Lanes(new Lane[0]);

    private final Lane[] lanes;

    private Lanes(Lane[] lanes) {
        this.lanes = lanes;
    }

    /**
     * Makes lanes.
     *
     * @param count how many, at least 1
     * @param executor runs them
     * @param onFailure hears what a task throws; must not throw itself
     */
    public Lanes(int count, Executor executor, Consumer<Throwable> onFailure) {
        lanes = new Lane[count];
        for (int i = 0; i < count; i++) {
            lanes[i] = new Lane(executor, onFailure);
        }
    }

    /**
     * Makes lanes that may be made to stand still.
     *
     * @param count how many, at least 1
     * @param executor runs them
     * @param onFailure hears what a task throws; must not throw itself
     * @param halt says whether they go on; of these lanes only
     */
    public Lanes(int count, Executor executor, Consumer<Throwable> onFailure, Halt halt) {
        lanes = new Lane[count];
        for (int i = 0; i < count; i++) {
            lanes[i] = new Lane(executor, onFailure, halt);
        }
        halt.of(this);
    }

    /** Whatever waits may go on. */
    void wake() {
        for (Lane lane : lanes) {
            lane.wake();
        }
    }

    /**
     * Waits until everything that is queued now has run.
     *
     * @return completes on one of the lanes
     */
    public CompletionStage<Void> passed() {
        CompletableFuture<?>[] all = new CompletableFuture<?>[lanes.length];
        for (int i = 0; i < lanes.length; i++) {
            CompletableFuture<Void> one = new CompletableFuture<>();
            all[i] = one;
            lanes[i].execute(() -> one.complete(null));
        }
        return CompletableFuture.allOf(all);
    }

    /**
     * Returns the lane of a key.
     *
     * @param key anything with a stable hash code
     * @return its lane
     */
    public Lane of(Object key) {
        int hash = key.hashCode() * 0x9E3779B9;
        return lanes[(hash >>> 16) % lanes.length];
    }
}
