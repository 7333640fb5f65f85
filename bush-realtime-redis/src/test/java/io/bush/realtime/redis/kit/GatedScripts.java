package io.bush.realtime.redis.kit;

import io.bush.realtime.redis.internal.command.RedisFailure;
import io.bush.realtime.redis.internal.command.RedisFailure.Kind;
import io.bush.realtime.redis.internal.command.RedisFailure.Outcome;
import io.bush.realtime.redis.internal.command.Script;
import io.bush.realtime.redis.internal.command.ScriptRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A gate before Redis that tests can shut: then nothing gets through, or no answer comes back. Thread safety: safe for use
 * by any thread.
 */
public final class GatedScripts implements ScriptRunner {

    private final ScriptRunner target;
    /** Guarded by this object's monitor, as all below. */
    private boolean shut;

    /** Which script's answers are held back; null for none. */
    private @Nullable String holding;

    private final List<Runnable> held = new ArrayList<>();

    /** Starts open. */
    public GatedScripts(ScriptRunner target) {
        this.target = target;
    }

    /** From now on nothing gets through. */
    public synchronized void shut() {
        shut = true;
    }

    /** From now on everything gets through. */
    public synchronized void open() {
        shut = false;
    }

    /** From now on one script is run and not answered. */
    public synchronized void hold(String script) {
        holding = script;
    }

    /** Answers everything, and all that comes. */
    public void letGo() {
        List<Runnable> answers;
        synchronized (this) {
            holding = null;
            answers = new ArrayList<>(held);
            held.clear();
        }
        answers.forEach(Runnable::run);
    }

    @Override
    public CompletionStage<List<@Nullable Object>> run(Script script, List<String> keys, List<byte[]> arguments) {
        synchronized (this) {
            if (shut) {
                return CompletableFuture.failedFuture(
                        new RedisFailure(Outcome.NOT_DONE, Kind.NO_CONNECTION, "the gate is shut", null));
            }
        }
        CompletionStage<List<@Nullable Object>> answer = target.run(script, keys, arguments);
        synchronized (this) {
            if (!script.toString().startsWith(String.valueOf(holding))) {
                return answer;
            }
            CompletableFuture<List<@Nullable Object>> later = new CompletableFuture<>();
            held.add(() -> answer.whenComplete((reply, failure) -> {
                if (failure == null) {
                    later.complete(reply);
                } else {
                    later.completeExceptionally(failure);
                }
            }));
            return later;
        }
    }

    @Override
    public CompletionStage<List<@Nullable Object>> run(
            Script script, List<String> keys, List<byte[]> arguments, long sinceNanos) {
        return run(script, keys, arguments);
    }

    @Override
    public CompletionStage<Void> publish(String near, String busChannel, byte[] message) {
        return target.publish(near, busChannel, message);
    }
}
