package io.bush.realtime.lock;

import io.bush.realtime.auth.Principal;
import java.util.Objects;

/**
 * Who holds a lock: a user, through one of their connections. Thread safety: immutable.
 *
 * @param user who
 * @param connectionId through which connection, or any other mark of the application's that tells two editors of one user
 *     apart
 */
public record LockOwner(Principal user, String connectionId) {

    /** Refuses absent parts. */
    public LockOwner {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(connectionId, "connectionId");
    }
}
