package io.bush.realtime.client.internal.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.client.channel.User;
import org.jspecify.annotations.Nullable;

/** Reads whom the server shows (contract §2, {@code user}). Thread safety: stateless. */
public final class People {

    private People() {}

    /**
     * Reads a user.
     *
     * @param json the {@code user} of a frame
     * @return the user; null if it has no id
     */
    public static @Nullable User user(JsonNode json) {
        String id = json.path("id").textValue();
        return id == null
                ? null
                : new User(
                        id,
                        json.path("name").textValue(),
                        json.path("avatar_url").textValue());
    }
}
