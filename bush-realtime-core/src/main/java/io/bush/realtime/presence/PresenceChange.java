package io.bush.realtime.presence;

import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Payload;
import org.jspecify.annotations.Nullable;

/**
 * What changed in a channel's presence, per user over all connections (contract P7).
 *
 * <p>Changes of a channel form a chain: each names the revision before it, so that whoever missed one knows, and asks for
 * a snapshot. Revisions of a channel only grow. Thread safety: immutable.
 */
public sealed interface PresenceChange {

    /** The {@link #previous} of a change in a channel where nobody was present. */
    long NOBODY_BEFORE = 0;

    /**
     * Returns the channel.
     *
     * @return where
     */
    Channel channel();

    /**
     * Returns the revision that this change follows.
     *
     * @return {@link #NOBODY_BEFORE} when nobody was present; then whoever was thought to be is not
     */
    long previous();

    /**
     * Returns the revision that this change made.
     *
     * @return greater than every earlier one of the channel
     */
    long revision();

    /**
     * Returns who it is about.
     *
     * @return the user
     */
    Principal user();

    /**
     * Returns the connection whose call it was; it is not told.
     *
     * @return its id; null when no call did it, but the end of a lease
     */
    @Nullable
    String causedBy();

    /**
     * A user appeared, or does something else.
     *
     * @param channel where
     * @param previous the revision before
     * @param revision the revision after
     * @param user who
     * @param state what they are doing
     * @param kind whether they were there before
     * @param causedBy the connection whose call it was, or null
     */
    record Updated(
            @Override Channel channel,
            @Override long previous,
            @Override long revision,
            @Override Principal user,
            Payload state,
            Kind kind,
            @Override @Nullable String causedBy)
            implements PresenceChange {

        /** Whether the user was there before. */
        public enum Kind {
            /** No. */
            JOINED,
            /** Yes. */
            CHANGED
        }
    }

    /**
     * A user's last connection left.
     *
     * @param channel where
     * @param previous the revision before
     * @param revision the revision after
     * @param user who
     * @param causedBy the connection whose call it was, or null
     */
    record Left(
            @Override Channel channel,
            @Override long previous,
            @Override long revision,
            @Override Principal user,
            @Override @Nullable String causedBy)
            implements PresenceChange {}
}
