package io.bush.realtime.redis.internal.command;

import io.bush.realtime.time.NodeRuntime;
import io.bush.realtime.time.Scheduler;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The calls that are not over, looked at every {@link #TICK} as long as there is any, so that late ones are ended. Thread
 * safety: safe for use by any thread.
 */
final class OpenCalls {

    static final Duration TICK = Duration.ofMillis(50);

    private final NodeRuntime runtime;
    private final Consumer<Call> late;
    private final Runnable afterTick;
    private final Set<Call> calls = ConcurrentHashMap.newKeySet();
    /** Whether a tick is planned. */
    private final AtomicBoolean ticking = new AtomicBoolean();

    private volatile Scheduler.@Nullable Cancellable nextTick;
    /** Whether this node has left. Only ever set. */
    private volatile boolean closed;

    OpenCalls(NodeRuntime runtime, Consumer<Call> late, Runnable afterTick) {
        this.runtime = runtime;
        this.late = late;
        this.afterTick = afterTick;
    }

    void add(Call call) {
        calls.add(call);
        tickLater();
    }

    void remove(Call call) {
        calls.remove(call);
    }

    void forEach(Consumer<Call> action) {
        calls.forEach(action);
    }

    private void tickLater() {
        if (!closed && !ticking.get() && ticking.compareAndSet(false, true)) {
            nextTick =
                    runtime.scheduler().schedule(TICK, () -> runtime.executor().execute(this::tick));
        }
    }

    private void tick() {
        long now = runtime.clock().nanoTime();
        for (Call call : calls) {
            if (call.isLate(now)) {
                late.accept(call);
            }
        }
        afterTick.run();
        ticking.set(false);
        if (!calls.isEmpty()) {
            tickLater();
        }
    }

    /** Looks at nothing any more. */
    void close() {
        closed = true;
        Scheduler.Cancellable tick = nextTick;
        if (tick != null) {
            tick.cancel();
        }
    }
}
