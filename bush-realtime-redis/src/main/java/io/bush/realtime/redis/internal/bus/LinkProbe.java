package io.bush.realtime.redis.internal.bus;

import io.bush.realtime.redis.internal.command.Script;
import io.bush.realtime.redis.internal.command.ScriptRunner;
import io.bush.realtime.redis.internal.key.RedisKeys;
import io.bush.realtime.redis.internal.topology.Servers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Tries the whole way from a command that writes to a message that arrives. A link can look well and bring nothing: half
 * open, on a server that was a master once, or behind a proxy that lost its other side. Each try uses another key, so that
 * in a cluster every master has its turn. A command that failed proves nothing about the link. Thread safety: none, on the
 * lane of the subscriptions, except {@link #send} and {@link #sendEverywhere}.
 */
final class LinkProbe {

    private static final Script PROBE = Script.load(LinkProbe.class, "probe.lua");

    private final String name;
    private final long answerNanos;
    /** How often every server was tried. */
    private final AtomicLong rounds = new AtomicLong();
    /** The number of the last try, and of the last that came back. */
    private long sent;

    private long heard;
    /** The number whose command worked and when it must have come back; 0 when none is awaited. */
    private long awaited;

    private long deadlineNanos;

    LinkProbe(String name, long answerNanos) {
        this.name = name;
        this.answerNanos = answerNanos;
    }

    /** The pub/sub channel on which this node hears itself. */
    String name() {
        return name;
    }

    long next() {
        return ++sent;
    }

    /** Sends one. */
    CompletionStage<List<@Nullable Object>> send(ScriptRunner runner, long number) {
        return send(runner, RedisKeys.companion(name + ":" + number, "try"), number);
    }

    private CompletionStage<List<@Nullable Object>> send(ScriptRunner runner, String key, long number) {
        byte[] message = Long.toString(number).getBytes(StandardCharsets.US_ASCII);
        return runner.run(PROBE, List.of(key), List.of(name.getBytes(StandardCharsets.UTF_8), message));
    }

    /** Sends one to every server that takes writes, each time with other keys; what comes back of them proves nothing. */
    CompletionStage<?> sendEverywhere(ScriptRunner runner, Servers servers) {
        CompletionStage<?> all = CompletableFuture.completedFuture(null);
        for (String key : servers.everywhere(name + ":all:" + rounds.getAndIncrement())) {
            all = all.thenCombine(send(runner, key, 0), (before, done) -> done);
        }
        return all;
    }

    /** The command of a try worked: from now on it must come back. */
    void worked(long number, long now) {
        if (number > heard && awaited == 0) {
            awaited = number;
            deadlineNanos = now + answerNanos;
        }
    }

    void heard(byte[] message) {
        try {
            heard = Math.max(heard, Long.parseLong(new String(message, StandardCharsets.US_ASCII)));
        } catch (NumberFormatException notOurs) {
            return;
        }
        if (heard >= awaited) {
            awaited = 0;
        }
    }

    boolean isOverdue(long now) {
        return awaited != 0 && now - deadlineNanos > 0;
    }

    /** There is another link: what the last one owed counts no more. */
    void forget() {
        awaited = 0;
    }
}
