package io.bush.realtime.internal.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.channel.Position;
import io.bush.realtime.internal.control.ControlEntry.Sent;
import io.bush.realtime.protocol.CloseCode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Control entries as events: the kind is the event's name, the rest its data. What another version of the library wrote
 * and this one does not understand is read as {@link ControlEntry.AnythingChanged}, never skipped. Thread safety: safe for
 * use by any thread.
 */
final class ControlCodec {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private ControlCodec() {}

    static EventContent write(Channel log, Sent sent, Instant now) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("origin", sent.origin()).put("number", sent.number());
        String name = describe(sent.entry(), data);
        Payload payload = Payload.of(MAPPER, data);
        return new EventContent(log, name, now.truncatedTo(ChronoUnit.MILLIS), payload, null, null, null, null, null);
    }

    private static String describe(ControlEntry entry, ObjectNode data) {
        if (entry instanceof ControlEntry.PermissionsChanged changed) {
            put(changed.who(), data);
            return "permissions_changed";
        }
        if (entry instanceof ControlEntry.Revoked revoked) {
            put(revoked.who(), data);
            return "revoked";
        }
        if (entry instanceof ControlEntry.ChannelClosed closed) {
            put(closed.channel(), data);
            Position last = closed.last();
            if (last != null) {
                data.put("last", last.eventId(closed.channel()));
            }
            return "channel_closed";
        }
        if (entry instanceof ControlEntry.UserDisconnected gone) {
            data.put("user", gone.userId()).put("code", gone.code().name());
            return "user_disconnected";
        }
        return "anything_changed";
    }

    private static void put(AccessSelector who, ObjectNode data) {
        if (who instanceof AccessSelector.OfUser user) {
            data.put("user", user.userId());
        } else if (who instanceof AccessSelector.OfTag tag) {
            data.put("tag", tag.tag());
        } else if (who instanceof AccessSelector.OfChannel one) {
            put(one.channel(), data);
        }
    }

    private static void put(Channel channel, ObjectNode data) {
        data.put("channel", channel.type()).put("resource_id", channel.id());
    }

    static Sent read(EventContent content) {
        String origin = "";
        long number = 0;
        ControlEntry entry = null;
        try {
            JsonNode data = content.data().tree();
            origin = text(data, "origin");
            number = data.path("number").asLong();
            entry = entry(content.name(), data);
        } catch (IllegalStateException | IllegalArgumentException unreadable) {
            // Falls through: nobody knows what it says.
        }
        return new Sent(origin, number, entry == null ? new ControlEntry.AnythingChanged() : entry);
    }

    private static @Nullable ControlEntry entry(String kind, JsonNode data) {
        return switch (kind) {
            case "permissions_changed" -> new ControlEntry.PermissionsChanged(who(data));
            case "revoked" -> new ControlEntry.Revoked(who(data));
            case "channel_closed" -> closed(data);
            case "user_disconnected" ->
                new ControlEntry.UserDisconnected(text(data, "user"), CloseCode.valueOf(text(data, "code")));
            default -> null;
        };
    }

    private static ControlEntry closed(JsonNode data) {
        Channel channel = channel(data);
        if (!data.has("last")) {
            return new ControlEntry.ChannelClosed(channel, null);
        }
        Position last = Position.parse(channel, text(data, "last"));
        if (last == null) {
            throw new IllegalArgumentException("not a position of " + channel);
        }
        return new ControlEntry.ChannelClosed(channel, last);
    }

    private static AccessSelector who(JsonNode data) {
        if (data.has("user")) {
            return AccessSelector.user(text(data, "user"));
        }
        return data.has("tag") ? AccessSelector.tag(text(data, "tag")) : AccessSelector.channel(channel(data));
    }

    private static Channel channel(JsonNode data) {
        return new Channel(text(data, "channel"), text(data, "resource_id"));
    }

    private static String text(JsonNode data, String field) {
        JsonNode value = data.get(field);
        if (value == null || !value.isTextual()) {
            throw new IllegalArgumentException("no text in " + field);
        }
        return value.textValue();
    }
}
