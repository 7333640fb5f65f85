package io.bush.realtime.jakarta.tck.ends;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting for what another thread does, without sleeping. */
public final class Wait {

    /** How long anything may take on a busy machine. */
    public static final Duration DEADLINE = Duration.ofSeconds(40);

    private static final long PAUSE_NANOS = 1_000_000;

    private Wait() {}

    /**
     * Waits until a condition holds that nobody notifies of, because it is not ours: asked again and again.
     *
     * @param what for the message
     * @param condition asked every millisecond on the calling thread
     * @throws AssertionError when it does not hold in time
     */
    public static void asking(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0 || Thread.currentThread().isInterrupted()) {
                throw new AssertionError("not within " + DEADLINE + ": " + what);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /**
     * Waits until a condition holds that is changed under a monitor whose waiters are notified.
     *
     * @param monitor guards the condition
     * @param what for the message
     * @param condition asked while the monitor is held
     * @throws AssertionError when it does not hold in time
     */
    @SuppressWarnings({"SynchronizeOnNonFinalField", "WaitNotInLoop"})
    public static void until(Object monitor, String what, BooleanSupplier condition) {
        long end = System.nanoTime() + DEADLINE.toNanos();
        synchronized (monitor) {
            while (!condition.getAsBoolean()) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    throw new AssertionError("not within " + DEADLINE + ": " + what);
                }
                try {
                    monitor.wait(left);
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                    throw new AssertionError("interrupted while waiting: " + what, stopped);
                }
            }
        }
    }
}
