package io.bush.realtime.client.channel;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One event as the server sent it (contract §2, "event"). Thread safety: immutable as long as nobody changes
 * {@code data}, which all handlers share.
 *
 * @param channel where it happened
 * @param event its name, for example {@code comment.created}
 * @param eventId its position, opaque; null for a volatile event, which is neither numbered nor replayed
 * @param timestamp the server's wall clock when it was published
 * @param data what happened; a JSON null when the frame had none
 * @param userId who caused it, or null when the server does not say
 * @param text the whole frame, exactly as received
 */
public record ReceivedEvent(
        Channel channel,
        String event,
        @Nullable String eventId,
        Instant timestamp,
        JsonNode data,
        @Nullable String userId,
        String text) {}
