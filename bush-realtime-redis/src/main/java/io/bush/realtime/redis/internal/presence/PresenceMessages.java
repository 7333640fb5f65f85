package io.bush.realtime.redis.internal.presence;

import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.presence.PresenceChange;
import io.bush.realtime.presence.PresenceChange.Updated.Kind;
import io.bush.realtime.redis.internal.codec.PrincipalCodec;
import io.bush.realtime.redis.internal.codec.Records;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what the scripts of presence announce. A message is the kind byte and one record for each change: {@code J} joined,
 * {@code C} changed, {@code L} left; revision before, revision after; then causing connection, user and state. Thread
 * safety: no state.
 */
final class PresenceMessages {

    /** The kind byte on the bus. */
    static final char KIND = 'p';

    private PresenceMessages() {}

    /**
     * Reads a message.
     *
     * @throws IllegalArgumentException when it is not one
     */
    static List<PresenceChange> read(Channel channel, byte[] message) {
        Records records = new Records(message, 1);
        List<PresenceChange> changes = new ArrayList<>(1);
        while (records.next(2, 3)) {
            long previous = records.number(0);
            long revision = records.number(1);
            String causedBy = records.textOrNull(0);
            switch (records.kind()) {
                case "J", "C" ->
                    changes.add(new PresenceChange.Updated(
                            channel,
                            previous,
                            revision,
                            user(records),
                            Payload.ofTrusted(records.bytes(2)),
                            records.kind().equals("J") ? Kind.JOINED : Kind.CHANGED,
                            causedBy));
                case "L" -> changes.add(new PresenceChange.Left(channel, previous, revision, user(records), causedBy));
                default -> {
                    // Of a newer node; whoever needs it knows it.
                }
            }
        }
        return changes;
    }

    private static Principal user(Records records) {
        return PrincipalCodec.decode(records.bytes(1));
    }
}
