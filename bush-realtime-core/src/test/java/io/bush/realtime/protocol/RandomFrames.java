package io.bush.realtime.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Frames that are JSON within the limits: a valid one of some action, perhaps with the fields of another
 * one as well, with up to three values removed, replaced or strewn in at any depth. The same seed gives the same frames.
 */
final class RandomFrames {

    static final List<String> ACTIONS =
            ClientMessageReader.ACTIONS.stream().sorted().toList();

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final List<String> NAMES = List.of(
            "action",
            "ref",
            "token",
            "previous_connection_id",
            "channel",
            "resource_id",
            "since_event_id",
            "events",
            "subscriptions",
            "state",
            "status",
            "event",
            "data",
            "comment_id",
            "lock_token",
            "method",
            "params",
            "idempotency_id",
            "unknown");

    private static final List<String> STRINGS = List.of(
            "",
            "file",
            "file_1",
            "ping",
            "Ping",
            "subscribe",
            "comment_a",
            "comment_",
            "comment_a\n",
            "comment_é",
            "a".repeat(64),
            "a".repeat(65),
            "comment_" + "a".repeat(64),
            "comment_" + "a".repeat(65),
            "😀".repeat(64),
            "😀".repeat(65),
            "a.b",
            "a..b",
            "a.b\n",
            "*",
            ">",
            "a.>",
            ">.a",
            "a.*.b",
            "a*",
            "A",
            "idle",
            "viewing");

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "false",
            "0",
            "-1",
            "5",
            "5.0",
            "5.5",
            "1e3",
            "9007199254740991",
            "9007199254740992",
            "123456789012345678901234567890",
            "[]",
            "{}",
            "[null]",
            "['*']",
            "['a','b.>']",
            "['a',1]",
            "{'status':'idle'}",
            "{'status':'away'}",
            "{'status':['idle']}",
            "[{}]",
            "[{'channel':'file','resource_id':'file_1'}]",
            "[{'channel':'file','resource_id':'file_1','events':['.']}]",
            "{'channel':'file','resource_id':'file_1'}",
            "[{'channel':'file'}]");

    /** What lies close to the border of a field's own rule, on either side. */
    private static final Map<String, List<String>> BORDERS = Map.of(
            "ref", List.of("''", text(64), text(65)),
            "idempotency_id", List.of("''", text(64), text(65)),
            "event", List.of(text(64), text(65), "'a.b'", "'a..b'"),
            "events", List.of("[]", patterns(10), patterns(11), "[" + text(64) + "]", "[" + text(65) + "]"));

    private final SplittableRandom random;

    RandomFrames(long seed) {
        random = new SplittableRandom(seed);
    }

    /** A frame that names an action, most of the time that one still. */
    ObjectNode next(String action) {
        ObjectNode frame = valid(action);
        if (random.nextInt(6) == 0) {
            valid(pick(ACTIONS)).properties().forEach(it -> frame.putIfAbsent(it.getKey(), it.getValue()));
        }
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            List<ObjectNode> objects = new ArrayList<>();
            List<ArrayNode> arrays = new ArrayList<>();
            collect(frame, objects, arrays);
            if (arrays.isEmpty() || random.nextInt(4) > 0) {
                damage(objects.get(random.nextInt(objects.size())));
            } else {
                damage(arrays.get(random.nextInt(arrays.size())));
            }
        }
        return frame;
    }

    private ObjectNode valid(String action) {
        ObjectNode frame = MAPPER.createObjectNode().put("action", action);
        switch (action) {
            case "authenticate" -> frame.put("token", "bush_tok_1");
            case "subscribe", "unsubscribe" -> {
                if (random.nextBoolean()) {
                    ArrayNode items = frame.putArray("subscriptions");
                    for (int i = sizeOfBatch(); i > 0; i--) {
                        subscription(items.addObject());
                    }
                } else {
                    subscription(frame);
                }
            }
            case "presence" -> channel(frame).set("state", json("{'status':'viewing','x':34.5,'y':{'status':1}}"));
            case "signal" -> channel(frame).put("event", "cursor.moved").set("data", json("{'x':[1,null]}"));
            case "comment.lock" -> {
                frame.put("comment_id", "comment_abc");
                if (random.nextBoolean()) {
                    channel(frame);
                }
            }
            case "comment.renew", "comment.unlock" ->
                frame.put("comment_id", "comment_abc").put("lock_token", random.nextLong(1L << 53));
            case "call" -> frame.put("method", "m").set("params", json("{'a':{'b':1.5}}"));
            default -> {}
        }
        if (random.nextInt(3) == 0) {
            frame.put("ref", "r1");
        }
        return frame;
    }

    private int sizeOfBatch() {
        return random.nextInt(10) == 0 ? random.nextInt(48, 53) : random.nextInt(1, 4);
    }

    private void subscription(ObjectNode item) {
        channel(item);
        if (random.nextBoolean()) {
            item.put("since_event_id", "evt_1");
        }
        if (random.nextBoolean()) {
            item.set("events", json("['comment.*','a.>']"));
        }
    }

    private ObjectNode channel(ObjectNode node) {
        return node.put("channel", "file").put("resource_id", "file_" + random.nextInt(100));
    }

    private static void collect(JsonNode node, List<ObjectNode> objects, List<ArrayNode> arrays) {
        if (node instanceof ObjectNode object) {
            objects.add(object);
        } else if (node instanceof ArrayNode array) {
            arrays.add(array);
        }
        for (JsonNode child : node) {
            collect(child, objects, arrays);
        }
    }

    private void damage(ObjectNode object) {
        List<String> present = new ArrayList<>();
        object.fieldNames().forEachRemaining(present::add);
        int kind = random.nextInt(3);
        if (kind == 0 || present.isEmpty()) {
            String name = pick(NAMES);
            object.set(name, value(name));
        } else if (kind == 1) {
            String name = pick(present);
            object.set(name, value(name));
        } else {
            object.remove(pick(present));
        }
    }

    private void damage(ArrayNode array) {
        if (array.isEmpty() || random.nextInt(3) == 0) {
            array.add(value());
        } else if (random.nextBoolean()) {
            array.set(random.nextInt(array.size()), value());
        } else {
            array.remove(random.nextInt(array.size()));
        }
    }

    private static String text(int length) {
        return "'" + "a".repeat(length) + "'";
    }

    private static String patterns(int count) {
        return "['a'" + ",'a'".repeat(count - 1) + "]";
    }

    private JsonNode value(String name) {
        List<String> borders = BORDERS.get(name);
        return borders == null || random.nextBoolean() ? value() : json(pick(borders));
    }

    private JsonNode value() {
        return random.nextBoolean() ? MAPPER.getNodeFactory().textNode(pick(STRINGS)) : json(pick(VALUES));
    }

    private String pick(List<String> list) {
        return list.get(random.nextInt(list.size()));
    }

    private static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
