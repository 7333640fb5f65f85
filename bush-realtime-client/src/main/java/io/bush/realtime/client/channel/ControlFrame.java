package io.bush.realtime.client.channel;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One server frame that is not an event: it has a {@code type} (contract §2). Types this client does not know are passed
 * on like all others. Thread safety: immutable as long as nobody changes {@code json}, which all handlers share.
 *
 * @param type for example {@code presence.update}
 * @param json the whole frame
 * @param text the whole frame, exactly as received
 */
public record ControlFrame(String type, JsonNode json, String text) {}
