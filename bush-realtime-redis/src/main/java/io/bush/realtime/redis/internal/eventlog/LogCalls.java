package io.bush.realtime.redis.internal.eventlog;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Position;
import io.bush.realtime.redis.internal.codec.EventCodec;
import io.bush.realtime.redis.internal.command.Reply;
import io.bush.realtime.redis.internal.key.RedisKeys;
import io.bush.realtime.time.NodeRuntime;
import java.time.Duration;

/** What the scripts of a log have in common: their keys, a place to begin at, positions in replies. Thread safety: immutable. */
final class LogCalls {

    private final RedisKeys keys;
    private final NodeRuntime runtime;

    LogCalls(RedisKeys keys, NodeRuntime runtime) {
        this.keys = keys;
        this.runtime = runtime;
    }

    String log(Channel channel) {
        return keys.events(channel);
    }

    String head(Channel channel) {
        return RedisKeys.companion(log(channel), "head");
    }

    String idempotency(Channel channel, String key) {
        return RedisKeys.companion(log(channel), "i:" + key);
    }

    String bus(Channel channel) {
        return keys.bus(channel);
    }

    /** Where a channel begins that has no head. */
    Position beginning(Channel channel) {
        return Position.start(
                channel,
                Position.epoch(
                        runtime.clock().wallTime().toEpochMilli(),
                        runtime.random().nextLong()));
    }

    String freshTag() {
        return Position.tag(runtime.random().nextInt());
    }

    /** A head with less than this to live is kept anew: not each time, because that is a write to every replica. */
    static Duration worthKeeping(Duration headAge) {
        return headAge.minus(headAge.dividedBy(64));
    }

    /** Reads a position from three parts of a reply. */
    static Position position(Reply reply, int at) {
        return position(reply, reply.text(at), reply.text(at + 1), reply.text(at + 2));
    }

    /** Reads a position as the append script writes it, behind its first character. */
    static Position place(Reply reply, String text) {
        int offsetAt = 1 + 22;
        int tagAt = offsetAt + EventCodec.NUMBER_DIGITS;
        if (text.length() <= tagAt) {
            throw reply.unreadable("it is no place in a log", null);
        }
        return position(reply, text.substring(1, offsetAt), text.substring(offsetAt, tagAt), text.substring(tagAt));
    }

    private static Position position(Reply reply, String epoch, String offset, String tag) {
        try {
            return new Position(epoch, Long.parseLong(offset), tag);
        } catch (IllegalArgumentException e) {
            throw reply.unreadable("it is no place in a log", e);
        }
    }
}
