package io.bush.realtime.channel;

import java.time.Instant;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What was published, before it has a place in the log. Thread safety: immutable.
 *
 * @param channel where to
 * @param name the event's name, {@code [a-z0-9_]+(\.[a-z0-9_]+)*}, at most 64 characters
 * @param timestamp the publishing node's wall clock, to the millisecond
 * @param data what members see
 * @param guestData what share guests see; null when the event is not delivered to them
 * @param userId who caused it, shown on the wire; or null
 * @param exceptConnection a connection that must not get it, or null
 * @param exceptUser a user none of whose connections must get it, or null
 * @param conflationKey for volatile events: a newer one replaces a queued older one with the same key; null never
 */
public record EventContent(
        Channel channel,
        String name,
        Instant timestamp,
        Payload data,
        @Nullable Payload guestData,
        @Nullable String userId,
        @Nullable String exceptConnection,
        @Nullable String exceptUser,
        @Nullable String conflationKey) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9_]+(\\.[a-z0-9_]+)*");

    /** Refuses a malformed event name. */
    public EventContent {
        Objects.requireNonNull(channel, "channel");
        if (name.length() > 64 || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("event name is \"" + name + "\", allowed: 1 to 64 of " + NAME);
        }
        Objects.requireNonNull(timestamp, "timestamp");
        Objects.requireNonNull(data, "data");
    }

    /**
     * Returns what one view class sees.
     *
     * @param view who is looking
     * @return the data, or null when nothing is shown to them
     */
    public @Nullable Payload dataFor(ViewClass view) {
        return view == ViewClass.MEMBER ? data : guestData;
    }

    /**
     * Returns the bytes this event takes in memory or in a page, envelope included, rounded up.
     *
     * @return an upper estimate in bytes
     */
    public int sizeBytes() {
        return data.sizeBytes() + (guestData == null ? 0 : guestData.sizeBytes()) + 320;
    }
}
