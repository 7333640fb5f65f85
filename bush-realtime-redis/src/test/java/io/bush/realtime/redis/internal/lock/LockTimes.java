package io.bush.realtime.redis.internal.lock;

import static io.bush.realtime.testkit.Concurrently.await;

import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.lock.LockName;
import io.bush.realtime.lock.LockOwner;
import io.bush.realtime.redis.internal.command.ScriptRunner;
import io.bush.realtime.redis.internal.key.RedisKeys;
import io.bush.realtime.redis.internal.lock.Places.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Several users who take, renew and give back a few locks as fast as they can, and the times in which each held which, by
 * the clock of Redis alone. Thread safety: {@link #run} may be called by several threads.
 */
final class LockTimes {

    private static final Channel FILE = new Channel("file", "file_a");
    private static final Duration TTL = Duration.ofMillis(5);
    private static final int NAMES = 4;
    private static final Place ANY_TIME = new Place(1, 1L << 52);

    private final Leases leases;
    /** Guarded by this object's monitor. */
    private final List<Span> spans = new ArrayList<>();

    /**
     * A time in which somebody held a lock.
     *
     * @param name what
     * @param user who
     * @param token by which token
     * @param from since when, in microseconds
     * @param to until when, exclusively
     */
    record Span(String name, String user, long token, long from, long to) {}

    LockTimes(ScriptRunner redis) {
        leases = new Leases(redis, new RedisKeys("bush"));
    }

    /** One user's part; how many times something was asked of a lock. */
    int run(int who, int operations) {
        Random random = new Random(who);
        LockOwner owner = new LockOwner(new Principal.Member("user_" + who, null, null), "conn_" + who);
        Span[] mine = new Span[NAMES];
        for (int i = 0; i < operations; i++) {
            int number = random.nextInt(NAMES);
            LockName name = LockName.comment("comment_" + number);
            Span span = mine[number];
            if (span == null || random.nextInt(8) == 0) {
                mine[number] = taken(span, await(leases.acquire(name, FILE, owner, TTL, ANY_TIME)));
            } else if (random.nextInt(3) == 0) {
                mine[number] = taken(span, await(leases.renew(name, owner, span.token(), TTL, ANY_TIME)));
            } else if (random.nextInt(3) > 0) {
                Held given = await(leases.release(name, owner, span.token()));
                keep(given.status() == Held.YES ? until(span, given.micros()) : span);
                mine[number] = null;
            }
        }
        for (Span span : mine) {
            keep(span);
        }
        return operations;
    }

    /** What the user holds now, and held until now without a break. */
    private Span taken(Span before, Held held) {
        if (held.status() != Held.YES) {
            keep(before);
            return null;
        }
        Span now = new Span(
                held.name().toString(), held.user(), held.lock().token(), held.micros(), held.endsMillis() * 1_000);
        if (before == null || before.token() != now.token()) {
            keep(before);
            return now;
        }
        return new Span(now.name(), now.user(), now.token(), before.from(), now.to());
    }

    private static Span until(Span span, long to) {
        return new Span(span.name(), span.user(), span.token(), span.from(), Math.min(span.to(), to));
    }

    private synchronized void keep(Span span) {
        if (span != null) {
            spans.add(span);
        }
    }

    synchronized int spans() {
        return spans.size();
    }

    /** Every two times of one lock that overlap, or whose tokens are not in their order. */
    synchronized List<String> offences() {
        Map<String, List<Span>> byName = new TreeMap<>();
        spans.forEach(span ->
                byName.computeIfAbsent(span.name(), name -> new ArrayList<>()).add(span));
        List<String> offences = new ArrayList<>();
        for (List<Span> times : byName.values()) {
            Collections.sort(times, (one, other) -> Long.compare(one.from(), other.from()));
            for (int i = 1; i < times.size(); i++) {
                Span before = times.get(i - 1);
                Span after = times.get(i);
                if (before.to() > after.from() || before.token() >= after.token()) {
                    offences.add(before + " and " + after);
                }
            }
        }
        return offences;
    }
}
