package io.bush.examples.dialects.ends;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another thread does. */
public final class Wait {

    private static final Duration DEADLINE = Duration.ofSeconds(40);
    private static final long STEP_NANOS = Duration.ofMillis(5).toNanos();

    private Wait() {}

    /** Returns when it holds; fails when it does not within the deadline. */
    public static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("it did not come to hold within " + DEADLINE);
            }
            LockSupport.parkNanos(STEP_NANOS);
        }
    }
}
