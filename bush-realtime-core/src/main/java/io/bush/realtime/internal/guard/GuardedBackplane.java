package io.bush.realtime.internal.guard;

import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.backplane.BackplaneListener;
import io.bush.realtime.backplane.ConnectionLeases;
import io.bush.realtime.backplane.RealtimeException;
import io.bush.realtime.bus.Bus;
import io.bush.realtime.bus.BusListener;
import io.bush.realtime.bus.Signal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.AppendResult;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.eventlog.ReadLimit;
import io.bush.realtime.eventlog.Replay;
import io.bush.realtime.lock.LockStore;
import io.bush.realtime.observe.RealtimeListener;
import io.bush.realtime.presence.PresenceStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a back end, so that one that throws, or returns no stage, is one that answers with a failure: whoever
 * asks is always answered (contract P9). Thread safety: as the back end's.
 */
public final class GuardedBackplane implements Backplane {

    private final Backplane target;
    private final RealtimeListener listener;
    private final EventLog log;
    private final Bus bus;
    private final ConnectionLeases leases;
    private final PresenceStore presence;
    private final LockStore locks;

    /** Stands before a back end. */
    public GuardedBackplane(Backplane target, RealtimeListener listener) {
        this.target = target;
        this.listener = listener;
        this.log = new Log(target.eventLog());
        this.bus = new Link(target.bus());
        this.leases = new Leases(target.connectionLeases());
        this.presence = new GuardedPresence(target.presence());
        this.locks = new GuardedLocks(target.locks());
    }

    @Override
    public void listen(BackplaneListener hears) {
        target.listen(hears);
    }

    @Override
    public EventLog eventLog() {
        return log;
    }

    @Override
    public Bus bus() {
        return bus;
    }

    @Override
    public ConnectionLeases connectionLeases() {
        return leases;
    }

    @Override
    public PresenceStore presence() {
        return presence;
    }

    @Override
    public LockStore locks() {
        return locks;
    }

    @Override
    public void close() {
        tell("Backplane.close", target::close);
    }

    static <T> CompletionStage<T> ask(Supplier<? extends @Nullable CompletionStage<T>> question) {
        try {
            CompletionStage<T> answer = question.get();
            return answer == null
                    ? CompletableFuture.failedFuture(new IllegalStateException("returned no stage"))
                    : answer;
        } catch (RuntimeException | Error failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    /** The same for what the application asks for itself: it fails with a type of ours, whatever the back end throws. */
    static <T> CompletionStage<T> askTyped(String what, Supplier<? extends @Nullable CompletionStage<T>> question) {
        return ask(question).exceptionallyCompose(failure -> CompletableFuture.failedFuture(typed(what, failure)));
    }

    private static RealtimeException typed(String what, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof RealtimeException known
                ? known
                : new RealtimeException(what + " could not be asked", cause);
    }

    private void tell(String where, Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error failure) {
            listener.failed(where, failure);
        }
    }

    private record Log(EventLog target) implements EventLog {

        @Override
        public CompletionStage<AppendResult> append(
                EventContent content, Retention retention, @Nullable String idempotencyKey) {
            return ask(() -> target.append(content, retention, idempotencyKey));
        }

        @Override
        public CompletionStage<Replay> readAfter(
                Channel channel, Position after, Retention retention, ReadLimit limit) {
            return ask(() -> target.readAfter(channel, after, retention, limit));
        }

        @Override
        public CompletionStage<List<Position>> heads(List<Channel> channels, Retention retention) {
            return ask(() -> target.heads(channels, retention));
        }

        @Override
        public CompletionStage<Position> startAnew(Channel channel, Retention retention, Duration age) {
            return ask(() -> target.startAnew(channel, retention, age));
        }
    }

    private final class Link implements Bus {

        private final Bus target;

        Link(Bus target) {
            this.target = target;
        }

        @Override
        public void listen(BusListener hears) {
            target.listen(hears);
        }

        @Override
        public CompletionStage<Void> subscribe(Channel channel) {
            return ask(() -> target.subscribe(channel));
        }

        @Override
        public void unsubscribe(Channel channel) {
            tell("Bus.unsubscribe", () -> target.unsubscribe(channel));
        }

        @Override
        public CompletionStage<Void> announce(Event event) {
            return ask(() -> target.announce(event));
        }

        @Override
        public CompletionStage<Void> signal(Signal signal) {
            return ask(() -> target.signal(signal));
        }
    }

    private final class Leases implements ConnectionLeases {

        private final ConnectionLeases target;

        Leases(ConnectionLeases target) {
            this.target = target;
        }

        @Override
        public CompletionStage<Boolean> acquire(String userId, String connectionId, int limit) {
            return ask(() -> target.acquire(userId, connectionId, limit));
        }

        @Override
        public void release(String userId, String connectionId) {
            tell("ConnectionLeases.release", () -> target.release(userId, connectionId));
        }

        @Override
        public CompletionStage<Integer> count(String userId) {
            return askTyped("connections", () -> target.count(userId));
        }
    }
}
