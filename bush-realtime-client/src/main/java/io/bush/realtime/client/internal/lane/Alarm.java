package io.bush.realtime.client.internal.lane;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is due later on a lane. Setting it anew takes the place of what was set before, also when that is already
 * on its way to the lane. Thread safety: for the lane only.
 */
public final class Alarm {

    private final Scheduler scheduler;
    private final Lane lane;
    /** What is set; null if nothing is. An object of its own for each setting, because that is the generation. */
    private @Nullable Object setting;
    /** Calls off the timer; null if nothing is set. */
    private Scheduler.@Nullable Cancellable timer;

    /**
     * Makes one that is not set.
     *
     * @param scheduler waits
     * @param lane where tasks run
     */
    public Alarm(Scheduler scheduler, Lane lane) {
        this.scheduler = scheduler;
        this.lane = lane;
    }

    /**
     * Sets it.
     *
     * @param delay from now
     * @param task what to do then
     */
    public void set(Duration delay, Runnable task) {
        clear();
        Object mine = new Object();
        setting = mine;
        timer = scheduler.schedule(
                delay,
                () -> lane.execute(() -> {
                    if (setting == mine) {
                        setting = null;
                        timer = null;
                        task.run();
                    }
                }));
    }

    /** Unsets it; what was set does not happen. */
    public void clear() {
        setting = null;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /**
     * Returns whether something is due.
     *
     * @return whether it is set
     */
    public boolean isSet() {
        return setting != null;
    }
}
