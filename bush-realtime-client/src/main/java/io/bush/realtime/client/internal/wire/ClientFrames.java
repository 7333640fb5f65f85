package io.bush.realtime.client.internal.wire;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bush.realtime.client.channel.Channel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the client's frames (contract §2, "Client to server"). Thread safety: immutable. */
public final class ClientFrames {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private ClientFrames() {}

    /**
     * One channel of a {@code subscribe} frame.
     *
     * @param channel which
     * @param sinceEventId where to start; null for live events only
     * @param events patterns; empty for all
     */
    public record Item(Channel channel, @Nullable String sinceEventId, List<String> events) {

        ObjectNode write() {
            ObjectNode item = JsonNodeFactory.instance.objectNode();
            put(item, channel);
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
     * @return the frame
     */
    public static String authenticate(String token) {
        return action("authenticate").put("token", token).toString();
    }

    /**
     * Writes {@code subscribe} for some channels at once.
     *
     * @param ref the mark that the replies repeat
     * @param items the channels
     * @return the frame
     */
    public static String subscribe(String ref, List<Item> items) {
        ObjectNode frame = action("subscribe").put("ref", ref);
        ArrayNode list = frame.putArray("subscriptions");
        items.forEach(item -> list.add(item.write()));
        return frame.toString();
    }

    /**
     * Writes {@code unsubscribe}.
     *
     * @param ref the mark that the reply repeats
     * @param channel which channel
     * @return the frame
     */
    public static String unsubscribe(String ref, Channel channel) {
        ObjectNode frame = action("unsubscribe").put("ref", ref);
        put(frame, channel);
        return frame.toString();
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

    private static ObjectNode action(String name) {
        return MAPPER.createObjectNode().put("action", name);
    }

    private static void put(ObjectNode node, Channel channel) {
        node.put("channel", channel.type()).put("resource_id", channel.resourceId());
    }
}
