package io.bush.realtime.client.internal.user;

import io.bush.realtime.client.channel.Channel;
import io.bush.realtime.client.channel.Registration;
import io.bush.realtime.client.internal.lane.Lane;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Tells handlers the newest of something, and skips what they were too slow for: at most one telling waits. Thread safety:
 * safe for use by any thread.
 *
 * @param <M> what they are told
 */
public final class News<M> {

    private final UserCode user;
    private final Lane lane;
    private final Channel channel;
    private final BooleanSupplier wanted;
    private final Handlers handlers = new Handlers();
    /** Whether a telling waits. */
    private final AtomicBoolean waiting = new AtomicBoolean();
    /** The newest there is; written by one thread at a time. */
    private volatile M newest;
    /** What was told last; for the handlers' lane. */
    private M told;

    /**
     * Makes news of something.
     *
     * @param user runs the handlers
     * @param lane where they run
     * @param channel whose handlers they are
     * @param wanted whether any of them may still be called
     * @param first what is known before anything was told
     */
    public News(UserCode user, Lane lane, Channel channel, BooleanSupplier wanted, M first) {
        this.user = user;
        this.lane = lane;
        this.channel = channel;
        this.wanted = wanted;
        this.newest = first;
        this.told = first;
    }

    /**
     * Returns the newest.
     *
     * @return what handlers are told, or are about to be
     */
    public M newest() {
        return newest;
    }

    /**
     * Adds a handler.
     *
     * @param type of what it is told
     * @param handler called for what is newer than now
     * @return takes it away again
     */
    public Registration add(Class<? super M> type, Consumer<? super M> handler) {
        return handlers.add(type, it -> true, it -> handler.accept(told));
    }

    /**
     * Tells something newer.
     *
     * @param what the newest
     */
    public void tell(M what) {
        newest = what;
        if (waiting.compareAndSet(false, true)) {
            var unused = user.offer(lane, this::run);
        }
    }

    private void run() {
        waiting.set(false);
        M now = newest;
        if (now != told) {
            told = now;
            handlers.call(now, wanted, failure -> user.handlerFailed(channel, failure));
        }
    }
}
