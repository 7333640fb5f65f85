package io.bush.realtime.redis.internal.lock;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.lock.HeldLock;
import io.bush.realtime.lock.LockChange;
import io.bush.realtime.lock.LockChange.End;
import io.bush.realtime.lock.LockName;
import io.bush.realtime.lock.LockOwner;
import io.bush.realtime.redis.internal.codec.PrincipalCodec;
import io.bush.realtime.redis.internal.codec.Records;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the scripts on locks announce. A message is the kind byte and a record: {@code L} locked, {@code U} unlocked;
 * token, end of its time, how it ended; then name, the holder's connection, the holder, the displaced connection, who was
 * displaced, and the causing connection. Thread safety: no state.
 */
final class LockMessages {

    /** The kind byte on the bus. */
    static final char KIND = 'l';

    private static final int EXPIRED = 1;

    private LockMessages() {}

    /**
     * Reads a message.
     *
     * @throws IllegalArgumentException when it is not one
     */
    static List<LockChange> read(Channel channel, byte[] message) {
        Records records = new Records(message, 1);
        List<LockChange> changes = new ArrayList<>(1);
        while (records.next(3, 6)) {
            String causedBy = records.textOrNull(5);
            switch (records.kind()) {
                case "L" -> {
                    LockOwner displaced = records.textOrNull(3) == null ? null : owner(records, 3);
                    changes.add(new LockChange.Locked(lock(channel, records), displaced, causedBy));
                }
                case "U" -> {
                    End end = records.number(2) == EXPIRED ? End.EXPIRED : End.RELEASED;
                    changes.add(new LockChange.Unlocked(lock(channel, records), end, causedBy));
                }
                default -> {
                    // Of a newer node; whoever needs it knows it.
                }
            }
        }
        return changes;
    }

    private static HeldLock lock(Channel channel, Records records) {
        LockName name = name(records.textOrNull(0));
        if (name == null) {
            throw new IllegalArgumentException("a lock without a name");
        }
        return new HeldLock(
                name, channel, owner(records, 1), records.number(0), Instant.ofEpochMilli(records.number(1)));
    }

    private static LockOwner owner(Records records, int part) {
        String connection = records.textOrNull(part);
        if (connection == null) {
            throw new IllegalArgumentException("an owner without a connection");
        }
        return new LockOwner(PrincipalCodec.decode(records.bytes(part + 1)), connection);
    }

    /** Null when it is none. */
    static @Nullable LockName name(@Nullable String text) {
        int colon = text == null ? -1 : text.indexOf(':');
        try {
            return text == null || colon < 0 ? null : new LockName(text.substring(0, colon), text.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
