package io.bush.realtime.bus;

import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Payload;
import java.util.Objects;

/**
 * A volatile message of one subscriber to the others of a channel: typing, a cursor (contract §2). Thread safety:
 * immutable.
 *
 * @param channel where
 * @param event what kind, an event name
 * @param user who sent it, as the server knows them
 * @param data at most 1,024 bytes
 * @param connectionId which connection sent it; it does not get it back
 */
public record Signal(Channel channel, String event, Principal user, Payload data, String connectionId) {

    /** Refuses absent parts. */
    public Signal {
        Objects.requireNonNull(channel, "channel");
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(connectionId, "connectionId");
    }
}
