package io.bush.realtime.client.internal.user;

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
public final class UserCode {

    /**
     * What the application has to be told, and on which lane.
     *
     * @param lane the channel's, or the listener's
     * @param work calls the application's code, and catches what that throws
     */
    public record Delivery(Lane lane, Runnable work) {}

    private static final Logger LOG = LoggerFactory.getLogger("io.bush.realtime.client");

    private final Executor executor;
    private final ClientListener listener;
    private final Consumer<Throwable> refused;
    private final ThreadLocal<Boolean> inside = ThreadLocal.withInitial(() -> false);
    private final CompletableFuture<Void> still = new CompletableFuture<>();
    private final CompletableFuture<Void> idle = new CompletableFuture<>();
    private final Object lock = new Object();
    /** How much work waits or runs; guarded by lock. */
    private int pending;
    /** How much work runs that may not once we are shut; guarded by lock. */
    private int running;
    /** Whether no more work may start; guarded by lock. */
    private boolean shut;
    /** Whether somebody waits until nothing is left; guarded by lock. */
    private boolean awaited;
    /** Whether the executor has refused, so that some of what waits is lost; guarded by lock. */
    private boolean broken;

    /**
     * Makes one.
     *
     * @param executor where the code runs
     * @param listener told what goes wrong
     * @param refused gets what the executor throws when it refuses
     */
    public UserCode(Executor executor, ClientListener listener, Consumer<Throwable> refused) {
        this.executor = executor;
        this.listener = listener;
        this.refused = refused;
    }

    /**
     * Makes a lane for things that are told one after another.
     *
     * @return the lane
     */
    public Lane newLane() {
        return new Lane(executor, this::executorRefused);
    }

    /**
     * Returns whether the caller is the application's code, called by this client.
     *
     * @return whether it would wait for itself
     */
    public boolean isCaller() {
        return inside.get();
    }

    /**
     * Queues work that calls the application's code. It does not start after {@link #shut}.
     *
     * @param lane where
     * @param work what
     * @param done runs when the work has run or never will
     * @return false if the executor refuses
     */
    public boolean offer(Lane lane, Runnable work, Runnable done) {
        return submit(lane, () -> run(work), done);
    }

    /**
     * Queues work that calls the application's code. It does not start after {@link #shut}.
     *
     * @param lane where
     * @param work what
     * @return false if the executor refuses
     */
    public boolean offer(Lane lane, Runnable work) {
        return offer(lane, work, () -> {});
    }

    /**
     * Completes a stage that the application waits for, also after {@link #shut}; on the caller's thread if the executor
     * refuses, because nobody shall wait for ever.
     *
     * @param lane where
     * @param completion completes it
     */
    public void complete(Lane lane, Runnable completion) {
        if (!submit(lane, () -> guarded(completion), () -> {})) {
            guarded(completion);
        }
    }

    /** Lets no more work start; completions still run. */
    public void shut() {
        boolean now;
        synchronized (lock) {
            shut = true;
            now = running == 0;
        }
        if (now) {
            still.complete(null);
        }
    }

    /**
     * Returns what completes when we are shut and no work runs any more.
     *
     * @return the same future each time
     */
    public CompletableFuture<Void> still() {
        return still;
    }

    /**
     * Asks to be told when nothing waits or runs, not even completions.
     *
     * @return the same future each time
     */
    public CompletableFuture<Void> idle() {
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

    /**
     * Tells the listener something; for work.
     *
     * @param what calls it
     */
    public void tell(Consumer<ClientListener> what) {
        try {
            what.accept(listener);
        } catch (Throwable failure) {
            LOG.warn("The client's listener failed", failure);
        }
    }

    /**
     * Tells the listener that a handler failed; for work.
     *
     * @param channel whose handler
     * @param failure what it threw
     */
    public void handlerFailed(Channel channel, Throwable failure) {
        tell(it -> it.handlerFailed(channel, failure));
    }

    private boolean submit(Lane lane, Runnable work, Runnable done) {
        synchronized (lock) {
            pending++;
        }
        boolean accepted = lane.offer(() -> {
            try {
                work.run();
            } finally {
                done.run();
                finished();
            }
        });
        if (!accepted) {
            done.run();
            finished();
        }
        return accepted;
    }

    private void run(Runnable work) {
        synchronized (lock) {
            if (shut) {
                return;
            }
            running++;
        }
        try {
            guarded(work);
        } finally {
            boolean now;
            synchronized (lock) {
                running--;
                now = shut && running == 0;
            }
            if (now) {
                still.complete(null);
            }
        }
    }

    private void guarded(Runnable work) {
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
