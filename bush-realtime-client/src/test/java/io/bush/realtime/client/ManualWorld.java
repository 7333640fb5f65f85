package io.bush.realtime.client;

import io.bush.realtime.client.internal.engine.World;
import io.bush.realtime.client.internal.lane.Clock;
import io.bush.realtime.client.internal.lane.Scheduler;
import io.bush.realtime.client.internal.transport.ClientTransport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;

/** Time that stands still and threads that run when told to. Thread safety: for one thread. */
final class ManualWorld implements Clock, Scheduler {

    private record Timer(long at, long number, Runnable task) {}

    private final Deque<Runnable> core = new ArrayDeque<>();
    private final Deque<Runnable> handlers = new ArrayDeque<>();
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparingLong(Timer::at).thenComparingLong(Timer::number));
    private long now;
    private long newest;
    /** What the executor for handlers throws; null if it works. */
    private RuntimeException handlersRefusal;
    /** How often the client gave its threads back. */
    int released;

    World world(ClientTransport transport) {
        return new World(this, this, core::add, this::runHandlers, transport, () -> released++);
    }

    private void runHandlers(Runnable task) {
        if (handlersRefusal != null) {
            throw handlersRefusal;
        }
        handlers.add(task);
    }

    void refuseHandlers(RuntimeException refusal) {
        handlersRefusal = refusal;
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public Instant wallTime() {
        return Instant.parse("2026-01-15T10:30:00Z").plusNanos(now);
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
        newest++;
        Timer timer = new Timer(now + delay.toNanos(), newest, task);
        timers.add(timer);
        return () -> timers.remove(timer);
    }

    /** Runs everything that is due. */
    void pump() {
        while (!core.isEmpty() || !handlers.isEmpty()) {
            pumpClient();
            Runnable handler = handlers.poll();
            if (handler != null) {
                handler.run();
            }
        }
    }

    /** Runs the client's own work, but no handler: they are slow today. */
    void pumpClient() {
        for (Runnable task = core.poll(); task != null; task = core.poll()) {
            task.run();
        }
    }

    void advance(Duration time) {
        pump();
        long target = now + time.toNanos();
        while (!timers.isEmpty() && timers.peek().at() <= target) {
            Timer due = timers.remove();
            now = Math.max(now, due.at());
            due.task().run();
            pump();
        }
        now = target;
    }

    int timers() {
        return timers.size();
    }

    int waiting() {
        return core.size() + handlers.size();
    }
}
