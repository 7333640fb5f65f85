package io.bush.realtime.client.connection;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.client.channel.Channel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An {@code error} frame: the server refused something, the connection lives (contract §2, "Error codes"). Thread safety:
 * immutable as long as nobody changes {@code json}.
 *
 * @param code the word on the wire, for example {@code rate_limited}
 * @param message for the client's author
 * @param action the action it is about, or null
 * @param channel the channel it is about, or null
 * @param retryAfter when to try again, or null
 * @param json the whole frame
 */
public record ServerError(
        String code,
        String message,
        @Nullable String action,
        @Nullable Channel channel,
        @Nullable Duration retryAfter,
        JsonNode json) {}
