package io.bush.realtime.eventlog;

import java.util.Locale;

/** Why a subscriber has to fetch the whole state again (contract §2, {@code subscription.reset}). */
public enum ResetReason {
    /** Events after the position have left the log. */
    EXPIRED,
    /** The log was started anew. */
    EPOCH_CHANGED,
    /** The position is newer than the log's newest. */
    AHEAD,
    /** The event at the position is not the one the subscriber saw. */
    DIVERGED,
    /** Not an id of this channel. */
    MALFORMED,
    /** Access did not hold all the time in between. */
    ACCESS_INTERRUPTED,
    /** More than 1,000 events or 1 MiB are missing. */
    REPLAY_TOO_LARGE;

    /**
     * Returns the name on the wire.
     *
     * @return for example {@code epoch_changed}
     */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
