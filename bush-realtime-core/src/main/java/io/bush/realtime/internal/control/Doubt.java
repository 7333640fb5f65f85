package io.bush.realtime.internal.control;

import io.bush.realtime.internal.lane.Lane;
import io.bush.realtime.time.Scheduler;
import io.bush.realtime.time.Scheduler.Cancellable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether this node can prove that it has heard of every change of access. A doubt that is not cleared within a second
 * lets nothing be delivered any more that was not authorised in the last half minute (contract §3.9). Thread safety: on
 * the control log's lane only.
 */
final class Doubt {

    /** How long a reading may take before the node stops trusting itself. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Duration ROUND = Duration.ofSeconds(30);

    private final Scheduler scheduler;
    private final Lane lane;
    private final Runnable confirmFirst;
    /** What happens next while there is a doubt; null while there is none. */
    private @Nullable Cancellable next;
    /** Counts what was planned, so that a timer that comes too late is known. */
    private long plans;
    /** Whether every subscription is being confirmed again and again. */
    private boolean distrusted;

    Doubt(Scheduler scheduler, Lane lane, Runnable confirmFirst) {
        this.scheduler = scheduler;
        this.lane = lane;
        this.confirmFirst = confirmFirst;
    }

    /** The position is being looked up. */
    void begin() {
        if (next == null) {
            plan(PATIENCE);
        }
    }

    /** The position could not be looked up. */
    void distrust() {
        if (!distrusted) {
            distrusted = true;
            round();
        }
    }

    boolean distrusted() {
        return distrusted;
    }

    /** The position is proven. */
    void end() {
        distrusted = false;
        plans++;
        if (next != null) {
            next.cancel();
            next = null;
        }
    }

    private void round() {
        confirmFirst.run();
        plan(ROUND);
    }

    private void plan(Duration wait) {
        if (next != null) {
            next.cancel();
        }
        long plan = ++plans;
        next = scheduler.schedule(
                wait,
                () -> lane.execute(() -> {
                    if (plan == plans) {
                        distrusted = true;
                        round();
                    }
                }));
    }
}
