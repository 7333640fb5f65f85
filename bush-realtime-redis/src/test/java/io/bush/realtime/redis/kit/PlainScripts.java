package io.bush.realtime.redis.kit;

import io.bush.realtime.it.redis.wire.RespClient;
import io.bush.realtime.it.redis.wire.RespError;
import io.bush.realtime.redis.internal.command.RedisFailure;
import io.bush.realtime.redis.internal.command.RedisFailure.Kind;
import io.bush.realtime.redis.internal.command.RedisFailure.Outcome;
import io.bush.realtime.redis.internal.command.Script;
import io.bush.realtime.redis.internal.command.ScriptRunner;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/**
 * Runs scripts over plain connections and waits for each: as many at a time as there are threads. Stages complete inline.
 * Thread safety: safe for use by any thread.
 */
public final class PlainScripts implements ScriptRunner, AutoCloseable {

    private final int port;
    /** Connections nobody uses just now. */
    private final ConcurrentLinkedDeque<RespClient> idle = new ConcurrentLinkedDeque<>();

    /** Runs scripts on the server that listens there. */
    public PlainScripts(int port) {
        this.port = port;
    }

    @Override
    public CompletionStage<List<@Nullable Object>> run(Script script, List<String> keys, List<byte[]> arguments) {
        try {
            return CompletableFuture.completedFuture(list(evaluate(script, keys, arguments)));
        } catch (RespError error) {
            return CompletableFuture.failedFuture(failure(error));
        }
    }

    @Override
    public CompletionStage<List<@Nullable Object>> run(
            Script script, List<String> keys, List<byte[]> arguments, long sinceNanos) {
        return run(script, keys, arguments);
    }

    private Object evaluate(Script script, List<String> keys, List<byte[]> arguments) {
        try {
            return call(words("EVALSHA", script.sha1(), keys, arguments));
        } catch (RespError error) {
            if (message(error).startsWith("NOSCRIPT")) {
                return call(words("EVAL", script.text(), keys, arguments));
            }
            throw error;
        }
    }

    private static Object[] words(String command, String script, List<String> keys, List<byte[]> arguments) {
        List<Object> words = new ArrayList<>(List.of(command, script, keys.size()));
        words.addAll(keys);
        words.addAll(arguments);
        return words.toArray();
    }

    private Object call(Object... words) {
        RespClient free = idle.poll();
        RespClient connection = free == null ? RespClient.connect(port) : free;
        try {
            return Objects.requireNonNull(connection.call(words));
        } finally {
            idle.push(connection);
        }
    }

    private static List<@Nullable Object> list(Object reply) {
        return reply instanceof List<?> parts ? Collections.unmodifiableList(new ArrayList<>(parts)) : List.of(reply);
    }

    private static RedisFailure failure(RespError error) {
        Kind kind = message(error).startsWith("WRONGTYPE") ? Kind.WRONG_TYPE : Kind.BROKEN;
        return new RedisFailure(Outcome.NOT_DONE, kind, message(error), error);
    }

    private static String message(RespError error) {
        return Objects.requireNonNull(error.getMessage());
    }

    @Override
    public CompletionStage<Void> publish(String near, String busChannel, byte[] message) {
        call("PUBLISH", busChannel, message);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
        for (RespClient one = idle.poll(); one != null; one = idle.poll()) {
            one.close();
        }
    }
}
