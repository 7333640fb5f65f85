package io.bush.realtime.redis.internal.eventlog;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.AppendResult;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.eventlog.ReadLimit;
import io.bush.realtime.eventlog.Replay;
import io.bush.realtime.redis.internal.codec.EventCodec;
import io.bush.realtime.redis.internal.command.Arguments;
import io.bush.realtime.redis.internal.command.Reply;
import io.bush.realtime.redis.internal.command.Script;
import io.bush.realtime.redis.internal.command.ScriptRunner;
import io.bush.realtime.redis.internal.key.RedisKeys;
import io.bush.realtime.redis.internal.topology.Session;
import io.bush.realtime.time.NodeRuntime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The log of every channel in Redis (contract P2, P4, §3.7, §6). What is stored is what is announced, byte for byte; each
 * step is one script. A log is a list, newest first, so that an event is found by its offset; the head is a text beside it,
 * which outlives it. Positions are good only if the chain of tags says so, and the chain is verified here on every read,
 * because epoch and offset alone are taken back by a failover. Thread safety: safe for use by any thread.
 */
public final class RedisEventLog implements EventLog {

    private static final Script READ = Script.loadReading(RedisEventLog.class, "read.lua");
    private static final Script START_ANEW = Script.load(RedisEventLog.class, "start-anew.lua");

    /** What every node that is subscribed hears when an epoch has begun. */
    private static final String BEGUN_ANEW = "n";

    /** Most bytes of an entry for each byte {@code EventContent.sizeBytes} counts; envelope and ids included. */
    private static final int STORED_PER_COUNTED = 3;

    private final ScriptRunner runner;
    private final NodeRuntime runtime;
    private final LogCalls calls;
    private final AppendQueues queues;
    private final Heads heads;
    private final Runnable doubt;

    /**
     * Makes the log of a node or a publisher that says no changes of access.
     *
     * @param runner runs its scripts
     * @param keys its keys
     * @param runtime the node's
     * @param mostWaiting most events that may wait for their script
     * @param servers how many servers there are
     */
    public RedisEventLog(
            ScriptRunner runner, RedisKeys keys, NodeRuntime runtime, int mostWaiting, Session.Kind servers) {
        this(runner, keys, runtime, mostWaiting, servers, () -> {});
    }

    /**
     * Makes the log of a node.
     *
     * @param runner runs its scripts
     * @param keys its keys
     * @param runtime the node's
     * @param mostWaiting most events that may wait for their script
     * @param servers how many servers there are
     * @param doubt looks soon whether the server that took a change of access is still the one to ask: who has left it never
     *     hears of what it takes
     */
    public RedisEventLog(
            ScriptRunner runner,
            RedisKeys keys,
            NodeRuntime runtime,
            int mostWaiting,
            Session.Kind servers,
            Runnable doubt) {
        this.runner = runner;
        this.runtime = runtime;
        this.doubt = doubt;
        this.calls = new LogCalls(keys, runtime);
        this.queues = new AppendQueues(runner, calls, mostWaiting);
        this.heads = new Heads(runner, calls, servers);
    }

    @Override
    public CompletionStage<AppendResult> append(
            EventContent content, Retention retention, @Nullable String idempotencyKey) {
        Append append = new Append(
                EventCodec.content(content),
                calls.freshTag(),
                retention,
                idempotencyKey,
                runtime.clock().nanoTime());
        queues.add(content.channel(), append);
        CompletionStage<AppendResult> answer = append.answer;
        // Behind the answer: whoever leaves the server later than the look has heard of it there.
        return content.channel().type().equals(ChannelTypes.CONTROL)
                ? answer.whenComplete((result, none) -> doubt.run())
                : answer;
    }

    @Override
    public CompletionStage<Replay> readAfter(Channel channel, Position after, Retention retention, ReadLimit limit) {
        ReplayJudge judge = new ReplayJudge(channel, after, retention, limit);
        Arguments arguments = LogCalls.keeping(new Arguments().text(calls.beginning(channel)), retention)
                .text(after.epoch())
                .number(after.offset())
                .number(retention.maxEvents())
                .number(limit.maxEvents())
                .number((long) limit.maxBytes() * STORED_PER_COUNTED)
                .number(judge.refusesMore() ? 1 : 0);
        return run(READ, channel, arguments).thenApply(judge::judge);
    }

    @Override
    public CompletionStage<List<Position>> heads(List<Channel> channels, Retention retention) {
        return heads.of(channels, retention);
    }

    @Override
    public CompletionStage<Position> startAnew(Channel channel, Retention retention, Duration age) {
        Arguments arguments = new Arguments()
                .text(calls.bus(channel))
                .text(BEGUN_ANEW)
                .text(calls.beginning(channel))
                .millis(retention.headAge())
                .millis(age);
        return run(START_ANEW, channel, arguments).thenApply(reply -> LogCalls.place(reply, 0));
    }

    private CompletionStage<Reply> run(Script script, Channel channel, Arguments arguments) {
        return runner.run(script, List.of(calls.log(channel), calls.head(channel)), arguments.list())
                .thenApply(parts -> new Reply(script, parts));
    }
}
