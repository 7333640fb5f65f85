package io.bush.realtime.redis.internal.command;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Runs scripts and announcements on Redis, each at most once and within the command time-out.
 *
 * <p>Order: two calls of one thread that name the same first key (or, for {@link #publish}, calls for the same bus channel)
 * are executed in the order of the calls. Nothing is retried after it may have been executed. A stage completes on the
 * node's executor, never on a thread of lettuce, or inline when the call is refused. Thread safety: implementations allow
 * any thread.
 */
public interface ScriptRunner {

    /**
     * Runs a script.
     *
     * @param script which
     * @param keys its keys, at least one, all in one slot of a cluster
     * @param arguments its arguments
     * @return the reply, a table: each part a Long, a byte[], a List of these, or null for nil. Fails with
     *     {@link RedisFailure}
     */
    CompletionStage<List<@Nullable Object>> run(Script script, List<String> keys, List<byte[]> arguments);

    /**
     * Publishes a message.
     *
     * @param busChannel the pub/sub channel
     * @param message the message
     * @return completes when Redis has answered. Fails with {@link RedisFailure}
     */
    CompletionStage<Void> publish(String busChannel, byte[] message);
}
