package io.bush.realtime.internal.outage;

import io.bush.realtime.backplane.BackplaneListener;
import io.bush.realtime.internal.lane.Lane;
import io.bush.realtime.internal.outage.OutageNews.Turn;
import io.bush.realtime.observe.RealtimeListener;
import io.bush.realtime.time.NodeRuntime;
import io.bush.realtime.time.Scheduler.Cancellable;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether the back end is there, and the order in which everything comes back (contract §7, P10).
 *
 * <p>States: up → down → returning → up; from returning back to down, which is still the same outage. Thread safety: the
 * state is written on one lane and read by any thread.
 */
public final class Outage implements BackplaneListener {

    /** How far things are spread that everybody would do at once after an outage. */
    public static final Duration SPREAD = Duration.ofSeconds(5);

    /** How long a return may take altogether. */
    static final Duration LONGEST_RETURN = Duration.ofSeconds(10);

    /** How long channels may wait until what was missed of access is known: by then a doubt holds what it has to. */
    static final Duration LONGEST_PROOF = Duration.ofSeconds(2);

    /** Leaves the channels that still wait for their turn the time to be repaired. */
    private static final Duration HURRY = Duration.ofSeconds(8);

    private enum Phase {
        UP,
        DOWN,
        RETURNING
    }

    private record Situation(Phase phase, OutageNews news, String why) {}

    private final NodeRuntime runtime;
    private final Lane lane;
    private final RealtimeListener listener;
    /** Written on the lane. */
    private volatile Situation now = new Situation(Phase.UP, new OutageNews(0, Turn.RESTORED, Instant.EPOCH), "");
    /** What the parts do; null before the node starts. Touched on the lane, as all that follows. */
    private @Nullable OutageSteps steps;
    /** When the present outage began, on the monotonic clock. */
    private long beganAt;
    /** Counts the returns that were begun or abandoned, so that what is left of an older one is known. */
    private int turns;

    /** Makes a state that knows of no outage. */
    public Outage(NodeRuntime runtime, Lane lane, RealtimeListener listener) {
        this.runtime = runtime;
        this.lane = lane;
        this.listener = listener;
    }

    /** The node has started: does what came up before. */
    public void start(OutageSteps parts) {
        lane.execute(() -> {
            steps = parts;
            switch (now.phase()) {
                case UP -> {}
                case DOWN -> parts.away();
                case RETURNING -> comeBack(parts);
            }
        });
    }

    // ---- what others ask: any thread ----

    /** Tells whether the back end cannot be asked just now. */
    public boolean down() {
        return now.phase() == Phase.DOWN;
    }

    /** Tells whether clients are told that service is degraded. */
    public boolean degraded() {
        return now.phase() != Phase.UP;
    }

    /** Returns what a connection has to know last. */
    public OutageNews news() {
        return now.news();
    }

    /** Says for people what is wrong; empty when nothing is. */
    public String why() {
        return now.why();
    }

    // ---- what the back end says ----

    @Override
    public void onOutage(Throwable cause) {
        lane.execute(() -> began(cause));
    }

    @Override
    public void onReturn() {
        lane.execute(this::returned);
    }

    private void began(Throwable cause) {
        Phase before = now.phase();
        if (before == Phase.DOWN) {
            return;
        }
        turns++;
        boolean another = before == Phase.UP;
        OutageNews news = another
                ? new OutageNews(
                        now.news().outage() + 1, Turn.DEGRADED, runtime.clock().wallTime())
                : now.news();
        now = new Situation(Phase.DOWN, news, "the back end cannot be reached since " + news.since() + ": " + cause);
        if (another) {
            beganAt = runtime.clock().nanoTime();
            listener.degraded(cause);
        }
        if (steps != null) {
            steps.away();
            if (another) {
                steps.tell(news);
            }
        }
    }

    private void returned() {
        if (now.phase() != Phase.DOWN) {
            return;
        }
        now = new Situation(Phase.RETURNING, now.news(), "the back end is back, and what was missed is being read");
        if (steps != null) {
            comeBack(steps);
        }
    }

    // ---- the return ----

    private void comeBack(OutageSteps parts) {
        int turn = ++turns;
        Cancellable hurry = runtime.scheduler().schedule(HURRY, () -> inTurn(turn, parts::hurry));
        within(
                LONGEST_PROOF,
                parts::proveAccess,
                proven -> inTurn(turn, () -> {
                    // Only now: what is read from here on may be delivered.
                    CompletionStage<Void> channels = parts.levelChannels();
                    CompletionStage<Void> leases = parts.registerAgain();
                    Duration left = LONGEST_RETURN.minus(LONGEST_PROOF);
                    within(
                            left,
                            () -> channels.thenCompose(level -> leases),
                            done -> inTurn(turn, () -> {
                                hurry.cancel();
                                if (!done) {
                                    listener.failed(
                                            "return",
                                            new TimeoutException("not everything is level after " + LONGEST_RETURN));
                                }
                                restored(parts);
                            }));
                }));
    }

    private void inTurn(int turn, Runnable step) {
        lane.execute(() -> {
            if (turn == turns) {
                step.run();
            }
        });
    }

    private void restored(OutageSteps parts) {
        OutageNews news = new OutageNews(
                now.news().outage(), Turn.RESTORED, runtime.clock().wallTime());
        now = new Situation(Phase.UP, news, "");
        listener.restored(Duration.ofNanos(runtime.clock().nanoTime() - beganAt));
        parts.tell(news);
    }

    /** Goes on once: when a step is done, or when it has taken too long. */
    private void within(Duration most, Supplier<CompletionStage<Void>> step, Consumer<Boolean> then) {
        AtomicBoolean over = new AtomicBoolean();
        Cancellable timer = runtime.scheduler().schedule(most, () -> {
            if (over.compareAndSet(false, true)) {
                then.accept(false);
            }
        });
        step.get().whenComplete((done, failure) -> {
            if (over.compareAndSet(false, true)) {
                timer.cancel();
                then.accept(true);
            }
        });
    }
}
