package io.bush.realtime.redis.internal.lease;

import static java.util.concurrent.TimeUnit.MICROSECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

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
import java.util.concurrent.atomic.AtomicBoolean;

/** Which nodes are there: each says so every few seconds. Thread safety: safe for use by any thread. */
final class Heartbeat {

    /** How often a node says that it is there. */
    static final Duration INTERVAL = Duration.ofSeconds(3);
    /** Who was not heard for so long is silent (contract §3.6). */
    static final Duration SILENCE = Duration.ofSeconds(10);

    /** By how much more than this node's the clock of Redis has to go on for a leap: leases last much longer. */
    private static final Duration LEAP = INTERVAL;

    private static final Script BEAT = Script.load(Heartbeat.class, "beat.lua");

    private final ScriptRunner redis;
    private final RedisKeys keys;
    private final Clock clock;
    private final String node;
    /** The last one that arrived. */
    private volatile Beat last;
    /** The nodes heard of in the last {@link #SILENCE}, as of {@link #last}. */
    private volatile Set<String> others = Set.of();
    /** Whether the clock of Redis has leapt ahead since that was asked. */
    private final AtomicBoolean leapt = new AtomicBoolean();

    /**
     * A beat.
     *
     * @param sentNanos when it was sent, on the monotonic clock
     * @param micros when it arrived, by the clock of Redis; 0 for none
     * @param leap how far that clock had leapt ahead since the beat before, in milliseconds; 0 for not
     */
    private record Beat(long sentNanos, long micros, long leap) {}

    /**
     * What Redis answers.
     *
     * @param micros when, by its clock
     * @param ages how many milliseconds ago each node was heard
     */
    private record Answer(long micros, Map<String, Long> ages) {}

    Heartbeat(ScriptRunner redis, RedisKeys keys, Clock clock, String node) {
        this.redis = redis;
        this.keys = keys;
        this.clock = clock;
        this.node = node;
        this.last = new Beat(clock.nanoTime() - SILENCE.toNanos(), 0, 0);
    }

    /** Says that this node is there. */
    CompletionStage<Void> beat() {
        long sent = clock.nanoTime();
        return run("here").thenAccept(answer -> {
            long leap = leapSince(last, answer);
            if (leap > 0) {
                leapt.set(true);
            }
            others = heard(answer, leap);
            last = new Beat(sent, answer.micros(), leap);
        });
    }

    /** How far the clock of Redis has leapt ahead since a beat, as that of a machine that was put aside; 0 for not. */
    private long leapSince(Beat before, Answer answer) {
        // Here it was at most so long.
        long passed = NANOSECONDS.toMicros(clock.nanoTime() - before.sentNanos());
        long leap = MICROSECONDS.toMillis(answer.micros() - before.micros() - passed);
        return before.micros() > 0 && leap > LEAP.toMillis() ? leap : 0;
    }

    /** Whether the clock of Redis has leapt since this was asked last: leases that were just renewed may be over. */
    boolean hasLeapt() {
        return leapt.getAndSet(false);
    }

    /** Completes when the others can know that this node is there: at once, as a rule. */
    CompletionStage<Void> known() {
        long age = clock.nanoTime() - last.sentNanos();
        return age < SILENCE.dividedBy(2).toNanos() ? CompletableFuture.completedFuture(null) : beat();
    }

    /** Which of some nodes are silent, as Redis knows it now; this one is not, even if its last beat looks old. */
    CompletionStage<List<String>> silent(Collection<String> nodes) {
        return run("look").thenApply(answer -> {
            Beat before = last;
            Set<String> heard = heard(answer, Math.max(before.leap(), leapSince(before, answer)));
            return nodes.stream()
                    .filter(one -> !one.equals(node) && !heard.contains(one))
                    .toList();
        });
    }

    /** Whether a node counts, by what was heard with the last beat. */
    boolean counts(String other) {
        return other.equals(node) || others.contains(other);
    }

    /** This node is not there any more. */
    CompletionStage<Void> end() {
        return run("gone").thenAccept(answer -> others = Set.of());
    }

    /** Since a leap nobody was silent for longer than before it; who lives says so again within {@link #INTERVAL}. */
    private static Set<String> heard(Answer answer, long leap) {
        Set<String> heard = new LinkedHashSet<>();
        answer.ages().forEach((name, millis) -> {
            if (millis - leap < SILENCE.toMillis()) {
                heard.add(name);
            }
        });
        return heard;
    }

    private CompletionStage<Answer> run(String what) {
        Arguments arguments = new Arguments().text(what).text(node);
        return redis.run(BEAT, List.of(keys.nodes()), arguments.list()).thenApply(parts -> {
            Reply reply = new Reply(BEAT, parts);
            Map<String, Long> ages = new LinkedHashMap<>();
            for (int i = 1; i + 1 < reply.size(); i += 2) {
                ages.put(reply.text(i), reply.number(i + 1));
            }
            return new Answer(reply.number(0), ages);
        });
    }
}
