package io.bush.realtime.redis.internal.lock;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.lock.HeldLock;
import io.bush.realtime.lock.LockName;
import io.bush.realtime.lock.LockOwner;
import io.bush.realtime.redis.internal.codec.PrincipalCodec;
import io.bush.realtime.redis.internal.command.Reply;
import java.time.Duration;
import java.time.Instant;

/**
 * What a script on a lock answered. Thread safety: immutable.
 *
 * @param micros when, on the lock's own server
 * @param status what became of it; each script has its own numbers
 * @param reply the whole reply
 */
record Held(long micros, long status, LockName name, Reply reply) {

    /** The second part of every reply that has the lock behind it, and of a few that do not. */
    static final long YES = 1;

    private static final int ALL = 9;

    static Held of(LockName name, Reply reply) {
        return new Held(reply.number(0), reply.number(1), name, reply);
    }

    boolean hasLock() {
        return reply.size() == ALL;
    }

    String user() {
        return reply.text(5);
    }

    /** The place in its user's list that the lock was taken with. */
    long stamp() {
        return reply.number(4);
    }

    long endsMillis() {
        return reply.number(3);
    }

    Duration left() {
        return Duration.ofMillis(Math.max(0, endsMillis() - micros / 1_000));
    }

    boolean isIn(Channel channel) {
        return hasLock() && reply.text(8).equals(channel.name());
    }

    HeldLock lock() {
        try {
            LockOwner owner = new LockOwner(PrincipalCodec.decode(reply.bytes(7)), reply.text(6));
            return new HeldLock(
                    name, channel(reply.text(8)), owner, reply.number(2), Instant.ofEpochMilli(endsMillis()));
        } catch (IllegalArgumentException e) {
            throw reply.unreadable("the lock " + name + " is none of ours", e);
        }
    }

    private static Channel channel(String name) {
        int colon = name.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("a channel without a type");
        }
        return new Channel(name.substring(0, colon), name.substring(colon + 1));
    }
}
