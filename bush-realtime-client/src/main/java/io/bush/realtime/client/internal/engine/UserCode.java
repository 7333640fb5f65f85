package io.bush.realtime.client.internal.engine;

import io.bush.realtime.client.channel.Channel;
import io.bush.realtime.client.connection.ClientListener;
import io.bush.realtime.client.internal.lane.Lane;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the application's code runs: never on the client's own lane or on a thread of the JDK, and whatever it throws ends
 * here. Knows how much of it is waiting or running. Thread safety: safe for use by any thread.
 */
final class UserCode {

    /**
     * What the application has to be told, and on which lane.
     *
     * @param lane the channel's, or the listener's
     * @param work calls the application's code, and catches what that throws
     */
    record Delivery(Lane lane, Runnable work) {}

    private static final Logger LOG = LoggerFactory.getLogger("io.bush.realtime.client");

    private final Executor executor;
    private final ClientListener listener;
    private final Consumer<Throwable> refused;
    private final ThreadLocal<Boolean> inside = ThreadLocal.withInitial(() -> false);
    private final CompletableFuture<Void> idle = new CompletableFuture<>();
    private final Object lock = new Object();
    /** How much work waits or runs; guarded by lock. */
    private int pending;
    /** Whether somebody waits until nothing does; guarded by lock. */
    private boolean awaited;
    /** Whether the executor has refused, so that some of what waits is lost; guarded by lock. */
    private boolean broken;

    /** What the executor throws when it refuses goes to {@code refused}. */
    UserCode(Executor executor, ClientListener listener, Consumer<Throwable> refused) {
        this.executor = executor;
        this.listener = listener;
        this.refused = refused;
    }

    Lane newLane() {
        return new Lane(executor, this::executorRefused);
    }

    /** Whether the caller is the application's code, called by this client. */
    boolean isCaller() {
        return inside.get();
    }

    /** Queues work that calls the application's code; returns false if it will never run. */
    boolean offer(Lane lane, Runnable work) {
        synchronized (lock) {
            pending++;
        }
        boolean accepted = lane.offer(() -> run(work));
        if (!accepted) {
            finished();
        }
        return accepted;
    }

    /** Completes once when nothing waits or runs. */
    CompletableFuture<Void> idle() {
        boolean now;
        synchronized (lock) {
            awaited = true;
            now = pending == 0 || broken;
        }
        if (now) {
            idle.complete(null);
        }
        return idle;
    }

    /** Tells the listener something; for work. */
    void tell(Consumer<ClientListener> what) {
        try {
            what.accept(listener);
        } catch (Throwable failure) {
            LOG.warn("The client's listener failed", failure);
        }
    }

    /** Tells the listener that a handler failed; for work. */
    void handlerFailed(Channel channel, Throwable failure) {
        tell(it -> it.handlerFailed(channel, failure));
    }

    private void run(Runnable work) {
        boolean outer = inside.get();
        inside.set(true);
        try {
            work.run();
        } catch (Throwable fault) {
            LOG.error("A fault of the client", fault);
        } finally {
            if (!outer) {
                inside.remove();
            }
            finished();
        }
    }

    private void finished() {
        boolean now;
        synchronized (lock) {
            pending--;
            now = awaited && pending == 0;
        }
        if (now) {
            idle.complete(null);
        }
    }

    private void executorRefused(Throwable refusal) {
        boolean now;
        synchronized (lock) {
            broken = true;
            now = awaited;
        }
        if (now) {
            idle.complete(null);
        }
        refused.accept(refusal);
    }
}
