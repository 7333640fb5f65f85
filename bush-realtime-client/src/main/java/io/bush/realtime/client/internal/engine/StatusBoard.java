package io.bush.realtime.client.internal.engine;

import io.bush.realtime.client.connection.ConnectionException;
import io.bush.realtime.client.connection.ConnectionState;
import io.bush.realtime.client.connection.ConnectionStatus;
import io.bush.realtime.client.connection.StatusLight;
import io.bush.realtime.client.internal.lane.Alarm;
import io.bush.realtime.client.internal.parts.Parts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What is shown of the connection: the status, its light, and who waits for a state. Thread safety: {@link #status} and
 * {@link #when} are for any thread, all else for the lane.
 */
final class StatusBoard {

    /** How a round of polls went. */
    enum Poll {
        /** It brought what there was. */
        WORKED,
        /** It did not. */
        FAILED
    }

    /** Without anything coming for so long, the light is red. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** How many changes may wait for a listener that is behind. */
    private static final int MOST_UNTOLD = 16;

    private final Parts parts;
    private final Alarm red;
    private final Object lock = new Object();
    /** Changes that the listener has not heard of, oldest first; guarded by lock. */
    private final Deque<ConnectionStatus> untold = new ArrayDeque<>();
    /** Those who wait for a state; guarded by lock. */
    private final Map<ConnectionState, CompletableFuture<ConnectionStatus>> waiting =
            new EnumMap<>(ConnectionState.class);
    /** Why no state comes any more; null until then. Guarded by lock. */
    private @Nullable ConnectionException over;
    /** The present one; written on the lane. */
    private volatile ConnectionStatus status;
    /** When the present one was told, by the monotonic clock. */
    private long toldAt;
    /** Whether nothing has come for too long. */
    private boolean dark;
    /** How the last poll went. */
    private Poll poll = Poll.FAILED;

    StatusBoard(Parts parts) {
        this.parts = parts;
        this.red = parts.alarm();
        status = new ConnectionStatus(
                ConnectionState.DISCONNECTED,
                StatusLight.OFF,
                parts.world().clock().wallTime(),
                null,
                null);
    }

    ConnectionStatus status() {
        return status;
    }

    /** Completes as soon as the state is this one, on the handler executor. */
    CompletionStage<ConnectionStatus> when(ConnectionState state) {
        synchronized (lock) {
            ConnectionStatus now = status;
            if (now.state() == state) {
                return CompletableFuture.completedStage(now);
            }
            ConnectionException never = over;
            return never != null
                    ? CompletableFuture.failedStage(never)
                    : waiting.computeIfAbsent(state, it -> new CompletableFuture<>())
                            .minimalCompletionStage();
        }
    }

    /** The client is closed; whoever waits does so in vain. */
    void close(ConnectionException why) {
        Map<ConnectionState, CompletableFuture<ConnectionStatus>> all;
        synchronized (lock) {
            over = why;
            all = new EnumMap<>(waiting);
            waiting.clear();
        }
        red.clear();
        all.values().forEach(it -> complete(() -> it.completeExceptionally(why)));
    }

    /** Something comes, or is expected to: the clock of the red light stands still. */
    void bright() {
        dark = false;
        red.clear();
    }

    /** Nothing comes any more; in a while the light is red. */
    void dim() {
        if (!dark && !red.isSet()) {
            red.set(PATIENCE, () -> {
                dark = true;
                relight();
            });
        }
    }

    /** A round of polls has ended. */
    void polled(Poll how) {
        poll = how;
        if (how == Poll.WORKED) {
            bright();
        } else {
            dim();
        }
        relight();
    }

    void pollingBegins() {
        poll = Poll.FAILED;
    }

    private void relight() {
        ConnectionStatus now = status;
        if (light(now.state(), now.cause()) != now.light()) {
            Duration told = now.nextAttempt();
            Duration left = told == null ? null : told.minusNanos(parts.now() - toldAt);
            become(now.state(), now.cause(), left == null || left.isNegative() ? null : left);
        }
    }

    void become(ConnectionState state, @Nullable ConnectionException cause, @Nullable Duration nextAttempt) {
        ConnectionStatus before = status;
        Instant since =
                before.state() == state ? before.since() : parts.world().clock().wallTime();
        ConnectionStatus now = new ConnectionStatus(state, light(state, cause), since, cause, nextAttempt);
        if (now.equals(before)) {
            return;
        }
        toldAt = parts.now();
        CompletableFuture<ConnectionStatus> reached;
        boolean first;
        synchronized (lock) {
            status = now;
            reached = before.state() == state ? null : waiting.remove(state);
            first = untold.isEmpty();
            if (untold.size() == MOST_UNTOLD) {
                untold.removeLast();
            }
            untold.addLast(now);
        }
        if (first) {
            complete(this::tell);
        }
        if (reached != null) {
            complete(() -> reached.complete(now));
        }
    }

    private StatusLight light(ConnectionState state, @Nullable ConnectionException cause) {
        return switch (state) {
            case DISCONNECTED -> cause == null ? StatusLight.OFF : StatusLight.RED;
            case CONNECTED -> StatusLight.GREEN;
            case POLLING -> dark ? StatusLight.RED : poll == Poll.FAILED ? StatusLight.YELLOW : StatusLight.ORANGE;
            default -> dark ? StatusLight.RED : StatusLight.YELLOW;
        };
    }

    private void tell() {
        for (ConnectionStatus next = peek(); next != null; next = nextAfter(next)) {
            ConnectionStatus now = next;
            parts.user().tell(it -> it.stateChanged(now));
        }
    }

    private @Nullable ConnectionStatus peek() {
        synchronized (lock) {
            return untold.peek();
        }
    }

    /** One that is being told stays in its place, so that nobody else begins to tell. */
    private @Nullable ConnectionStatus nextAfter(ConnectionStatus told) {
        synchronized (lock) {
            untold.removeFirstOccurrence(told);
            return untold.peek();
        }
    }

    private void complete(Runnable completion) {
        parts.user().complete(parts.listenerLane(), completion);
    }
}
