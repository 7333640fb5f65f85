package io.bush.realtime.redis.internal.command;

import io.bush.realtime.redis.internal.command.RedisFailure.Kind;
import io.bush.realtime.time.NodeRuntime;
import io.bush.realtime.time.Scheduler;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether Redis is asked at all (contract §6, P10).
 *
 * <p>Closed: five failures in a row within 10 s open it. Two rows are counted: no answer or no connection, ended by any
 * answer; and a server that takes no writes, ended only by a write that worked, because such a server still answers
 * questions. Errors of the data never count. As soon as a row has begun, the server is probed by a script that writes, so
 * that an idle node notices too. Open: probed every 0.5 to 1 s; the first that works closes it. Thread safety: safe for use
 * by any thread; the listener is called on the given executor, which must keep the order.
 */
final class Breaker {

    private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);
    /** What lasts until somebody does something about it, and is seen by nobody else. */
    private static final Set<Kind> LASTING = EnumSet.of(Kind.WRONG_TYPE, Kind.OUT_OF_MEMORY, Kind.FORBIDDEN);
    /** How long nothing is said after such an error was logged. */
    private static final Duration SILENCE = Duration.ofMinutes(1);

    static final int FAILURES = 5;
    static final Duration WITHIN = Duration.ofSeconds(10);
    private static final int PROBE_LEAST_MILLIS = 500;
    private static final int PROBE_SPREAD_MILLIS = 500;

    private final NodeRuntime runtime;
    private final Supplier<? extends CompletionStage<?>> probe;
    private final Executor orderly;
    private final CommandListener listener;

    /** Whether Redis is not asked. Written under this object's monitor, as everything below is touched. */
    private volatile boolean open;

    /** The node has left; nothing is probed and nobody is told. */
    private boolean stopped;

    private boolean probing;

    /** Whether a row has begun; read without the monitor, because almost always there is none. */
    private volatile boolean suspected;

    private Scheduler.@Nullable Cancellable nextProbe;
    /** Until when no lasting error is logged; monotonic nanoseconds. */
    private final AtomicLong silentUntilNanos;

    private final Row noAnswer = new Row();
    private final Row noWrite = new Row();

    /** Failures in a row. */
    private static final class Row {
        private int count;
        private long firstNanos;

        boolean add(long now) {
            if (count == 0 || now - firstNanos > WITHIN.toNanos()) {
                count = 0;
                firstNanos = now;
            }
            return ++count >= FAILURES;
        }
    }

    Breaker(
            NodeRuntime runtime,
            Supplier<? extends CompletionStage<?>> probe,
            Executor orderly,
            CommandListener listener) {
        this.runtime = runtime;
        this.silentUntilNanos = new AtomicLong(runtime.clock().nanoTime());
        this.probe = probe;
        this.orderly = orderly;
        this.listener = listener;
    }

    boolean isOpen() {
        return open;
    }

    void failed(RedisFailure failure) {
        Row row = row(failure.kind());
        if (row != null) {
            count(row, failure);
        } else if (LASTING.contains(failure.kind())) {
            sayAloud(failure);
        }
    }

    private void sayAloud(RedisFailure failure) {
        long now = runtime.clock().nanoTime();
        long from = silentUntilNanos.get();
        if (now - from >= 0 && silentUntilNanos.compareAndSet(from, now + SILENCE.toNanos())) {
            LOG.error("Redis refuses what this node wants to do, and will go on doing so: {}", failure.getMessage());
        }
    }

    private synchronized void count(Row row, RedisFailure failure) {
        if (stopped) {
            return;
        }
        suspected = true;
        if (row.add(runtime.clock().nanoTime()) && !open) {
            open(failure);
        }
        beginProbing();
    }

    private void beginProbing() {
        if (!probing) {
            probing = true;
            probeLater();
        }
    }

    private @Nullable Row row(Kind kind) {
        return switch (kind) {
            case NO_CONNECTION, CONNECTION_LOST, TIMED_OUT -> noAnswer;
            case READ_ONLY, NOT_READY, CHANGING -> noWrite;
            default -> null;
        };
    }

    /** Opens at once: the node has started without Redis. */
    synchronized void openNow(RedisFailure cause) {
        if (!open && !stopped) {
            suspected = true;
            open(cause);
            beginProbing();
        }
    }

    private void open(RedisFailure cause) {
        open = true;
        orderly.execute(() -> listener.opened(cause));
    }

    /** Something was answered as it should. */
    void worked(Script.Use use) {
        if (suspected) {
            endRows(use);
        }
    }

    private synchronized void endRows(Script.Use use) {
        noAnswer.count = 0;
        if (use == Script.Use.WRITE) {
            noWrite.count = 0;
        }
        suspected = noWrite.count > 0;
    }

    /** Probes at once, because there is a connection again; nothing when there is no doubt. */
    void tryNow() {
        if (suspected) {
            probe.get().whenComplete((answer, failure) -> {
                if (failure == null) {
                    recovered();
                }
            });
        }
    }

    private void probeLater() {
        Duration delay = Duration.ofMillis(PROBE_LEAST_MILLIS + runtime.random().nextInt(PROBE_SPREAD_MILLIS + 1));
        nextProbe = runtime.scheduler().schedule(delay, () -> orderly.execute(this::turn));
    }

    private void turn() {
        synchronized (this) {
            if (stopped || !probing) {
                return;
            }
        }
        probe.get().whenComplete((answer, failure) -> {
            if (failure == null) {
                recovered();
            } else {
                failed(Failures.of(failure));
                goOn();
            }
        });
    }

    private synchronized void goOn() {
        if (!stopped && probing) {
            probeLater();
        }
    }

    private synchronized void recovered() {
        probing = false;
        if (nextProbe != null) {
            nextProbe.cancel();
        }
        endRows(Script.Use.WRITE);
        if (open && !stopped) {
            open = false;
            orderly.execute(listener::closed);
        }
    }

    synchronized void stop() {
        stopped = true;
        if (nextProbe != null) {
            nextProbe.cancel();
        }
    }
}
