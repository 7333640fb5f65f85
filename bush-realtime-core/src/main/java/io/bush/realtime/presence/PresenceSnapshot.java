package io.bush.realtime.presence;

import java.util.List;

/**
 * Everybody who is in a channel at one moment. Thread safety: immutable.
 *
 * @param revision the moment, comparable with {@link PresenceChange#revision}
 * @param users in the order in which they appeared
 */
public record PresenceSnapshot(long revision, List<PresentUser> users) {

    /** Copies the list. */
    public PresenceSnapshot {
        users = List.copyOf(users);
    }
}
