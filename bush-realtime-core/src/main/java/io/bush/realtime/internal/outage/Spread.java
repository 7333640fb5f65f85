package io.bush.realtime.internal.outage;

import io.bush.realtime.time.NodeRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Does many things over a while instead of at once, a few at a time, in random order: a handful of timers however many they
 * are. Thread safety: no state.
 */
public final class Spread {

    private static final int SLICES = 50;

    private Spread() {}

    /**
     * Hands out everything once.
     *
     * @param time the last ones come a fiftieth of it before its end, the first ones at once
     * @param all what to hand out
     * @param some takes what is due together, on a timer's thread: it only passes it on
     */
    public static <T> void over(Duration time, List<T> all, NodeRuntime runtime, Consumer<List<T>> some) {
        List<T> shuffled = new ArrayList<>(all);
        for (int i = shuffled.size() - 1; i > 0; i--) {
            int other = runtime.random().nextInt(i + 1);
            T moved = shuffled.set(i, shuffled.get(other));
            shuffled.set(other, moved);
        }
        int slices = Math.min(SLICES, shuffled.size());
        int first = slices == 0 ? 0 : runtime.random().nextInt(SLICES / slices);
        for (int slice = 0; slice < slices; slice++) {
            List<T> due = shuffled.subList((int) ((long) shuffled.size() * slice / slices), (int)
                    ((long) shuffled.size() * (slice + 1) / slices));
            // A few do not all begin at once either.
            int at = first + slice * SLICES / slices;
            runtime.scheduler()
                    .schedule(time.dividedBy(SLICES).multipliedBy(Math.min(at, SLICES - 1)), () -> some.accept(due));
        }
    }
}
