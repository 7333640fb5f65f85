package io.bush.realtime.jakarta.internal;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The calls that end one container socket, on threads that may block, and the one timer that watches them. It decides
 * nothing: {@link SocketTransport} does. Thread safety: safe for use by any thread.
 */
final class SocketEnd {

    private final Session session;
    private final SocketThreads threads;
    private final IntConsumer lost;

    /** Counted as a close under way. Guarded by this, like every field below. */
    private boolean counted;
    /** The container's close is running: an end it reports now is its own doing, not the other side's answer. */
    private boolean closeRunning;

    private boolean dropped;
    private @Nullable Future<?> timer;

    SocketEnd(Session session, SocketThreads threads, IntConsumer lost) {
        this.session = session;
        this.threads = threads;
        this.lost = lost;
    }

    /** A close is wanted: whoever stops the adapter waits a little until {@link #settled}. */
    synchronized void begins() {
        counted = true;
        threads.closeBegins();
    }

    /** The close is out, or never will be. */
    synchronized void settled() {
        if (counted) {
            counted = false;
            threads.closeEnds();
        }
    }

    /** Runs something later instead of what was to run later. */
    synchronized void watch(Duration delay, Runnable task) {
        stopTimer();
        timer = threads.later(delay, task);
    }

    /** The container has reported the end. The watch goes on if the other side may not know yet. */
    synchronized void reported() {
        if (!closeRunning) {
            stopTimer();
        }
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    /** Closes by the container's own call; when that breaks, the broken task runs. */
    void close(@Nullable CloseReason reason, Runnable broken) {
        boolean taken = threads.close(() -> {
            running(true);
            try {
                session.close(reason);
            } catch (IOException | RuntimeException gone) {
                broken.run();
            } finally {
                running(false);
                settled();
            }
        });
        if (!taken) {
            settled();
        }
    }

    private synchronized void running(boolean now) {
        closeRunning = now;
    }

    /** Drops the connection, once, and tells that it is lost. */
    void drop() {
        settled();
        synchronized (this) {
            stopTimer();
            if (dropped) {
                return;
            }
            dropped = true;
        }
        threads.close(() -> {
            HardClose.drop(session);
            lost.accept(CloseReason.CloseCodes.CLOSED_ABNORMALLY.getCode());
            try {
                session.close();
            } catch (IOException | RuntimeException gone) {
                // That is what was wanted; some containers only now forget the session.
            }
        });
    }
}
