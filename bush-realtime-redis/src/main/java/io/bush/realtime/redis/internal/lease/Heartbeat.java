package io.bush.realtime.redis.internal.lease;

import io.bush.realtime.redis.internal.command.Arguments;
import io.bush.realtime.redis.internal.command.Reply;
import io.bush.realtime.redis.internal.command.Script;
import io.bush.realtime.redis.internal.command.ScriptRunner;
import io.bush.realtime.redis.internal.key.RedisKeys;
import io.bush.realtime.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Which nodes are there: each says so every few seconds. Thread safety: safe for use by any thread. */
final class Heartbeat {

    /** How often a node says that it is there. */
    static final Duration INTERVAL = Duration.ofSeconds(3);
    /** Who was not heard for so long is silent (contract §3.6). */
    static final Duration SILENCE = Duration.ofSeconds(10);

    private static final Script BEAT = Script.load(Heartbeat.class, "beat.lua");

    private final ScriptRunner redis;
    private final RedisKeys keys;
    private final Clock clock;
    private final String node;
    /** When the last beat that arrived was sent, in monotonic nanoseconds. */
    private volatile long beatAt;
    /** The nodes heard of in the last {@link #SILENCE}, as of {@link #beatAt}. */
    private volatile Set<String> others = Set.of();

    Heartbeat(ScriptRunner redis, RedisKeys keys, Clock clock, String node) {
        this.redis = redis;
        this.keys = keys;
        this.clock = clock;
        this.node = node;
        this.beatAt = clock.nanoTime() - SILENCE.toNanos();
    }

    /** Says that this node is there. */
    CompletionStage<Void> beat() {
        long sent = clock.nanoTime();
        return run("here").thenAccept(ages -> {
            others = heard(ages);
            beatAt = sent;
        });
    }

    /** Completes when the others can know that this node is there: at once, as a rule. */
    CompletionStage<Void> known() {
        long age = clock.nanoTime() - beatAt;
        return age < SILENCE.dividedBy(2).toNanos() ? CompletableFuture.completedFuture(null) : beat();
    }

    /** Which of some nodes are silent, as Redis knows it now. */
    CompletionStage<List<String>> silent(Collection<String> nodes) {
        return run("look").thenApply(ages -> {
            Set<String> heard = heard(ages);
            return nodes.stream().filter(one -> !heard.contains(one)).toList();
        });
    }

    /** Whether a node counts, by what was heard with the last beat. */
    boolean counts(String other) {
        return other.equals(node) || others.contains(other);
    }

    /** This node is not there any more. */
    CompletionStage<Void> end() {
        return run("gone").thenAccept(ages -> others = Set.of());
    }

    private static Set<String> heard(Map<String, Long> ages) {
        Set<String> heard = new LinkedHashSet<>();
        ages.forEach((name, millis) -> {
            if (millis < SILENCE.toMillis()) {
                heard.add(name);
            }
        });
        return heard;
    }

    private CompletionStage<Map<String, Long>> run(String what) {
        Arguments arguments = new Arguments().text(what).text(node);
        return redis.run(BEAT, List.of(keys.nodes()), arguments.list()).thenApply(parts -> {
            Reply reply = new Reply(BEAT, parts);
            Map<String, Long> ages = new LinkedHashMap<>();
            for (int i = 1; i + 1 < reply.size(); i += 2) {
                ages.put(reply.text(i), reply.number(i + 1));
            }
            return ages;
        });
    }
}
