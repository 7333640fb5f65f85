package io.bush.realtime.redis.internal.eventlog;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.redis.internal.command.Arguments;
import io.bush.realtime.redis.internal.command.Reply;
import io.bush.realtime.redis.internal.command.Script;
import io.bush.realtime.redis.internal.command.ScriptRunner;
import io.bush.realtime.redis.internal.key.RedisKeys;
import io.bush.realtime.redis.internal.topology.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Asks for the newest positions of channels (contract P3), many with each call where they may go together: on one server any, in
 * a cluster those of one slot. A channel that has no head gets one with a call of its own. Thread safety: immutable.
 */
final class Heads {

    /** So many that a call takes Redis less than a millisecond, also when all of them have to be kept anew. */
    static final int TOGETHER = 50;

    private static final Script HEAD = Script.loadReading(Heads.class, "head.lua");
    private static final Script HEADS = Script.loadReading(Heads.class, "heads.lua");

    /** Stands for the place of a channel that has no head. */
    private static final char NONE = '-';

    private final ScriptRunner runner;
    private final LogCalls calls;
    private final Session.Kind servers;

    Heads(ScriptRunner runner, LogCalls calls, Session.Kind servers) {
        this.runner = runner;
        this.calls = calls;
        this.servers = servers;
    }

    /** Finds them in the order of the channels; fails when one cannot be found. */
    CompletionStage<List<Position>> of(List<Channel> channels, Retention retention) {
        Map<Integer, List<Integer>> bySlot = new LinkedHashMap<>();
        for (int i = 0; i < channels.size(); i++) {
            int slot = servers == Session.Kind.CLUSTER ? RedisKeys.slot(calls.log(channels.get(i))) : 0;
            bySlot.computeIfAbsent(slot, none -> new ArrayList<>()).add(i);
        }
        Asking asking = new Asking(channels, retention);
        for (List<Integer> slot : bySlot.values()) {
            for (int from = 0; from < slot.size(); from += TOGETHER) {
                asking.ask(slot.subList(from, Math.min(from + TOGETHER, slot.size())));
            }
        }
        return CompletableFuture.allOf(asking.answers.toArray(CompletableFuture[]::new))
                .thenApply(all -> Arrays.asList(asking.found));
    }

    /** One question; each place of what was found is written by one answer. */
    private final class Asking {

        private final List<Channel> channels;
        private final Retention retention;
        private final Position[] found;
        private final List<CompletableFuture<?>> answers = new ArrayList<>();

        Asking(List<Channel> channels, Retention retention) {
            this.channels = channels;
            this.retention = retention;
            this.found = new Position[channels.size()];
        }

        void ask(List<Integer> some) {
            answers.add((some.size() == 1 ? begin(some.get(0)) : together(some)).toCompletableFuture());
        }

        private CompletionStage<?> together(List<Integer> some) {
            List<String> heads =
                    some.stream().map(i -> calls.head(channels.get(i))).toList();
            List<byte[]> arguments =
                    LogCalls.keeping(new Arguments(), retention).list();
            return runner.run(HEADS, heads, arguments).thenCompose(parts -> {
                Reply reply = new Reply(HEADS, parts);
                String places = reply.text(0);
                List<CompletableFuture<?>> begun = new ArrayList<>();
                for (int n = 0; n < some.size(); n++) {
                    int at = n * LogCalls.PLACE;
                    if (at < places.length() && places.charAt(at) == NONE) {
                        begun.add(begin(some.get(n)).toCompletableFuture());
                    } else {
                        found[some.get(n)] = LogCalls.place(reply, places, at);
                    }
                }
                return CompletableFuture.allOf(begun.toArray(CompletableFuture[]::new));
            });
        }

        /** Begins a log that has not begun. */
        private CompletionStage<?> begin(int i) {
            Channel channel = channels.get(i);
            Arguments arguments = LogCalls.keeping(new Arguments().text(calls.beginning(channel)), retention);
            return runner.run(HEAD, List.of(calls.log(channel), calls.head(channel)), arguments.list())
                    .thenAccept(parts -> found[i] = LogCalls.place(new Reply(HEAD, parts), 0));
        }
    }
}
