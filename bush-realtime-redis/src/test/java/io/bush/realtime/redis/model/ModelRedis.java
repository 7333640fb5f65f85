package io.bush.realtime.redis.model;

import io.bush.realtime.redis.internal.bus.RedisBus;
import io.bush.realtime.redis.internal.command.RedisFailure;
import io.bush.realtime.redis.internal.command.RedisFailure.Kind;
import io.bush.realtime.redis.internal.command.RedisFailure.Outcome;
import io.bush.realtime.redis.internal.command.Script;
import io.bush.realtime.redis.internal.command.ScriptRunner;
import io.bush.realtime.redis.internal.eventlog.RedisEventLog;
import io.bush.realtime.redis.internal.lease.RedisConnectionLeases;
import io.bush.realtime.redis.internal.lock.RedisLockStore;
import io.bush.realtime.redis.internal.presence.RedisPresenceStore;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A Redis in this process: runs the scripts of this library, each as an operation in Java, and hands on what they announce.
 * Stages complete inline. Thread safety: safe for use by any thread; one script at a time.
 */
public final class ModelRedis implements ScriptRunner {

    private static final Map<String, Operation> OPERATIONS = operations();

    private final Keyspace store = new Keyspace();
    private final LongSupplier micros;
    private final BiConsumer<String, byte[]> hears;

    /**
     * Starts empty.
     *
     * @param micros what the server's clock shows, in microseconds
     * @param hears gets each channel and message, in their order, within the call that announces it
     */
    public ModelRedis(LongSupplier micros, BiConsumer<String, byte[]> hears) {
        this.micros = micros;
        this.hears = hears;
    }

    private static Map<String, Operation> operations() {
        Map<String, Operation> all = new LinkedHashMap<>();
        Class<?> presence = RedisPresenceStore.class;
        all.put(sha1(presence, "room.lua", "update.lua"), RoomModel::update);
        all.put(sha1(presence, "room.lua", "leave.lua"), RoomModel::leave);
        all.put(sha1(presence, "room.lua", "renew.lua"), RoomModel::renew);
        all.put(sha1(presence, "room.lua", "sweep.lua"), RoomModel::sweep);
        all.put(sha1(presence, "room.lua", "snapshot.lua"), RoomModel::snapshot);
        Class<?> lock = RedisLockStore.class;
        all.put(sha1(lock, "lease.lua", "acquire.lua"), LockModel::acquire);
        all.put(sha1(lock, "lease.lua", "renew.lua"), LockModel::renew);
        all.put(sha1(lock, "lease.lua", "release.lua"), LockModel::release);
        all.put(sha1(lock, "lease.lua", "find.lua"), LockModel::find);
        all.put(sha1(lock, "lease.lua", "expire.lua"), LockModel::expire);
        all.put(sha1(lock, "places.lua", "take-place.lua"), ListsModel::take);
        all.put(sha1(lock, "places.lua", "keep-place.lua"), ListsModel::keep);
        all.put(sha1(lock, "places.lua", "give-places.lua"), ListsModel::give);
        all.put(sha1(lock, "hint.lua"), ListsModel::hint);
        all.put(sha1(lock, "hints.lua"), ListsModel::hints);
        all.put(sha1(lock, "mend.lua"), ListsModel::mend);
        Class<?> lease = RedisConnectionLeases.class;
        all.put(sha1(lease, "take.lua"), LeaseModel::take);
        all.put(sha1(lease, "renew.lua"), LeaseModel::renew);
        all.put(sha1(lease, "give.lua"), LeaseModel::give);
        all.put(sha1(lease, "count.lua"), LeaseModel::count);
        all.put(sha1(lease, "beat.lua"), LeaseModel::beat);
        Class<?> log = RedisEventLog.class;
        all.put(sha1(log, "append.lua"), LogModel::append);
        all.put(sha1(log, "read.lua"), LogModel::read);
        all.put(sha1(log, "head.lua"), LogModel::head);
        all.put(sha1(log, "heads.lua"), LogModel::heads);
        all.put(sha1(log, "start-anew.lua"), LogModel::startAnew);
        all.put(sha1(RedisBus.class, "probe.lua"), LogModel::probe);
        return all;
    }

    private static String sha1(Class<?> beside, String... resources) {
        return Script.load(beside, resources).sha1();
    }

    @Override
    public CompletionStage<List<@Nullable Object>> run(Script script, List<String> keys, List<byte[]> arguments) {
        Operation operation = OPERATIONS.get(script.sha1());
        if (operation == null) {
            throw new IllegalArgumentException("the model does not know " + script);
        }
        try {
            return CompletableFuture.completedFuture(run(operation, keys, arguments));
        } catch (Keyspace.WrongTypeException wrong) {
            return CompletableFuture.failedFuture(
                    new RedisFailure(Outcome.NOT_DONE, Kind.WRONG_TYPE, String.valueOf(wrong.getMessage()), wrong));
        }
    }

    private synchronized List<@Nullable Object> run(Operation operation, List<String> keys, List<byte[]> arguments) {
        store.moveTo(micros.getAsLong());
        Step step = new Step(store, keys, arguments);
        List<@Nullable Object> reply = operation.run(step);
        store.tidy();
        step.announced()
                .forEach(one -> hears.accept(one.channel(), one.message().getBytes(StandardCharsets.ISO_8859_1)));
        return reply;
    }

    @Override
    public CompletionStage<List<@Nullable Object>> run(
            Script script, List<String> keys, List<byte[]> arguments, long sinceNanos) {
        return run(script, keys, arguments);
    }

    @Override
    public synchronized CompletionStage<Void> publish(String near, String busChannel, byte[] message) {
        hears.accept(busChannel, message);
        return CompletableFuture.completedFuture(null);
    }

    /** Looks at the clock: what has ended goes. */
    public synchronized void tick() {
        store.moveTo(micros.getAsLong());
    }

    /** Loses everything. */
    public synchronized void flush() {
        store.clear();
    }

    /** Loses one key. */
    public synchronized void delete(String key) {
        store.delete(key);
    }

    /** What is in some keys, by key, as text; in all when none is named. */
    public synchronized Map<String, String> contents(List<String> names) {
        return store.contents(names);
    }

    /** How long a key stays, in milliseconds. */
    public synchronized long left(String key) {
        return store.left(key);
    }
}
