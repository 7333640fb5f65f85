package io.bush.realtime.presence;

import io.bush.realtime.auth.Principal;
import java.util.Objects;

/**
 * One connection's part in its user's presence, at one moment. Thread safety: immutable.
 *
 * @param user whose connection
 * @param connectionId which
 * @param sequence grows with each call for the connection, so that a late call undoes nothing that came after it
 */
public record PresenceHolder(Principal user, String connectionId, long sequence) {

    /** Refuses absent parts. */
    public PresenceHolder {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(connectionId, "connectionId");
    }
}
