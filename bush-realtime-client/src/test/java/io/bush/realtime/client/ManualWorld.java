package io.bush.realtime.client;

import io.bush.realtime.client.internal.lane.Clock;
import io.bush.realtime.client.internal.lane.Scheduler;
import io.bush.realtime.client.internal.lane.SleepWatch;
import io.bush.realtime.client.internal.parts.World;
import io.bush.realtime.client.internal.transport.ClientTransport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/** Time that stands still and threads that run when told to. Thread safety: for one thread. */
final class ManualWorld implements Clock, Scheduler {

    /** The random part of every wait, unless a test brings its own randomness. */
    static final Duration JITTER = Duration.ofMillis(500);

    private static final Instant START = Instant.parse("2026-01-15T10:30:00Z");
    /** Close to the overflow of a long, which every longer test crosses. */
    private static final long ORIGIN = Long.MAX_VALUE - Duration.ofSeconds(30).toNanos();

    private record Timer(long at, long number, Runnable task) {}

    private final Deque<Runnable> core = new ArrayDeque<>();
    private final Deque<Runnable> handlers = new ArrayDeque<>();
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparingLong(Timer::at).thenComparingLong(Timer::number));
    private final RandomGenerator random;
    /** Time since the start, in nanoseconds. */
    private long elapsed;
    /** How far the machine's wall clock is off. */
    private Duration wallError = Duration.ZERO;

    private long newest;
    /** The look for sleeps that is due next; null while nobody wants to know of them. Never by itself, and counted by no test. */
    private Runnable look;

    private final SleepWatch watch = new SleepWatch(this, (delay, task) -> {
        look = task;
        return () -> look = null;
    });
    /** What the executor for handlers throws; null if it works. */
    private RuntimeException handlersRefusal;
    /** How often the client gave its threads back. */
    int released;

    ManualWorld() {
        this(new Half());
    }

    ManualWorld(RandomGenerator random) {
        this.random = random;
    }

    /** Randomness that a test can reckon with. */
    private static final class Half implements RandomGenerator {
        private long next;

        @Override
        public long nextLong() {
            return next++;
        }

        @Override
        public int nextInt(int bound) {
            return bound / 2;
        }
    }

    World world(ClientTransport transport) {
        return new World(this, this, watch, random, core::add, this::runHandlers, transport, () -> released++);
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

    void setWallError(Duration error) {
        wallError = error;
    }

    /** The machine sleeps, or its clock is set: nothing knows of it but the wall clock. */
    void sleep(Duration time) {
        pump();
        wallError = wallError.plus(time);
        if (look != null) {
            look.run();
        }
        pump();
    }

    /** Whether anybody wants to know of sleeps. */
    boolean isWatched() {
        return look != null;
    }

    @Override
    public long nanoTime() {
        return ORIGIN + elapsed;
    }

    @Override
    public Instant wallTime() {
        return START.plusNanos(elapsed).plus(wallError);
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
        newest++;
        Timer timer = new Timer(elapsed + delay.toNanos(), newest, task);
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

    /** Runs handlers, but nothing of the client's own. */
    void pumpHandlers() {
        for (Runnable task = handlers.poll(); task != null; task = handlers.poll()) {
            task.run();
        }
    }

    void advance(Duration time) {
        advance(time, this::pump);
    }

    /** Lets time pass, but no handler runs meanwhile. */
    void advanceClient(Duration time) {
        advance(time, this::pumpClient);
    }

    private void advance(Duration time, Runnable pumping) {
        pumping.run();
        long target = elapsed + time.toNanos();
        while (!timers.isEmpty() && timers.peek().at() <= target) {
            Timer due = timers.remove();
            elapsed = Math.max(elapsed, due.at());
            due.task().run();
            pumping.run();
        }
        elapsed = target;
    }

    Duration elapsed() {
        return Duration.ofNanos(elapsed);
    }

    /** How long until the next timer is due. */
    Duration untilNext() {
        return Duration.ofNanos(timers.element().at() - elapsed);
    }

    int timers() {
        return timers.size();
    }

    int waiting() {
        return core.size() + handlers.size();
    }
}
