package io.bush.realtime.redis.internal.topology;

import io.bush.realtime.redis.internal.lane.Lane;
import io.bush.realtime.time.NodeRuntime;
import io.bush.realtime.time.Scheduler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tries to make a connection until there is one: one try at a time, each given up after a while, with longer and longer
 * pauses. A connection that comes too late is discarded. What a server says when it closes a connection at once is often
 * lost on the way, so that the first tries may have to fail until one of them tells why ({@link #mayTellMore}). Thread
 * safety: {@link #close} from any thread, everything else on the lane.
 *
 * @param <T> the connection
 */
public final class Attempts<T> {

    /** So many tries in a row without a word, and the next ones are taken to end the same way; that is after a second. */
    private static final int MOST_WITHOUT_WORD = 6;

    private final NodeRuntime runtime;
    private final Lane lane;
    private final Duration patience;
    private final Supplier<CompletionStage<T>> make;
    private final Consumer<T> discard;
    private final Listener<T> listener;
    private final Backoff backoff;

    /** Which try counts. Touched on the lane, as everything below that is not volatile. */
    private int generation;

    private boolean trying;
    /** How many of the last tries ended without a word of the server. */
    private int withoutWord;
    /** The one timer there is: until a try has taken too long, or until the next one. */
    private volatile Scheduler.@Nullable Cancellable timer;
    /** Whether this node has left. Only ever set. */
    private volatile boolean closed;

    /**
     * Hears how a try went, on the lane.
     *
     * @param <T> the connection
     */
    public interface Listener<T> {

        /**
         * There is a connection; nothing more is tried.
         *
         * @param connection the connection
         */
        void made(T connection);

        /**
         * There is none; the next try is planned.
         *
         * @param why what went wrong
         */
        void failed(Throwable why);
    }

    /**
     * Tries nothing yet.
     *
     * @param runtime the node's
     * @param lane where everything happens
     * @param patience after which time a try is given up
     * @param make begins a try
     * @param discard closes what came too late
     * @param listener hears how it went
     */
    public Attempts(
            NodeRuntime runtime,
            Lane lane,
            Duration patience,
            Supplier<CompletionStage<T>> make,
            Consumer<T> discard,
            Listener<T> listener) {
        this.runtime = runtime;
        this.lane = lane;
        this.patience = patience;
        this.make = make;
        this.discard = discard;
        this.listener = listener;
        this.backoff = new Backoff(runtime.random());
    }

    /** Tries now, unless a try is under way. */
    public void begin() {
        if (closed || trying) {
            return;
        }
        cancelTimer();
        trying = true;
        int mine = ++generation;
        made().whenComplete((made, failure) -> lane.execute(() -> arrived(mine, made, failure)));
        later(patience, () -> arrived(mine, null, new IllegalStateException("no connection after " + patience)));
    }

    /** lettuce throws some of what goes wrong; a try that ended nobody knows of would be the last one. */
    private CompletionStage<T> made() {
        try {
            return make.get();
        } catch (RuntimeException | Error thrown) {
            return CompletableFuture.failedFuture(thrown);
        }
    }

    /** Tries after a pause, unless a try is under way. */
    public void beginLater() {
        if (!trying) {
            later(backoff.next(), this::begin);
        }
    }

    /** What was made turned out to work: the next pause is a short one. */
    public void worked() {
        backoff.reset();
    }

    /**
     * Tells whether the last try failed without a word of the server, and not for the sixth time in a row: the next one may
     * tell what is wrong.
     *
     * @return true when it is too early to give a reason
     */
    public boolean mayTellMore() {
        return withoutWord > 0 && withoutWord < MOST_WITHOUT_WORD;
    }

    private void arrived(int attempt, @Nullable T made, @Nullable Throwable failure) {
        if (attempt != generation || !trying || closed) {
            if (made != null) {
                discard.accept(made);
            }
            return;
        }
        trying = false;
        cancelTimer();
        if (made == null) {
            Throwable why = failure == null
                    ? new IllegalStateException("no connection and no reason")
                    : NoWordException.explained(failure);
            withoutWord = why instanceof NoWordException ? withoutWord + 1 : 0;
            listener.failed(why);
            beginLater();
        } else {
            withoutWord = 0;
            listener.made(made);
        }
    }

    private void later(Duration delay, Runnable task) {
        cancelTimer();
        if (closed) {
            // Making a first connection takes long enough for the node to be gone meanwhile, and its timers with it.
            return;
        }
        timer = runtime.scheduler().schedule(delay, () -> lane.execute(task));
        if (closed) {
            cancelTimer();
        }
    }

    private void cancelTimer() {
        Scheduler.Cancellable running = timer;
        if (running != null) {
            running.cancel();
        }
    }

    /** Tries nothing any more. */
    public void close() {
        closed = true;
        cancelTimer();
    }
}
