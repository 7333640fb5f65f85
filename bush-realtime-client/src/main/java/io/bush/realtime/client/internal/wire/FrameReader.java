package io.bush.realtime.client.internal.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bush.realtime.client.channel.Channel;
import io.bush.realtime.client.channel.ControlFrame;
import io.bush.realtime.client.channel.ReceivedEvent;
import io.bush.realtime.client.channel.SubscriptionNotice;
import io.bush.realtime.client.channel.SubscriptionNotice.Confirmed;
import io.bush.realtime.client.channel.SubscriptionNotice.Rejected;
import io.bush.realtime.client.channel.SubscriptionNotice.Reset;
import io.bush.realtime.client.channel.SubscriptionNotice.Revoked;
import io.bush.realtime.client.connection.ServerError;
import io.bush.realtime.client.internal.wire.ServerFrame.About;
import io.bush.realtime.client.internal.wire.ServerFrame.Established;
import io.bush.realtime.client.internal.wire.ServerFrame.Failure;
import io.bush.realtime.client.internal.wire.ServerFrame.Limits;
import io.bush.realtime.client.internal.wire.ServerFrame.Notice;
import io.bush.realtime.client.internal.wire.ServerFrame.Other;
import io.bush.realtime.client.internal.wire.ServerFrame.Position;
import io.bush.realtime.client.internal.wire.ServerFrame.Unsubscribed;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads the server's frames (contract §2, "Server to client"). Has a mapper of its own: an application's mapper may be
 * set up to read JSON in ways of its own. Thread safety: safe for use by any thread.
 */
public final class FrameReader {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final JsonNode NOTHING = JsonNodeFactory.instance.objectNode();

    private FrameReader() {}

    /**
     * Reads one frame.
     *
     * @param text the message
     * @return the frame
     * @throws InvalidFrameException if it is not a JSON object, or lacks what a frame of its kind must have
     */
    public static ServerFrame read(String text) throws InvalidFrameException {
        JsonNode json = parse(text);
        String type = string(json, "type");
        if (type == null) {
            return string(json, "event") == null
                    ? new Other(new ControlFrame("", json, text))
                    : new ServerFrame.Event(event(json, text));
        }
        ControlFrame control = new ControlFrame(type, json, text);
        return switch (type) {
            case "connection.established" -> new Established(limits(json.path("limits")), control);
            case "subscription.confirmed", "subscription.reset", "subscription.rejected", "subscription.revoked" ->
                new Notice(string(json, "ref"), notice(control), control);
            case "subscription.position" ->
                new Position(channel(json), required(json, "last_event_id", "subscription.position"), control);
            case "unsubscribed" -> new Unsubscribed(string(json, "ref"), channel(json), control);
            case "error" -> new Failure(string(json, "ref"), error(json));
            default -> other(control);
        };
    }

    private static ServerFrame other(ControlFrame control) {
        Channel channel = channelOrNull(control.json());
        return channel == null ? new Other(control) : new About(channel, control);
    }

    private static JsonNode parse(String text) throws InvalidFrameException {
        JsonNode json;
        try {
            json = MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new InvalidFrameException("a message is not JSON");
        }
        if (!json.isObject()) {
            throw new InvalidFrameException("a message is not a JSON object");
        }
        return json;
    }

    private static ReceivedEvent event(JsonNode json, String text) throws InvalidFrameException {
        return new ReceivedEvent(
                channel(json),
                required(json, "event", "an event"),
                string(json, "event_id"),
                instant(required(json, "timestamp", "an event")),
                json.has("data") ? json.get("data") : JsonNodeFactory.instance.nullNode(),
                string(json, "user_id"),
                text);
    }

    private static SubscriptionNotice notice(ControlFrame control) throws InvalidFrameException {
        JsonNode json = control.json();
        Channel channel = channel(json);
        String reason = json.path("reason").asText("");
        return switch (control.type()) {
            case "subscription.confirmed" ->
                new Confirmed(
                        channel,
                        string(json, "last_event_id"),
                        json.path("recovered").asBoolean(false),
                        json.path("replayed").asInt(0),
                        json.path("recoverable").asBoolean(true));
            case "subscription.reset" -> new Reset(channel, string(json, "last_event_id"), reason);
            case "subscription.rejected" -> new Rejected(channel, reason, retryAfter(json));
            default -> new Revoked(channel, reason);
        };
    }

    private static ServerError error(JsonNode json) throws InvalidFrameException {
        return new ServerError(
                required(json, "code", "an error"),
                json.path("message").asText(""),
                string(json, "action"),
                channelOrNull(json),
                retryAfter(json),
                json);
    }

    private static Limits limits(JsonNode json) {
        JsonNode known = json.isObject() ? json : NOTHING;
        return new Limits(
                known.path("max_message_bytes").asInt(16_384),
                known.path("max_batch").asInt(50),
                known.path("subscribes_per_minute").asInt(20));
    }

    private static Channel channel(JsonNode json) throws InvalidFrameException {
        Channel channel = channelOrNull(json);
        if (channel == null) {
            throw new InvalidFrameException("a frame names no channel, or one that cannot be");
        }
        return channel;
    }

    private static @Nullable Channel channelOrNull(JsonNode json) {
        String type = string(json, "channel");
        String resourceId = string(json, "resource_id");
        if (type == null || resourceId == null) {
            return null;
        }
        try {
            return new Channel(type, resourceId);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static Instant instant(String text) throws InvalidFrameException {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new InvalidFrameException("the timestamp of an event is not ISO 8601 UTC");
        }
    }

    private static @Nullable Duration retryAfter(JsonNode json) {
        JsonNode millis = json.path("retry_after_ms");
        return millis.canConvertToLong() && millis.asLong() >= 0 ? Duration.ofMillis(millis.asLong()) : null;
    }

    private static String required(JsonNode json, String field, String where) throws InvalidFrameException {
        String value = string(json, field);
        if (value == null) {
            throw new InvalidFrameException(where + " has no " + field);
        }
        return value;
    }

    private static @Nullable String string(JsonNode json, String field) {
        JsonNode value = json.get(field);
        return value != null && value.isTextual() ? value.textValue() : null;
    }
}
