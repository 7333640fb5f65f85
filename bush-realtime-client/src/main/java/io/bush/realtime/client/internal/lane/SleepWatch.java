package io.bush.realtime.client.internal.lane;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks at both clocks every two seconds while anybody listens: where the wall clock is ahead of the monotonic one by five seconds
 * more than it was at the look before, the machine slept for so long. It may as well be that the clock was set, so whoever
 * listens must not take this for certain. One serves all clients that share threads. Thread safety: safe for use by any
 * thread; no lock is held while listeners are called.
 */
public final class SleepWatch implements Awakenings {

    static final Duration PERIOD = Duration.ofSeconds(2);
    /** Less is a correction of the clock, or a sleep that nobody notices. */
    static final Duration LEAST = Duration.ofSeconds(5);
    /** No wait of a client is longer. */
    static final Duration MOST = Duration.ofDays(1);

    private final Clock clock;
    private final Scheduler scheduler;
    private final Object lock = new Object();
    /** In the order in which they came, each by an object of its own; guarded by lock, like all that follows. */
    private final Map<Object, Consumer<? super Duration>> listeners = new LinkedHashMap<>();
    /** The look that is due next, an object of its own for each; null while nobody listens. */
    private @Nullable Object due;
    /** Calls that off. */
    private Scheduler.Cancellable timer = () -> {};
    /** What the clocks showed at the last look. */
    private Instant wall = Instant.EPOCH;

    private long nanos;

    /**
     * Makes one that looks at nothing yet.
     *
     * @param clock both clocks
     * @param scheduler waits
     */
    public SleepWatch(Clock clock, Scheduler scheduler) {
        this.clock = clock;
        this.scheduler = scheduler;
    }

    @Override
    public Scheduler.Cancellable listen(Consumer<? super Duration> listener) {
        Object mine = new Object();
        synchronized (lock) {
            listeners.put(mine, listener);
            if (due == null) {
                var unused = leap();
                plan();
            }
        }
        return () -> forget(mine);
    }

    private void forget(Object mine) {
        synchronized (lock) {
            listeners.remove(mine);
            if (listeners.isEmpty()) {
                due = null;
                timer.cancel();
            }
        }
    }

    private void plan() {
        Object next = new Object();
        due = next;
        timer = scheduler.schedule(PERIOD, () -> look(next));
    }

    private void look(Object which) {
        Duration leap;
        List<Consumer<? super Duration>> told;
        synchronized (lock) {
            if (due != which) {
                return;
            }
            leap = leap();
            told = List.copyOf(listeners.values());
            plan();
        }
        if (leap.compareTo(LEAST) >= 0) {
            Duration slept = leap.compareTo(MOST) > 0 ? MOST : leap;
            told.forEach(it -> it.accept(slept));
        }
    }

    /** How far the wall clock got ahead since the last look; negative if it fell behind. */
    private Duration leap() {
        Instant wallBefore = wall;
        long nanosBefore = nanos;
        wall = clock.wallTime();
        nanos = clock.nanoTime();
        return Duration.between(wallBefore, wall).minusNanos(nanos - nanosBefore);
    }
}
