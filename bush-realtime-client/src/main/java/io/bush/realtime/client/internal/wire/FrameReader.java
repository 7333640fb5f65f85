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
import io.bush.realtime.client.internal.wire.ServerFrame.Authenticated;
import io.bush.realtime.client.internal.wire.ServerFrame.Closing;
import io.bush.realtime.client.internal.wire.ServerFrame.Established;
import io.bush.realtime.client.internal.wire.ServerFrame.Failure;
import io.bush.realtime.client.internal.wire.ServerFrame.Limits;
import io.bush.realtime.client.internal.wire.ServerFrame.Notice;
import io.bush.realtime.client.internal.wire.ServerFrame.Other;
import io.bush.realtime.client.internal.wire.ServerFrame.Position;
import io.bush.realtime.client.internal.wire.ServerFrame.TokenExpiring;
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
        String ref = string(json, "ref");
        if (type == null) {
            return string(json, "event") == null
                    ? new Other(ref, new ControlFrame("", json, text))
                    : new ServerFrame.Event(event(channel(json), json, text));
        }
        ControlFrame control = new ControlFrame(type, json, text);
        return switch (type) {
            case "connection.established" ->
                new Established(
                        string(json, "connection_id"),
                        time(json, "server_time"),
                        time(json, "token_expires_at"),
                        limits(json.path("limits")),
                        control);
            case "connection.closing" -> new Closing(millis(json.path("reconnect_after_ms")), control);
            case "token.expiring" -> new TokenExpiring(control);
            case "authenticated" -> new Authenticated(ref, time(json, "expires_at"), control);
            case "subscription.confirmed", "subscription.reset", "subscription.rejected", "subscription.revoked" ->
                new Notice(ref, notice(control), control);
            case "subscription.position" ->
                new Position(channel(json), required(json, "last_event_id", "subscription.position"), control);
            case "unsubscribed" -> new Unsubscribed(ref, channel(json), control);
            case "error" -> new Failure(ref, error(json));
            default -> other(ref, control);
        };
    }

    private static ServerFrame other(@Nullable String ref, ControlFrame control) {
        Channel channel = channelOrNull(control.json());
        return channel == null ? new Other(ref, control) : new About(ref, channel, control);
    }

    static JsonNode parse(String text) throws InvalidFrameException {
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

    static ReceivedEvent event(Channel channel, JsonNode json, String text) throws InvalidFrameException {
        return new ReceivedEvent(
                channel,
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
        Limits usual = Limits.DEFAULT;
        return new Limits(
                figure(json, "max_message_bytes", usual.maxMessageBytes()),
                figure(json, "max_batch", usual.maxBatch()),
                figure(json, "messages_per_minute", usual.messagesPerMinute()),
                figure(json, "subscribes_per_minute", usual.subscribesPerMinute()),
                figure(json, "presence_per_10s", usual.presencePer10s()),
                figure(json, "locks_per_minute", usual.locksPerMinute()),
                figure(json, "signals_per_second", usual.signalsPerSecond()));
    }

    private static int figure(JsonNode json, String field, int usual) {
        JsonNode value = json.path(field);
        return value.canConvertToInt() && value.asInt() > 0 ? value.asInt() : usual;
    }

    static Channel channel(JsonNode json) throws InvalidFrameException {
        Channel channel = channelOrNull(json);
        if (channel == null) {
            throw new InvalidFrameException("a frame names no channel, or one that cannot be");
        }
        return channel;
    }

    static @Nullable Channel channelOrNull(JsonNode json) {
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

    /**
     * Reads a time that a frame may name.
     *
     * @param json the frame, or a part of it
     * @param field where
     * @return null if it does not say, or what it says cannot be read
     */
    public static @Nullable Instant time(JsonNode json, String field) {
        return instantOrNull(string(json, field));
    }

    /** Null, too, if it cannot be read: the client does without. */
    private static @Nullable Instant instantOrNull(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    static @Nullable Duration retryAfter(JsonNode json) {
        return millis(json.path("retry_after_ms"));
    }

    /** A time that would overflow elsewhere is none. */
    static @Nullable Duration millis(JsonNode json) {
        return json.canConvertToInt() && json.asInt() >= 0 ? Duration.ofMillis(json.asInt()) : null;
    }

    static String required(JsonNode json, String field, String where) throws InvalidFrameException {
        String value = string(json, field);
        if (value == null) {
            throw new InvalidFrameException(where + " has no " + field);
        }
        return value;
    }

    static @Nullable String string(JsonNode json, String field) {
        JsonNode value = json.get(field);
        return value != null && value.isTextual() ? value.textValue() : null;
    }
}
