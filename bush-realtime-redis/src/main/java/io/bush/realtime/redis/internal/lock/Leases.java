package io.bush.realtime.redis.internal.lock;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.lock.LockName;
import io.bush.realtime.lock.LockOwner;
import io.bush.realtime.redis.internal.codec.PrincipalCodec;
import io.bush.realtime.redis.internal.command.Arguments;
import io.bush.realtime.redis.internal.command.Reply;
import io.bush.realtime.redis.internal.command.Script;
import io.bush.realtime.redis.internal.command.ScriptRunner;
import io.bush.realtime.redis.internal.key.RedisKeys;
import io.bush.realtime.redis.internal.lock.Places.Place;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The locks themselves, one script for each operation. Thread safety: safe for use by any thread. */
final class Leases {

    /** What {@link #acquire} answers besides {@link Held#YES}. */
    static final long OTHERS = 0;
    /** The user has no place for it. */
    static final long NO_ROOM = 2;
    /** The place was taken too long ago. */
    static final long LATE = 3;
    /** What {@link #renew} answers besides {@link Held#YES} and {@link #LATE}: nobody of that user holds it. */
    static final long LOST = 0;
    /** What {@link #find} answers for a lock whose time is over and whose end nobody has told. */
    static final long OVER = 2;

    private static final Script ACQUIRE = script("acquire.lua");
    private static final Script RENEW = script("renew.lua");
    private static final Script RELEASE = script("release.lua");
    private static final Script FIND = Script.loadReading(Leases.class, "lease.lua", "find.lua");
    private static final Script EXPIRE = script("expire.lua");

    private final ScriptRunner redis;
    private final RedisKeys keys;

    Leases(ScriptRunner redis, RedisKeys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    private static Script script(String resource) {
        return Script.load(Leases.class, "lease.lua", resource);
    }

    CompletionStage<Held> acquire(LockName name, Channel channel, LockOwner owner, Duration ttl, Place place) {
        return run(
                ACQUIRE,
                name,
                about(name, owner)
                        .text(channel.name())
                        .text(keys.bus(channel))
                        .millis(ttl)
                        .number(place.stamp())
                        .number(place.goodUntil()));
    }

    CompletionStage<Held> renew(LockName name, LockOwner owner, long token, Duration ttl, Place place) {
        return run(
                RENEW,
                name,
                about(name, owner)
                        .number(token)
                        .millis(ttl)
                        .number(place.stamp())
                        .number(place.goodUntil()));
    }

    private static Arguments about(LockName name, LockOwner owner) {
        return new Arguments()
                .text(name.toString())
                .text(owner.user().id())
                .text(owner.connectionId())
                .raw(PrincipalCodec.encode(owner.user()));
    }

    CompletionStage<Held> release(LockName name, LockOwner owner, long token) {
        return run(
                RELEASE,
                name,
                new Arguments()
                        .text(name.toString())
                        .text(owner.user().id())
                        .text(owner.connectionId())
                        .number(token));
    }

    CompletionStage<Held> find(LockName name) {
        return run(FIND, name, new Arguments().text(name.toString()));
    }

    CompletionStage<Held> expire(LockName name) {
        return run(EXPIRE, name, new Arguments().text(name.toString()));
    }

    private CompletionStage<Held> run(Script script, LockName name, Arguments arguments) {
        String key = keys.lock(name);
        return redis.run(script, List.of(key, RedisKeys.companion(key, "lease")), arguments.list())
                .thenApply(parts -> Held.of(name, new Reply(script, parts)));
    }
}
