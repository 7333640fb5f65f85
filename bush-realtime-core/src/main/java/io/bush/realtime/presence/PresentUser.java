package io.bush.realtime.presence;

import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Payload;
import java.util.Objects;

/**
 * A user who is in a channel, over all of their connections. Thread safety: immutable.
 *
 * @param user who
 * @param state what they are doing: of several connections the one with the highest {@link PresenceStatus}, of several
 *     such the newest
 */
public record PresentUser(Principal user, Payload state) {

    /** Refuses absent parts. */
    public PresentUser {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(state, "state");
    }
}
