package io.bush.realtime.redis.internal.eventlog;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.AppendResult;
import io.bush.realtime.redis.internal.command.Arguments;
import io.bush.realtime.redis.internal.command.Failures;
import io.bush.realtime.redis.internal.command.RedisFailure;
import io.bush.realtime.redis.internal.command.RedisFailure.Kind;
import io.bush.realtime.redis.internal.command.RedisFailure.Outcome;
import io.bush.realtime.redis.internal.command.Reply;
import io.bush.realtime.redis.internal.command.Script;
import io.bush.realtime.redis.internal.command.ScriptRunner;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Brings the events of each channel into its log in the order of the calls. One script call is under way for a channel; what
 * is asked for meanwhile goes together in the next one, so that a busy channel costs fewer calls and a quiet one never waits.
 * Thread safety: safe for use by any thread.
 */
final class AppendQueues {

    static final Duration IDEMPOTENCY_WINDOW = Duration.ofMinutes(5);
    static final int BATCH_EVENTS = 64;
    static final int BATCH_BYTES = 1 << 18;

    /** Stands before the place of an event that an earlier call stored; no epoch begins with it. */
    private static final String REPEATED = "r";

    private static final Script APPEND = Script.load(AppendQueues.class, "append.lua");

    private final ScriptRunner runner;
    private final LogCalls calls;
    private final int mostWaiting;
    /** Events that are not answered yet. */
    private final AtomicInteger waiting = new AtomicInteger();
    /** Channels with a call under way, and what waits behind it. Guarded by itself. */
    private final Map<Channel, ArrayDeque<Append>> queues = new HashMap<>();

    AppendQueues(ScriptRunner runner, LogCalls calls, int mostWaiting) {
        this.runner = runner;
        this.calls = calls;
        this.mostWaiting = mostWaiting;
    }

    void add(Channel channel, Append append) {
        if (waiting.incrementAndGet() > mostWaiting) {
            waiting.decrementAndGet();
            append.answer.complete(new AppendResult.NotSent(new RedisFailure(
                    Outcome.NOT_DONE,
                    Kind.QUEUE_FULL,
                    mostWaiting + " events wait for Redis, no more are taken",
                    null)));
            return;
        }
        synchronized (queues) {
            ArrayDeque<Append> behind = queues.get(channel);
            if (behind != null) {
                behind.add(append);
                return;
            }
            queues.put(channel, new ArrayDeque<>(0));
        }
        send(channel, List.of(append));
    }

    private void sendNext(Channel channel) {
        List<Append> batch;
        synchronized (queues) {
            ArrayDeque<Append> behind = queues.get(channel);
            batch = behind == null ? List.of() : batch(behind);
            if (batch.isEmpty()) {
                queues.remove(channel);
                return;
            }
        }
        send(channel, batch);
    }

    /** Takes what can go in one call: of one retention, not too much. */
    private static List<Append> batch(ArrayDeque<Append> behind) {
        List<Append> batch = new ArrayList<>();
        long bytes = 0;
        for (Append next = behind.peek(); next != null; next = behind.peek()) {
            bytes += next.content.length;
            boolean fits = batch.isEmpty()
                    || (batch.size() < BATCH_EVENTS
                            && bytes <= BATCH_BYTES
                            && next.retention.equals(batch.get(0).retention));
            if (!fits) {
                return batch;
            }
            batch.add(behind.remove());
        }
        return batch;
    }

    private void send(Channel channel, List<Append> batch) {
        List<String> names = new ArrayList<>();
        names.add(calls.log(channel));
        names.add(calls.head(channel));
        List<byte[]> arguments = arguments(channel, batch, names);
        runner.run(APPEND, names, arguments, batch.get(0).sinceNanos).whenComplete((reply, failure) -> {
            waiting.addAndGet(-batch.size());
            // The next call first: whoever hears of this one may take its time.
            sendNext(channel);
            settle(batch, reply, failure);
        });
    }

    private List<byte[]> arguments(Channel channel, List<Append> batch, List<String> names) {
        Retention retention = batch.get(0).retention;
        Arguments arguments =
                new Arguments().text(calls.bus(channel)).text(calls.seldom(channel, retention, IDEMPOTENCY_WINDOW));
        for (Append append : batch) {
            int key = indexOf(channel, append.idempotencyKey, names);
            arguments.text(append.tag);
            if (batch.size() > 1) {
                arguments.number(key);
            }
            arguments.raw(append.content);
        }
        return arguments.list();
    }

    /** The number of an idempotency key among the keys of the call, counted from 1; one key twice is one key. */
    private int indexOf(Channel channel, @Nullable String key, List<String> names) {
        if (key == null) {
            return 0;
        }
        String name = calls.idempotency(channel, key);
        int at = names.indexOf(name);
        if (at < 0) {
            at = names.size();
            names.add(name);
        }
        return at + 1;
    }

    private static void settle(
            List<Append> batch, @Nullable List<@Nullable Object> reply, @Nullable Throwable failure) {
        List<AppendResult> results =
                reply == null ? List.of() : stored(new Reply(APPEND, reply), new ArrayList<>(), batch.size());
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).answer.complete(reply == null ? failed(failure) : results.get(i));
        }
    }

    /** Reads a reply of so many places, one behind the other; what cannot be read may have been stored all the same. */
    private static List<AppendResult> stored(Reply reply, List<AppendResult> results, int events) {
        try {
            String text = reply.text(0);
            int at = 0;
            while (results.size() < events) {
                boolean repeated = text.startsWith(REPEATED, at);
                at += repeated ? REPEATED.length() : 0;
                results.add(new AppendResult.Stored(
                        LogCalls.place(reply, text, at),
                        repeated ? AppendResult.Origin.EARLIER_CALL : AppendResult.Origin.THIS_CALL));
                at += LogCalls.PLACE;
            }
        } catch (RedisFailure unreadable) {
            while (results.size() < events) {
                results.add(new AppendResult.Unknown(unreadable));
            }
        }
        return results;
    }

    private static AppendResult failed(@Nullable Throwable thrown) {
        RedisFailure failure =
                Failures.of(thrown == null ? new IllegalStateException("no reply and no failure") : thrown);
        return failure.outcome() == Outcome.NOT_DONE
                ? new AppendResult.NotSent(failure)
                : new AppendResult.Unknown(failure);
    }
}
