package io.bush.realtime.redis.internal.command;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Runs scripts and announcements on Redis, each at most once.
 *
 * <p>Order: calls of one thread that change something under the same first key are executed in the order of the calls, also
 * when the server has forgotten the script; so are {@link #publish} calls for the same bus channel. Calls of reading scripts
 * keep no order. Deadline: a stage completes within the command time-out, counted from the call. Nothing is sent again after
 * it may have been executed. A stage completes on the node's executor, never on a thread of lettuce, or inline when the call
 * is refused. Thread safety: implementations allow any thread.
 */
public interface ScriptRunner {

    /**
     * Runs a script.
     *
     * @param script which
     * @param keys its keys, at least one, all in one slot of a cluster
     * @param arguments its arguments
     * @return the reply, a table, or a text alone as its only part: each a Long, a byte[], a List of these, or null for nil. Fails with
     *     {@link RedisFailure}
     */
    CompletionStage<List<@Nullable Object>> run(Script script, List<String> keys, List<byte[]> arguments);

    /**
     * Runs a script for somebody who has waited already.
     *
     * @param script which
     * @param keys its keys, at least one, all in one slot of a cluster
     * @param arguments its arguments
     * @param sinceNanos monotonic time from which the time-out is counted
     * @return as {@link #run(Script, List, List)}
     */
    CompletionStage<List<@Nullable Object>> run(
            Script script, List<String> keys, List<byte[]> arguments, long sinceNanos);

    /**
     * Publishes a message.
     *
     * @param near a key the message is about: in a cluster the server that has it publishes, so that the message keeps its
     *     order among those that scripts on that key publish
     * @param busChannel the pub/sub channel
     * @param message the message
     * @return completes when Redis has answered. Fails with {@link RedisFailure}
     */
    CompletionStage<Void> publish(String near, String busChannel, byte[] message);
}
