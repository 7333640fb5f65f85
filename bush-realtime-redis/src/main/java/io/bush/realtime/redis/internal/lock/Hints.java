package io.bush.realtime.redis.internal.lock;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.lock.LockName;
import io.bush.realtime.redis.internal.command.Arguments;
import io.bush.realtime.redis.internal.command.Reply;
import io.bush.realtime.redis.internal.command.Script;
import io.bush.realtime.redis.internal.command.ScriptRunner;
import io.bush.realtime.redis.internal.key.RedisKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The index of each channel's locks: where to look, and when. An entry is made before its lock and proves nothing. Thread
 * safety: safe for use by any thread.
 */
final class Hints {

    private static final Script HINT = Script.load(Hints.class, "hint.lua");
    private static final Script HINTS = Script.loadReading(Hints.class, "hints.lua");
    private static final Script MEND = Script.load(Hints.class, "mend.lua");

    private final ScriptRunner redis;
    private final RedisKeys keys;

    /**
     * An entry.
     *
     * @param name as it stands there
     * @param atMillis no end of the lock comes before this, unless it is given back
     */
    record Hint(String name, long atMillis) {}

    Hints(ScriptRunner redis, RedisKeys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    /** A lock is to be taken. */
    CompletionStage<Void> willBeHeld(Channel channel, LockName name, Duration ttl) {
        return hint(channel, new Arguments().text(name.toString()).text("in").millis(ttl));
    }

    /** A lock is held. */
    CompletionStage<Void> isHeld(Channel channel, LockName name, long untilMillis) {
        return hint(channel, new Arguments().text(name.toString()).text("at").number(untilMillis));
    }

    private CompletionStage<Void> hint(Channel channel, Arguments arguments) {
        return run(HINT, channel, arguments).thenAccept(reply -> reply.number(0));
    }

    /** Those first that may end first. */
    CompletionStage<List<Hint>> first(Channel channel, int most) {
        return run(HINTS, channel, new Arguments().number(most)).thenApply(reply -> {
            List<Hint> hints = new ArrayList<>();
            for (int i = 1; i + 1 < reply.size(); i += 2) {
                hints.add(new Hint(reply.text(i), millis(reply, i + 1)));
            }
            return hints;
        });
    }

    private static long millis(Reply reply, int at) {
        try {
            return (long) Double.parseDouble(reply.text(at));
        } catch (NumberFormatException e) {
            throw reply.unreadable("a score is no number", e);
        }
    }

    /** Corrects entries, each unless it has changed since. */
    CompletionStage<Void> mend(Channel channel, Arguments arguments) {
        return arguments.list().isEmpty()
                ? CompletableFuture.completedFuture(null)
                : run(MEND, channel, arguments).thenAccept(reply -> reply.number(1));
    }

    private CompletionStage<Reply> run(Script script, Channel channel, Arguments arguments) {
        return redis.run(script, List.of(keys.locks(channel)), arguments.list())
                .thenApply(parts -> new Reply(script, parts));
    }
}
