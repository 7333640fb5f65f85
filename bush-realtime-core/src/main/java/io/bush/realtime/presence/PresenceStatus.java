package io.bush.realtime.presence;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.channel.Payload;
import java.util.Locale;

/**
 * What somebody is doing, from least to most: over several tabs of a user the highest counts (contract §3.10). Thread
 * safety: immutable.
 */
public enum PresenceStatus {
    /** The tab is open and nobody acts. */
    IDLE,
    /** Looking. */
    VIEWING,
    /** Writing a comment. */
    COMMENTING;

    /**
     * Reads the status of a state.
     *
     * @param state an object with a {@code status}
     * @return the status
     * @throws IllegalArgumentException when it has none of the three
     */
    public static PresenceStatus of(Payload state) {
        JsonNode status = state.tree().path("status");
        for (PresenceStatus known : values()) {
            if (known.wireName().equals(status.textValue())) {
                return known;
            }
        }
        throw new IllegalArgumentException("a presence state has the status viewing, idle or commenting");
    }

    /**
     * Returns the name on the wire.
     *
     * @return for example {@code viewing}
     */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
