package io.bush.realtime.client.internal.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bush.realtime.client.channel.Channel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the client's frames (contract §2, "Client to server"), without the mark, which is put in when a frame leaves.
 * Thread safety: immutable.
 */
public final class ClientFrames {

    private ClientFrames() {}

    /**
     * One channel of a {@code subscribe} frame, or of a poll.
     *
     * @param channel which
     * @param sinceEventId where to start; null for live events only
     * @param events patterns; empty for all
     */
    public record Item(Channel channel, @Nullable String sinceEventId, List<String> events) {

        ObjectNode write() {
            ObjectNode item = put(JsonNodeFactory.instance.objectNode(), channel);
            if (sinceEventId != null) {
                item.put("since_event_id", sinceEventId);
            }
            if (!events.isEmpty()) {
                ArrayNode patterns = item.putArray("events");
                events.forEach(patterns::add);
            }
            return item;
        }

        int sizeBytes() {
            return write().toString().getBytes(StandardCharsets.UTF_8).length + 1;
        }
    }

    /**
     * Writes {@code authenticate}.
     *
     * @param token the token
     * @param previousConnectionId a connection that this one replaces, or null
     * @return the frame
     */
    public static ObjectNode authenticate(String token, @Nullable String previousConnectionId) {
        ObjectNode frame = action("authenticate").put("token", token);
        return previousConnectionId == null ? frame : frame.put("previous_connection_id", previousConnectionId);
    }

    /**
     * Writes {@code subscribe} for some channels at once.
     *
     * @param items the channels
     * @return the frame
     */
    public static ObjectNode subscribe(List<Item> items) {
        ObjectNode frame = action("subscribe");
        ArrayNode list = frame.putArray("subscriptions");
        items.forEach(item -> list.add(item.write()));
        return frame;
    }

    /**
     * Writes {@code unsubscribe} for some channels at once.
     *
     * @param channels which
     * @return the frame
     */
    public static ObjectNode unsubscribe(List<Channel> channels) {
        ObjectNode frame = action("unsubscribe");
        if (channels.size() == 1) {
            return put(frame, channels.get(0));
        }
        ArrayNode list = frame.putArray("subscriptions");
        channels.forEach(it -> list.add(put(JsonNodeFactory.instance.objectNode(), it)));
        return frame;
    }

    /**
     * Writes {@code ping}.
     *
     * @return the frame
     */
    public static ObjectNode ping() {
        return action("ping");
    }

    /**
     * Writes {@code call}.
     *
     * @param method what to call
     * @param params the parameters
     * @param idempotencyId by which the server knows a retry, or null
     * @return the frame
     */
    public static ObjectNode call(String method, JsonNode params, @Nullable String idempotencyId) {
        ObjectNode frame = action("call").put("method", method);
        frame.set("params", params);
        return idempotencyId == null ? frame : frame.put("idempotency_id", idempotencyId);
    }

    /**
     * Begins a frame.
     *
     * @param name its action
     * @return the frame, with nothing else in it
     */
    public static ObjectNode action(String name) {
        return JsonNodeFactory.instance.objectNode().put("action", name);
    }

    /**
     * Puts a channel into a frame or an item.
     *
     * @param node where
     * @param channel which
     * @return the node
     */
    public static ObjectNode put(ObjectNode node, Channel channel) {
        return node.put("channel", channel.type()).put("resource_id", channel.resourceId());
    }

    /**
     * Takes as many items off the front of a list as one frame may hold, at least one.
     *
     * @param items all items
     * @param maxItems most items of a frame
     * @param maxBytes most bytes of a frame
     * @return the first items
     */
    public static List<Item> fitting(List<Item> items, int maxItems, int maxBytes) {
        List<Item> fitting = new ArrayList<>();
        // Room for what is around the list: action, mark, brackets.
        int bytes = 128;
        for (Item item : items) {
            bytes += item.sizeBytes();
            if (!fitting.isEmpty() && (fitting.size() >= maxItems || bytes > maxBytes)) {
                break;
            }
            fitting.add(item);
        }
        return fitting;
    }
}
