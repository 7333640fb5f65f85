package io.bush.realtime.redis.model;

import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.AppendResult;
import io.bush.realtime.eventlog.ReadLimit;
import io.bush.realtime.lock.LockAnswer;
import io.bush.realtime.lock.LockName;
import io.bush.realtime.lock.LockOwner;
import io.bush.realtime.presence.PresenceHolder;
import io.bush.realtime.redis.internal.command.ScriptRunner;
import io.bush.realtime.redis.internal.eventlog.RedisEventLog;
import io.bush.realtime.redis.internal.key.RedisKeys;
import io.bush.realtime.redis.internal.lease.RedisConnectionLeases;
import io.bush.realtime.redis.internal.lock.RedisLockStore;
import io.bush.realtime.redis.internal.presence.RedisPresenceStore;
import io.bush.realtime.redis.internal.topology.Session;
import io.bush.realtime.testkit.ManualTime;
import io.bush.realtime.time.NodeRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Random calls of the stores, as nodes make them. Thread safety: none. */
final class RandomCalls {

    /** What the calls are about. Nothing ends near a multiple of its tick, so that each end is the same on both sides. */
    enum Of {
        PRESENCE(20, "leave renew snapshot sweep update"),
        LOCKS(20, "acquire expire find give-places hint hints keep-place mend release renew take-place"),
        LEASES(25, "beat count give renew take"),
        LOG(35, "append head heads read start-anew");

        /** The step in which time passes. */
        final Duration tick;

        private final String scripts;

        Of(int seconds, String scripts) {
            tick = Duration.ofSeconds(seconds);
            this.scripts = scripts;
        }

        /** Which scripts they run, in the order of their names. */
        List<String> scripts() {
            return Stream.of(scripts.split(" ", -1)).map(name -> name + ".lua").toList();
        }
    }

    private static final String[] STATUSES = {"idle", "viewing", "commenting"};
    private static final Duration TTL = Duration.ofSeconds(35);
    private static final Retention RETENTION = new Retention(20, Duration.ofSeconds(90), Duration.ofSeconds(200));

    private final Random random;
    private final RedisPresenceStore presence;
    private final RedisLockStore locks;
    private final RedisEventLog log;
    private final List<ManualTime> clocks = new ArrayList<>();
    private final List<RedisConnectionLeases> leases = new ArrayList<>();
    /** Tokens that were granted, the newest last. */
    private final List<Long> tokens = new ArrayList<>(List.of(1L));
    /** Positions that were told, the newest last. */
    private final List<Position> positions = new ArrayList<>();

    private final ScriptRunner redis;
    private long sequence;

    RandomCalls(ScriptRunner redis, Random random) {
        this.redis = redis;
        this.random = random;
        RedisKeys keys = new RedisKeys("bush");
        presence = new RedisPresenceStore(redis, keys, (kind, handler) -> {});
        locks = new RedisLockStore(redis, keys, (kind, handler) -> {});
        log = new RedisEventLog(redis, keys, runtime(new ManualTime()), 1_000, Session.Kind.ONE_SERVER);
    }

    private NodeRuntime runtime(ManualTime clock) {
        return new NodeRuntime(clock, clock, Runnable::run, random);
    }

    /** Makes one; what it was. */
    CompletionStage<String> call(Of about) {
        return switch (about) {
            case PRESENCE -> aboutPresence();
            case LOCKS -> aboutLocks();
            case LEASES -> aboutLeases();
            case LOG -> aboutTheLog();
        };
    }

    private Channel channel() {
        return new Channel("file", "file_" + random.nextInt(2));
    }

    private static Principal user(int number) {
        return new Principal.Member("user_" + number, number == 0 ? "Ann \u00d6 \"A\"" : null, null);
    }

    private CompletionStage<String> aboutPresence() {
        int number = random.nextInt(4);
        String connection = "conn_" + number + "_" + random.nextInt(3);
        long late = random.nextInt(10) == 0 ? 5 : 0;
        PresenceHolder holder = new PresenceHolder(user(number), connection, Math.max(0, ++sequence - late));
        Duration lease = sequence == 1 ? Duration.ofSeconds(70) : Duration.ofSeconds(30 + 20L * random.nextInt(3));
        return switch (random.nextInt(12)) {
            case 0, 1, 2, 3 ->
                presence.update(channel(), holder, state(), lease).thenApply(done -> "update");
            case 4, 5 -> presence.leave(channel(), holder, Duration.ZERO).thenApply(done -> "leave");
            case 6 -> presence.leave(channel(), holder, Duration.ofSeconds(10)).thenApply(done -> "drop");
            case 7, 8 -> {
                // Of many calls some were of this connection, and one may have been lost.
                long said = Math.max(0, sequence - random.nextInt(40));
                yield presence.renew(holder, Map.of(channel(), said), lease)
                        .thenApply(again -> "renew " + again.isEmpty());
            }
            case 9 -> presence.sweep(channel()).thenApply(done -> "sweep");
            default -> presence.snapshot(channel()).thenApply(done -> "snapshot");
        };
    }

