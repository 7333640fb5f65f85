package io.bush.realtime.client.optimistic;

import io.bush.realtime.client.channel.ReceivedEvent;
import org.jspecify.annotations.Nullable;

/**
 * Who caused something that an event tells, as far as the server says; by it an own prediction is recognised when it comes
 * back. Thread safety: immutable.
 *
 * @param clientId the {@code client_id} of the request, or null
 * @param userId the user, or null
 */
public record Origin(@Nullable String clientId, @Nullable String userId) {

    /** The server does not say. */
    public static final Origin UNKNOWN = new Origin(null, null);

    /**
     * Returns who caused an event: its user, and the {@code client_id} in its data.
     *
     * @param event the event
     * @return the origin
     */
    public static Origin of(ReceivedEvent event) {
        return new Origin(event.data().path("client_id").textValue(), event.userId());
    }

    /**
     * Returns an origin of which only the user is known.
     *
     * @param userId the user, or null
     * @return the origin
     */
    public static Origin user(@Nullable String userId) {
        return new Origin(null, userId);
    }
}
