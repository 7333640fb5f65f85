package io.bush.realtime.client.internal.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Keeps one connection's {@code subscribe} frames below the server's limit, so that a client that subscribes one channel
 * at a time is made to wait instead of being closed (contract §3.4). Thread safety: for the lane only.
 */
final class SubscribePacer {

    /** The server's window, and a second for the way there. */
    private static final long WINDOW_NANOS = Duration.ofSeconds(61).toNanos();

    private final int framesPerWindow;
    /** When the frames of the last window were sent, oldest first. */
    private final Deque<Long> sent = new ArrayDeque<>();
    /** Until when the server does not want any more; meaningless while {@code held} is false. */
    private long heldUntil;
    /** Whether the server has asked to wait. */
    private boolean held;

    SubscribePacer(int framesPerWindow) {
        this.framesPerWindow = Math.max(1, framesPerWindow);
    }

    /** Returns how long the next frame has to wait; zero if it may leave now. */
    Duration delay(long now) {
        while (!sent.isEmpty() && now - sent.getFirst() >= WINDOW_NANOS) {
            sent.removeFirst();
        }
        held = held && heldUntil - now > 0;
        long wait = held ? heldUntil - now : 0;
        if (sent.size() >= framesPerWindow) {
            wait = Math.max(wait, sent.getFirst() + WINDOW_NANOS - now);
        }
        return Duration.ofNanos(wait);
    }

    void sent(long now) {
        sent.addLast(now);
    }

    void hold(long now, Duration time) {
        held = true;
        heldUntil = now + time.toNanos();
    }
}
