package io.bush.realtime.client.signal;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.client.channel.Channel;
import io.bush.realtime.client.channel.User;

/**
 * What somebody else said in a channel (contract §2, {@code signal} from the server). Nothing says when it is over, so what is
 * shown of it has to expire by itself. Thread safety: immutable as long as nobody changes {@code data}, which all handlers
 * share.
 *
 * @param channel where
 * @param event its name, for example {@code user.typing}
 * @param user who said it, as the server knows them; another tab of the own user's, too
 * @param data what they said
 */
public record Signal(Channel channel, String event, User user, JsonNode data) {}
