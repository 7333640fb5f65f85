package io.bush.realtime.redis.internal.topology;

import io.bush.realtime.redis.internal.topology.NoMasterException.Reason;
import io.bush.realtime.time.NodeRuntime;
import io.bush.realtime.time.Scheduler.Cancellable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Asks all Sentinels at once who the master is and believes the one that knows of the newest fail-over: one that was cut off
 * together with the old master goes on naming it. For the same reason an answer that is older than one before is not
 * believed, until nothing newer has been heard for a while: then the Sentinels were set up anew. Thread safety: any thread.
 */
final class Sentinels {

    /** How long the others are waited for when one has answered. */
    private static final Duration OTHERS = Duration.ofSeconds(1);
    /** How long an older answer is not believed. */
    private static final Duration REMEMBERED = Duration.ofSeconds(60);
    /** What tells one that is slow from one that is not there. */
    private static final String LATE = " in time";

    private final NodeRuntime runtime;
    private final String name;
    private final List<OneSentinel> sentinels;
    private final Duration patience;
    /** The newest answer so far, and when it was heard last. Guarded by this. */
    private @Nullable Master newest;

    private long newestNanos;

    Sentinels(NodeRuntime runtime, String name, List<OneSentinel> sentinels, Duration patience) {
        this.runtime = runtime;
        this.name = name;
        this.sentinels = sentinels;
        this.patience = patience;
    }

    /** Asks; fails with {@link NoMasterException}. */
    CompletionStage<Master> master() {
        Inquiry inquiry = new Inquiry();
        inquiry.begin();
        return inquiry.answer.thenApply(this::believed);
    }

    private synchronized Master believed(Master heard) {
        if (isReplaced(heard)) {
            throw new NoMasterException(
                    Reason.NOT_NOW,
                    "the Sentinels that answer name " + heard + ", which was replaced by " + newest + " since",
                    null);
        }
        newest = heard;
        newestNanos = runtime.clock().nanoTime();
        return heard;
    }

    private synchronized boolean isReplaced(Master heard) {
        return newest != null
                && heard.epoch() < newest.epoch()
                && runtime.clock().nanoTime() - newestNanos < REMEMBERED.toNanos();
    }

    private Cancellable later(Duration delay, Runnable task) {
        return runtime.scheduler().schedule(delay, () -> runtime.executor().execute(task));
    }

    /** One question to all of them. */
    private final class Inquiry {
        private final CompletableFuture<Master> answer = new CompletableFuture<>();
        private final List<Throwable> failures = new ArrayList<>();
        private final List<OneSentinel> silent = new ArrayList<>(sentinels);
        /** Who is named so far by the newest. Guarded by this, as all here. */
        private @Nullable Master best;

        private @Nullable Cancellable settle;
        private boolean waited;
        /** Whether some said nothing until the time was over. */
        private boolean late;

        private int strangers;

        void begin() {
            Cancellable end = later(patience, this::end);
            CompletionStage<Master> over = answer;
            over.whenComplete((master, failure) -> {
                end.cancel();
                over();
            });
            for (OneSentinel one : sentinels) {
                one.ask(name).whenComplete((master, failure) -> answered(one, master, failure));
            }
        }

        private synchronized void answered(OneSentinel who, @Nullable Master master, @Nullable Throwable failure) {
            silent.remove(who);
            if (failure != null) {
                failures.add(failure);
            } else if (master == null) {
                strangers++;
            } else if (best == null || master.epoch() > best.epoch()) {
                best = master;
            }
            if (best != null && settle == null) {
                settle = later(OTHERS, this::settle);
            }
            finish();
        }

        private synchronized void settle() {
            waited = true;
            finish();
        }

        private synchronized void end() {
            late = !silent.isEmpty();
            silent.forEach(OneSentinel::abandon);
            silent.clear();
            finish();
        }

        private synchronized void over() {
            if (settle != null) {
                settle.cancel();
            }
        }

        /** Answers when there is an answer, or there will be none. */
        private void finish() {
            if (best != null && (silent.isEmpty() || (waited && !isReplaced(best)))) {
                answer.complete(best);
            } else if (silent.isEmpty()) {
                answer.completeExceptionally(none());
            }
        }

        private NoMasterException none() {
            Throwable first = failures.isEmpty() ? null : failures.get(0);
            if (strangers > 0) {
                return new NoMasterException(
                        Reason.UNKNOWN_NAME, "no Sentinel knows a master named \"" + name + "\"", first);
            }
            for (Throwable failure : failures) {
                if (Causes.refuse(failure)) {
                    return new NoMasterException(Reason.REFUSED, "the Sentinels do not let this node ask", failure);
                }
            }
            return new NoMasterException(
                    Reason.NOT_NOW, "no Sentinel answers" + (late ? LATE : "") + " of " + sentinels, first);
        }
    }
}
