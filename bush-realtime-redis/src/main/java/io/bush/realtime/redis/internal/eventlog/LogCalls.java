package io.bush.realtime.redis.internal.eventlog;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.redis.internal.codec.EventCodec;
import io.bush.realtime.redis.internal.command.Arguments;
import io.bush.realtime.redis.internal.command.Reply;
import io.bush.realtime.redis.internal.key.RedisKeys;
import io.bush.realtime.time.NodeRuntime;
import java.time.Duration;

/** What the scripts of a log have in common: their keys, a place to begin at, positions in replies. Thread safety: immutable. */
final class LogCalls {

    private static final int EPOCH = 22;
    private static final int TAG = 8;
    /** Characters of a place. */
    static final int PLACE = EPOCH + EventCodec.NUMBER_DIGITS + TAG;

    private static final String NO_PLACE = "it is no place in a log";
    /** The offset before the first event. */
    private static final String ZERO = "0".repeat(EventCodec.NUMBER_DIGITS);

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

    /** The place at which a channel begins that has no head, as scripts write it. */
    String beginning(Channel channel) {
        Position start = Position.start(
                channel,
                Position.epoch(
                        runtime.clock().wallTime().toEpochMilli(),
                        runtime.random().nextLong()));
        return start.epoch() + ZERO + start.tag();
    }

    /** For how long a script keeps a head, and with how little left it does. */
    static Arguments keeping(Arguments arguments, Retention retention) {
        return arguments.millis(retention.headAge()).millis(worthKeeping(retention.headAge()));
    }

    String freshTag() {
        return Position.tag(runtime.random().nextInt());
    }

    /** A head with less than this to live is kept anew: not each time, because that is a write to every replica. */
    private static Duration worthKeeping(Duration headAge) {
        return headAge.minus(headAge.dividedBy(64));
    }

    /** What the append script needs seldom: what is kept, for how long, and for how long it is enough to have said so. */
    String seldom(Channel channel, Retention retention, Duration idempotencyWindow) {
        Duration shorter =
                retention.maxAge().compareTo(retention.headAge()) < 0 ? retention.maxAge() : retention.headAge();
        long enough = shorter.dividedBy(64).toSeconds();
        // It is said again when that and the second it falls into are over. A head ends so much too early, but not
        // before the log.
        Duration logAge = retention.maxAge().plusSeconds(enough + 1);
        Duration headAge = retention.headAge().compareTo(logAge) > 0 ? retention.headAge() : logAge;
        return millis(idempotencyWindow)
                + " " + beginning(channel)
                + " " + retention.maxEvents()
                + " " + millis(logAge)
                + " " + millis(headAge)
                + " " + enough;
    }

    /** Zero means at once; what is shorter than a millisecond is not that. */
    private static long millis(Duration time) {
        return Math.max(1, time.toMillis());
    }

    /** Reads a place, as scripts write it, from a part of a reply. */
    static Position place(Reply reply, int at) {
        String text = reply.text(at);
        if (text.length() != PLACE) {
            throw reply.unreadable(NO_PLACE, null);
        }
        return place(reply, text, 0);
    }

    /** Reads a place within a text. */
    static Position place(Reply reply, String text, int from) {
        if (text.length() < from + PLACE) {
            throw reply.unreadable(NO_PLACE, null);
        }
        int offsetAt = from + EPOCH;
        int tagAt = offsetAt + EventCodec.NUMBER_DIGITS;
        try {
            return new Position(
                    text.substring(from, offsetAt),
                    Long.parseLong(text.substring(offsetAt, tagAt)),
                    text.substring(tagAt, from + PLACE));
        } catch (IllegalArgumentException e) {
            throw reply.unreadable(NO_PLACE, e);
        }
    }
}
