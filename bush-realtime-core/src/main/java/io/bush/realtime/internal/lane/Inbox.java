package io.bush.realtime.internal.lane;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The hand-over from a thread that must not wait to a lane, bounded by itself and by the lane (contract P9): what finds no room is dropped, and whoever
 * takes the rest is told once for all that was dropped until then, so that it is fetched from where it is stored.
 *
 * <p>Thread safety: {@link #put} by any thread; both receivers are called on the lane.
 *
 * @param <T> what is handed over
 */
public final class Inbox<T> {

    private final Lane lane;
    private final int most;
    private final Consumer<T> taker;
    private final Runnable onOverflow;
    /** Handed over and not taken yet. */
    private final AtomicInteger waiting = new AtomicInteger();
    /** Something was dropped, and the taker is about to be told. */
    private final AtomicBoolean overflowed = new AtomicBoolean();

    /**
     * Makes an empty inbox.
     *
     * @param lane where it is taken
     * @param most how many may wait, at least 1
     * @param taker takes one
     * @param onOverflow hears that some were dropped; everything that was put before has been taken by then
     */
    public Inbox(Lane lane, int most, Consumer<T> taker, Runnable onOverflow) {
        this.lane = lane;
        this.most = most;
        this.taker = taker;
        this.onOverflow = onOverflow;
    }

    /** Hands something over, or drops it; never waits. */
    public void put(T one) {
        if (waiting.incrementAndGet() <= most && lane.offer(() -> take(one))) {
            return;
        }
        waiting.decrementAndGet();
        if (overflowed.compareAndSet(false, true)) {
            lane.execute(this::tell);
        }
    }

    private void take(T one) {
        waiting.decrementAndGet();
        taker.accept(one);
    }

    /** Before the receiver: what is dropped while it works was not there when it looked, and is told again. */
    private void tell() {
        overflowed.set(false);
        onOverflow.run();
    }
}
