package io.bush.realtime.client.presence;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.client.channel.User;

/**
 * One user who is here, over all of their tabs. Thread safety: immutable as long as nobody changes {@code state}.
 *
 * @param user who
 * @param status what they do
 * @param state everything they say of it, the status included: a playhead for instance
 */
public record PresentUser(User user, PresenceStatus status, JsonNode state) {}
