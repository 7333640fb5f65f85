package io.bush.realtime.client.internal.lane;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * Tells when the machine goes on after it slept or was put aside, which the monotonic clock and every timer know nothing of.
 * Thread safety: implementations must allow any thread.
 */
@FunctionalInterface
public interface Awakenings {

    /**
     * Tells somebody of each from now on.
     *
     * @param listener gets how long it was, on any thread; must not block
     * @return ends that; what is on its way may still arrive
     */
    Scheduler.Cancellable listen(Consumer<? super Duration> listener);
}
