package io.bush.realtime.benchmarks.redis;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.redis.internal.command.Script;
import io.bush.realtime.redis.internal.command.ScriptRunner;
import io.bush.realtime.redis.internal.eventlog.RedisEventLog;
import io.bush.realtime.redis.internal.key.RedisKeys;
import io.bush.realtime.redis.internal.topology.Session;
import io.bush.realtime.time.NodeRuntime;
import io.bush.realtime.time.SystemTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The commands a node sends to publish, taken from its log, which believes that they fail. For one thread. */
final class AppendCalls implements AutoCloseable {

    /** What keys the events have. */
    enum Keys {
        NONE,
        /** Each its own, never used before. */
        IDEMPOTENCY
    }

    private final SystemTime time = SystemTime.start(1);
    private final RedisEventLog log;
    /** The last command, and the answer its caller waits for. */
    private Object[] words = {};

    private CompletableFuture<List<@Nullable Object>> answer = new CompletableFuture<>();
    private String text = "";
    private int keys;

    AppendCalls() {
        NodeRuntime runtime = time.runtime();
        log = new RedisEventLog(new Taker(), new RedisKeys("bush"), runtime, 1_000, Session.Kind.ONE_SERVER);
    }

    /** The command that publishes so many events at once. */
    Object[] command(Channel channel, Payload data, int events, Keys keyed) {
        append(channel, data, keyed);
        if (events > 1) {
            // What comes while one is under way goes together in the next.
            for (int i = 0; i < events; i++) {
                append(channel, data, keyed);
            }
            fail();
        }
        Object[] command = words;
        fail();
        return command;
    }

    private void append(Channel channel, Payload data, Keys keyed) {
        String key = keyed == Keys.NONE ? null : "row-" + ++keys;
        EventContent event = new EventContent(
                channel, "comment.created", time.wallTime(), data, null, "user_00000001", null, null, null);
        var unused = log.append(event, Retention.DEFAULT, key);
    }

    private void fail() {
        answer.completeExceptionally(new IllegalStateException("taken"));
    }

    /** The script's text. */
    String script() {
        return text;
    }

    private final class Taker implements ScriptRunner {
        @Override
        public CompletionStage<List<@Nullable Object>> run(
                Script script, List<String> scriptKeys, List<byte[]> arguments) {
            List<Object> command = new ArrayList<>(List.of("EVALSHA", script.sha1(), scriptKeys.size()));
            command.addAll(scriptKeys);
            command.addAll(arguments);
            words = command.toArray();
            text = script.text();
            answer = new CompletableFuture<>();
            return answer;
        }

        @Override
        public CompletionStage<List<@Nullable Object>> run(
                Script script, List<String> scriptKeys, List<byte[]> arguments, long sinceNanos) {
            return run(script, scriptKeys, arguments);
        }

        @Override
        public CompletionStage<Void> publish(String near, String busChannel, byte[] message) {
            throw new IllegalStateException("a log announces with its script");
        }
    }

    @Override
    public void close() {
        time.close();
    }
}
