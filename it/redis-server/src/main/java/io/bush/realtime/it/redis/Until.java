package io.bush.realtime.it.redis;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Waiting for another process, which has no monitor to wait on: asked again and again until a deadline.
 *
 * <p>Thread safety: any thread.
 */
public final class Until {

    /** How long anything may take on a busy machine. */
    public static final Duration DEADLINE = Duration.ofSeconds(60);

    private static final long PAUSE_NANOS = 2_000_000;

    private Until() {}

    /**
     * Waits until a condition holds, for at most {@link #DEADLINE}.
     *
     * @param what for the message
     * @param condition asked every few milliseconds on the calling thread
     * @throws AssertionError when it does not hold in time
     */
    public static void holds(String what, BooleanSupplier condition) {
        holds(DEADLINE, what, condition);
    }

    /**
     * Waits until a condition holds.
     *
     * @param deadline how long at most
     * @param what for the message
     * @param condition asked every few milliseconds on the calling thread
     * @throws AssertionError when it does not hold in time
     */
    public static void holds(Duration deadline, String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > deadline.toNanos()
                    || Thread.currentThread().isInterrupted()) {
                throw new AssertionError("not within " + deadline + ": " + what);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