    private Payload state() {
        String status = STATUSES[random.nextInt(3)];
        return Payload.ofJson("{\"status\":\"" + status + "\",\"at\":\"\u00e9/" + random.nextInt(2) + "\"}");
    }

    private CompletionStage<String> aboutLocks() {
        LockName name = LockName.comment("comment_" + random.nextInt(4));
        int number = random.nextInt(3);
        LockOwner owner = new LockOwner(user(number), "conn_" + number + "_" + random.nextInt(2));
        long token = tokens.get(Math.max(0, tokens.size() - 1 - random.nextInt(3)));
        return switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> locks.acquire(name, channel(), owner, TTL, 2).thenApply(this::granted);
            case 4, 5 -> locks.renew(name, owner, token, TTL).thenApply(done -> "renew");
            case 6 -> locks.release(name, owner, token).thenApply(done -> "release");
            case 7 -> locks.find(name).thenApply(done -> "find");
            case 8 -> locks.held(channel()).thenApply(done -> "held");
            default -> locks.sweep(channel()).thenApply(done -> "sweep");
        };
    }

    private String granted(LockAnswer answer) {
        if (answer instanceof LockAnswer.Granted granted) {
            tokens.add(granted.lock().token());
        }
        return answer.getClass().getSimpleName();
    }

    private CompletionStage<String> aboutLeases() {
        while (leases.size() < 3) {
            ManualTime clock = new ManualTime();
            clocks.add(clock);
            leases.add(
                    RedisConnectionLeases.start(redis, new RedisKeys("bush"), runtime(clock), "node" + leases.size()));
        }
        int node = random.nextInt(3);
        String user = "user_" + random.nextInt(2);
        String connection = "conn_" + random.nextInt(4);
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> {
                return leases.get(node).acquire(user, connection, 3).thenApply(taken -> "acquire " + taken);
            }
            case 3 -> leases.get(node).release(user, connection);
            case 4 -> {
                return leases.get(node).count(user).thenApply(count -> "count");
            }
            default -> clocks.get(node).advance(Duration.ofSeconds(3));
        }
        return CompletableFuture.completedFuture("release or beat");
    }

    private CompletionStage<String> aboutTheLog() {
        Channel channel = channel();
        Position since = positions.isEmpty()
                ? Position.start(channel, Position.epoch(1, 1))
                : positions.get(Math.max(0, positions.size() - 1 - random.nextInt(30)));
        return switch (random.nextInt(10)) {
            case 0, 1, 2, 3, 4 -> {
                String key = random.nextInt(3) == 0 ? "key_" + random.nextInt(5) : null;
                yield log.append(event(channel), RETENTION, key).thenApply(this::stored);
            }
            case 5, 6 ->
                log.readAfter(channel, since, RETENTION, ReadLimit.WHOLE).thenApply(done -> "read");
            case 7 -> {
                ReadLimit page = new ReadLimit(3, 1_000, ReadLimit.Overflow.PAGE);
                yield log.readAfter(channel, since, RETENTION, page).thenApply(done -> "page");
            }
            case 8 ->
                log.heads(random.nextBoolean() ? List.of(channel) : List.of(channel(), channel()), RETENTION)
                        .thenApply(done -> "heads");
            default -> log.startAnew(channel, RETENTION, Duration.ofSeconds(50)).thenApply(done -> "start anew");
        };
    }

    private EventContent event(Channel channel) {
        Payload data = Payload.ofJson(
                "{\"n\":" + random.nextInt(1_000) + ",\"x\":\"" + "y".repeat(random.nextInt(300)) + "\"}");
        return new EventContent(channel, "e.1", ManualTime.START, data, null, null, null, null, null);
    }

    private String stored(AppendResult result) {
        if (result instanceof AppendResult.Stored stored) {
            positions.add(stored.position());
            return "append " + stored.origin();
        }
        throw new AssertionError("not stored: " + result);
    }
}
