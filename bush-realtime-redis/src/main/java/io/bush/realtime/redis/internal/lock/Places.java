package io.bush.realtime.redis.internal.lock;

import io.bush.realtime.lock.LockName;
import io.bush.realtime.redis.internal.command.Arguments;
import io.bush.realtime.redis.internal.command.Reply;
import io.bush.realtime.redis.internal.command.Script;
import io.bush.realtime.redis.internal.command.ScriptRunner;
import io.bush.realtime.redis.internal.key.RedisKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The list of each user's locks, which keeps them to the limit (contract P8: at most so many locks a user). A place is taken
 * before the lock and outlives it, so there are never more locks than places. Thread safety: safe for use by any thread.
 */
final class Places {

    /** So much longer than its lock a place lasts, and so old one is that no lock can follow any more. */
    static final Duration SPARE = Duration.ofSeconds(10);

    /** A lock has to be taken so soon after its place, or it is refused: half of this, and its own time, is less than spare. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private static final Script TAKE = script("take-place.lua");
    private static final Script KEEP = script("keep-place.lua");
    private static final Script GIVE = script("give-places.lua");

    private final ScriptRunner redis;
    private final RedisKeys keys;

    /**
     * A place in a list.
     *
     * @param stamp which asking took it; 0 for none
     * @param goodUntil when it is too late to take the lock, in microseconds
     */
    record Place(long stamp, long goodUntil) {

        /** What is held already needs none. */
        static final Place NONE = new Place(0, 0);
    }

    /**
     * An entry of a full list.
     *
     * @param name as it stands there
     * @param stamp which asking took it
     */
    record Entry(String name, long stamp) {}

    /**
     * What became of taking a place.
     *
     * @param micros when
     * @param place the place; {@link Place#NONE} when all are taken
     * @param entries all that are taken, when all are
     */
    record Taken(long micros, Place place, List<Entry> entries) {

        /** Entries for which it is too late to become a lock: those whose lock nobody holds are left over. */
        List<Entry> old() {
            return entries.stream().filter(entry -> isOld(entry, micros)).toList();
        }
    }

    Places(ScriptRunner redis, RedisKeys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    private static Script script(String resource) {
        return Script.load(Places.class, "places.lua", resource);
    }

    static boolean isOld(Entry entry, long micros) {
        return micros - entry.stamp() >= SPARE.toNanos() / 1_000;
    }

    CompletionStage<Taken> take(String user, LockName name, Duration ttl, int limit) {
        Arguments arguments =
                new Arguments().text(name.toString()).number(limit).millis(ttl.plus(SPARE));
        return run(TAKE, user, arguments).thenApply(reply -> {
            long micros = reply.number(0);
            return reply.number(1) == 1
                    ? new Taken(micros, place(reply.number(2), micros, ttl), List.of())
                    : new Taken(micros, Place.NONE, entries(reply));
        });
    }

    private static List<Entry> entries(Reply reply) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 2; i + 1 < reply.size(); i += 2) {
            entries.add(new Entry(reply.text(i), reply.number(i + 1)));
        }
        return entries;
    }

    /** The stamp is 0 when there was a place. */
    CompletionStage<Place> keep(String user, LockName name, Duration ttl) {
        Arguments arguments = new Arguments().text(name.toString()).millis(ttl.plus(SPARE));
        return run(KEEP, user, arguments)
                .thenApply(reply -> place(reply.number(1) == 1 ? reply.number(2) : 0, reply.number(0), ttl));
    }

    private static Place place(long stamp, long micros, Duration ttl) {
        Duration soon = ttl.dividedBy(2);
        return new Place(stamp, micros + (soon.compareTo(SOON) < 0 ? soon : SOON).toNanos() / 1_000);
    }

    /** Gives places back, each unless another asking has taken it since; how many. */
    CompletionStage<Long> give(String user, List<Entry> entries) {
        Arguments arguments = new Arguments();
        entries.forEach(entry -> arguments.text(entry.name()).number(entry.stamp()));
        return run(GIVE, user, arguments).thenApply(reply -> reply.number(1));
    }

    private CompletionStage<Reply> run(Script script, String user, Arguments arguments) {
        String key = RedisKeys.companion(keys.connections(user), "locks");
        return redis.run(script, List.of(key), arguments.list()).thenApply(parts -> new Reply(script, parts));
    }
}
