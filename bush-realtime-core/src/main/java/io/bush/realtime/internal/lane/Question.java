package io.bush.realtime.internal.lane;

import io.bush.realtime.time.NodeRuntime;
import io.bush.realtime.time.Scheduler.Cancellable;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the application something and takes the answer on a lane, exactly once, or a failure when it threw, answered
 * nothing, or took too long. A later answer is lost. Thread safety: safe for use by any thread.
 */
public final class Question {

    private Question() {}

    /** Asks; the answer comes on the lane, with either a value or a failure. */
    public static <T> void ask(
            NodeRuntime runtime,
            Lane lane,
            Duration deadline,
            Supplier<? extends @Nullable CompletionStage<T>> question,
            BiConsumer<@Nullable T, @Nullable Throwable> answer) {
        AtomicBoolean answered = new AtomicBoolean();
        CompletionStage<T> stage;
        try {
            stage = question.get();
        } catch (RuntimeException | Error failure) {
            lane.execute(() -> answer.accept(null, failure));
            return;
        }
        if (stage == null) {
            lane.execute(() -> answer.accept(null, new IllegalStateException("returned no stage")));
            return;
        }
        Cancellable[] timer = new Cancellable[1];
        stage.whenComplete((value, failure) -> {
            if (answered.compareAndSet(false, true)) {
                synchronized (answered) {
                    if (timer[0] != null) {
                        timer[0].cancel();
                    }
                }
                lane.execute(() -> answer.accept(value, failure));
            }
        });
        synchronized (answered) {
            if (!answered.get()) {
                timer[0] = runtime.scheduler().schedule(deadline, () -> {
                    if (answered.compareAndSet(false, true)) {
                        lane.execute(() -> answer.accept(null, new TimeoutException("no answer in " + deadline)));
                    }
                });
            }
        }
    }
}
