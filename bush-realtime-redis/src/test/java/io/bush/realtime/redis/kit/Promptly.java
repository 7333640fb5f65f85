package io.bush.realtime.redis.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.time.SystemTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Holds what is promised within a time against the beats of a timer of this process: while the machine stands still there is
 * none, whatever happened to be under way. A beat is never shorter than it says. Thread safety: no state.
 */
public final class Promptly {

    private static final Duration BEAT = Duration.ofMillis(10);

    private Promptly() {}

    /**
     * Does something and fails when it took longer than promised.
     *
     * @param promised how long it may take
     * @param grace how much longer, for what lies between
     * @param what what to do; waits until it is done
     * @param <T> what comes of it
     * @return what came of it
     */
    public static <T> T within(Duration promised, Duration grace, Supplier<T> what) {
        try (SystemTime time = SystemTime.start(1)) {
            AtomicLong beats = new AtomicLong();
            beatLater(time, beats);
            T came = what.get();
            assertThat(BEAT.multipliedBy(beats.get())).isLessThanOrEqualTo(promised.plus(grace));
            return came;
        }
    }

    private static void beatLater(SystemTime time, AtomicLong beats) {
        time.schedule(BEAT, () -> {
            beats.incrementAndGet();
            beatLater(time, beats);
        });
    }
}
