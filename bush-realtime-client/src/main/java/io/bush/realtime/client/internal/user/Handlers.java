package io.bush.realtime.client.internal.user;

import io.bush.realtime.client.channel.Registration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The application's handlers of one channel, called in the order in which they were added. Thread safety: adding and
 * taking away is safe on any thread; {@link #call} is for the channel's lane.
 */
public final class Handlers {

    /**
     * Handles one kind of message.
     *
     * @param <M> the kind
     */
    @FunctionalInterface
    public interface Handler<M> {

        /**
         * Handles one.
         *
         * @param message which
         * @throws Exception to report a failure
         */
        void handle(M message) throws Exception;
    }

    private static final class Entry<M> {
        private final Class<M> type;
        private final Predicate<? super M> wants;
        private final Handler<? super M> handler;
        /** Whether it may still be called; written by any thread. */
        private volatile boolean on = true;

        Entry(Class<M> type, Predicate<? super M> wants, Handler<? super M> handler) {
            this.type = type;
            this.wants = wants;
            this.handler = handler;
        }

        void call(Object message) throws Exception {
            if (on && type.isInstance(message)) {
                M mine = type.cast(message);
                if (wants.test(mine)) {
                    handler.handle(mine);
                }
            }
        }
    }

    private final List<Entry<?>> entries = new CopyOnWriteArrayList<>();

    /** Makes one without handlers. */
    public Handlers() {}

    /**
     * Adds a handler.
     *
     * @param type what it handles
     * @param wants which of these
     * @param handler called for them
     * @param <M> what it handles
     * @return takes it away
     */
    public <M> Registration add(Class<M> type, Predicate<? super M> wants, Handler<? super M> handler) {
        Entry<M> entry = new Entry<>(type, wants, handler);
        entries.add(entry);
        return () -> {
            entry.on = false;
            entries.remove(entry);
        };
    }

    /**
     * Calls every handler of a message.
     *
     * @param message what to handle
     * @param open whether any more may be called
     * @param failures gets what handlers throw
     */
    public void call(Object message, BooleanSupplier open, Consumer<Throwable> failures) {
        for (Entry<?> entry : entries) {
            if (!open.getAsBoolean()) {
                return;
            }
            try {
                entry.call(message);
            } catch (Throwable failure) {
                failures.accept(failure);
            }
        }
    }
}
