package io.bush.realtime.redis.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.testkit.Concurrently;
import io.bush.realtime.time.SystemTime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Holds what is promised within a time against a timer of that time on the same machine: when the machine stands still both
 * are late, and only what is later than the timer is late by its own fault. Thread safety: no state.
 */
public final class Promptly {

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
            CompletableFuture<Duration> timer = new CompletableFuture<>();
            long before = System.nanoTime();
            time.schedule(promised, () -> time.executor().execute(() -> timer.complete(since(before))));
            T came = what.get();
            Duration took = since(before);
            if (took.compareTo(promised.plus(grace)) > 0) {
                assertThat(took).isLessThan(Concurrently.await(timer).plus(grace));
            }
            return came;
        }
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
