package io.bush.realtime.protocol;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.EventPatterns;
import io.bush.realtime.channel.Payload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One frame of a client, read in two steps: first the whole text, keeping the fields the protocol knows wherever they
 * stand; then the fields of the action, in the order of contract §2. So an error can name the frame's {@code ref} although
 * it stands last. Thread safety: one object per frame, for one thread.
 */
final class ClientMessageReader {

    /** Most items of a batch. */
    static final int MAX_BATCH = 50;
    /** Most characters of a {@code ref} and of an {@code idempotency_id}. */
    static final int MAX_MARK = 64;
    /** Most bytes of a presence state and of a signal's data, written without white space. */
    static final int MAX_STATE_BYTES = 1_024;
    /** Largest integer every JSON reader holds exactly, 2^53 - 1. */
    static final long MAX_LOCK_TOKEN = (1L << 53) - 1;

    /** Every action. */
    static final Set<String> ACTIONS = Set.of(
            "authenticate",
            "subscribe",
            "unsubscribe",
            "presence",
            "signal",
            "comment.lock",
            "comment.renew",
            "comment.unlock",
            "call",
            "ping");

    private static final Set<String> STATUSES = Set.of("viewing", "idle", "commenting");

    /** The fields some action has, but for {@code state} and {@code data}, which are kept as bytes. */
    private static final Set<String> KNOWN = Set.of(
            "action",
            "ref",
            "token",
            "previous_connection_id",
            "channel",
            "resource_id",
            "since_event_id",
            "events",
            "subscriptions",
            "event",
            "comment_id",
            "lock_token",
            "method",
            "params",
            "idempotency_id");

    private static final Pattern EVENT_NAME = Pattern.compile("[a-z0-9_]+(\\.[a-z0-9_]+)*");
    private static final Pattern COMMENT_ID = Pattern.compile("comment_[A-Za-z0-9_-]{1,64}");

    /** The known fields the frame has, as they came. */
    private final Map<String, JsonNode> fields = new HashMap<>();
    /** The value of {@code state} or {@code data}, by name, as the others will get it. */
    private final Map<String, JsonBytes> values = new HashMap<>();
    /** Why {@code state} is no presence state; null when it is one, or leaves. */
    private @Nullable String stateFault = "state is missing";
    /** Whether {@code state} is null. */
    private boolean leaves;

    ClientMessage read(String text) throws InvalidMessageException {
        parse(text);
        return message();
    }

    /** The body of a poll: {@code subscriptions} as in a subscribe frame (contract §3.16). */
    List<ClientMessage.Subscribe.Item> readPoll(String text) throws InvalidMessageException {
        parse(text);
        required("subscriptions");
        return items();
    }

    private void parse(String text) throws InvalidMessageException {
        try (StrictJson json = new StrictJson(text)) {
            collect(json);
        } catch (StrictJson.Refused e) {
            throw invalid(e.reason());
        } catch (IOException | RuntimeException e) {
            throw invalid("not valid JSON");
        }
    }

    private void collect(StrictJson json) throws IOException, StrictJson.Refused {
        if (json.next() != JsonToken.START_OBJECT) {
            throw new StrictJson.Refused("a frame is one JSON object");
        }
        while (json.some() == JsonToken.FIELD_NAME) {
            String name = json.name();
            JsonToken first = json.some();
            if (KNOWN.contains(name)) {
                fields.put(name, json.tree(first));
            } else if (name.equals("state")) {
                state(json, first);
            } else if (name.equals("data")) {
                JsonBytes copy = new JsonBytes(128);
                json.copy(first, copy);
                values.put(name, copy);
            } else {
                json.skip(first);
            }
        }
        if (json.next() != null) {
            throw new StrictJson.Refused("something behind the JSON object");
        }
    }

    private void state(StrictJson json, JsonToken first) throws IOException, StrictJson.Refused {
        leaves = first == JsonToken.VALUE_NULL;
        if (first != JsonToken.START_OBJECT) {
            stateFault = leaves ? null : "state must be an object, or null to leave";
            json.skip(first);
            return;
        }
        stateFault = "state.status must be viewing, idle or commenting";
        JsonBytes copy = new JsonBytes(128);
        String separator = "{";
        while (json.some() == JsonToken.FIELD_NAME) {
            String name = json.name();
            JsonToken value = json.some();
            if (name.equals("status") && value == JsonToken.VALUE_STRING && STATUSES.contains(json.text())) {
                stateFault = null;
            }
            copy.plain(separator).string(name).plain(':');
            json.copy(value, copy);
            separator = ",";
        }
        values.put("state", copy.plain('}'));
    }

    private ClientMessage message() throws InvalidMessageException {
        String ref = fields.containsKey("ref") ? mark("ref", 0) : null;
        String action = string("action");
        return switch (action) {
            case "authenticate" -> authenticate(ref);
            case "subscribe" -> new ClientMessage.Subscribe(ref, items());
            case "unsubscribe" -> new ClientMessage.Unsubscribe(ref, channels());
            case "presence" -> new ClientMessage.Presence(ref, channel(), presence());
            case "signal" -> new ClientMessage.Signal(ref, channel(), eventName(), value("data"));
            case "comment.lock" -> lock(ref);
            case "comment.renew" -> new ClientMessage.CommentRenew(ref, commentId(), lockToken());
            case "comment.unlock" -> new ClientMessage.CommentUnlock(ref, commentId(), lockToken());
            case "call" -> call(ref);
            case "ping" -> new ClientMessage.Ping(ref);
            default -> throw new InvalidMessageException(ErrorCode.UNKNOWN_ACTION, "no such action", ref, null, -1);
        };
    }

    private ClientMessage authenticate(@Nullable String ref) throws InvalidMessageException {
        String token = string("token");
        if (token.isEmpty()) {
            throw invalid("token must not be empty");
        }
        String previous = fields.containsKey("previous_connection_id") ? string("previous_connection_id") : null;
        return new ClientMessage.Authenticate(ref, token, previous);
    }

    private ClientMessage lock(@Nullable String ref) throws InvalidMessageException {
        boolean named = fields.containsKey("channel") || fields.containsKey("resource_id");
        return new ClientMessage.CommentLock(ref, commentId(), named ? channel() : null);
    }

    private ClientMessage call(@Nullable String ref) throws InvalidMessageException {
        String method = string("method");
        JsonNode params = fields.getOrDefault("params", JsonNodeFactory.instance.objectNode());
        if (!params.isObject()) {
            throw invalid("params must be an object");
        }
        String idempotencyId = fields.containsKey("idempotency_id") ? mark("idempotency_id", 1) : null;
        return new ClientMessage.Call(ref, method, params, idempotencyId);
    }

    private List<ClientMessage.Subscribe.Item> items() throws InvalidMessageException {
        List<ClientMessage.Subscribe.Item> items = new ArrayList<>();
        if (!fields.containsKey("subscriptions")) {
            items.add(item(
                    fields.get("channel"),
                    fields.get("resource_id"),
                    fields.get("since_event_id"),
                    fields.get("events"),
                    -1));
            return items;
        }
        JsonNode batch = batch(Set.of("channel", "resource_id", "since_event_id", "events"));
        for (int i = 0; i < batch.size(); i++) {
            JsonNode item = batch.get(i);
            items.add(item(
                    item.get("channel"), item.get("resource_id"), item.get("since_event_id"), item.get("events"), i));
        }
        return items;
    }

    private ClientMessage.Subscribe.Item item(
            @Nullable JsonNode type,
            @Nullable JsonNode id,
            @Nullable JsonNode since,
            @Nullable JsonNode events,
            int index)
            throws InvalidMessageException {
        Channel channel = channel(type, id, index);
        boolean fromStart = since == null || since.isNull();
        String sinceEventId = fromStart ? null : string(since, "since_event_id", index);
        return new ClientMessage.Subscribe.Item(channel, sinceEventId, patterns(events, index));
    }

    private EventPatterns patterns(@Nullable JsonNode events, int index) throws InvalidMessageException {
        if (events == null) {
            return EventPatterns.ALL;
        }
        if (!events.isArray() || events.size() > EventPatterns.MAX_PATTERNS) {
            throw invalid("events must be an array of at most " + EventPatterns.MAX_PATTERNS + " patterns", index);
        }
        List<String> patterns = new ArrayList<>();
        for (JsonNode pattern : events) {
            patterns.add(string(pattern, "a pattern in events", index));
        }
        try {
            return new EventPatterns(patterns);
        } catch (IllegalArgumentException e) {
            throw invalid(
                    "events holds a malformed pattern: tokens of [a-z0-9_] or * between dots, > at the end, at most 64"
                            + " characters",
                    index);
        }
    }

    private List<Channel> channels() throws InvalidMessageException {
        if (!fields.containsKey("subscriptions")) {
            return List.of(channel());
        }
        JsonNode batch = batch(Set.of("channel", "resource_id"));
        List<Channel> channels = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            channels.add(channel(batch.get(i).get("channel"), batch.get(i).get("resource_id"), i));
        }
        return channels;
    }

    private JsonNode batch(Set<String> ofOne) throws InvalidMessageException {
        if (ofOne.stream().anyMatch(fields::containsKey)) {
            throw invalid("either channel and resource_id or subscriptions, not both");
        }
        JsonNode batch = required("subscriptions");
        if (!batch.isArray() || batch.isEmpty() || batch.size() > MAX_BATCH) {
            throw invalid("subscriptions must be an array of 1 to " + MAX_BATCH + " objects");
        }
        for (int i = 0; i < batch.size(); i++) {
            if (!batch.get(i).isObject()) {
                throw invalid("each of subscriptions must be an object", i);
            }
        }
        return batch;
    }

    private Channel channel() throws InvalidMessageException {
        return channel(fields.get("channel"), fields.get("resource_id"), -1);
    }

    private Channel channel(@Nullable JsonNode type, @Nullable JsonNode id, int index) throws InvalidMessageException {
        return new Channel(string(type, "channel", index), string(id, "resource_id", index));
    }

    private @Nullable Payload presence() throws InvalidMessageException {
        if (stateFault != null) {
            throw invalid(stateFault);
        }
        return leaves ? null : value("state");
    }

    private Payload value(String name) throws InvalidMessageException {
        JsonBytes value = values.get(name);
        if (value == null) {
            throw invalid(name + " is missing");
        }
        if (value.size() > MAX_STATE_BYTES) {
            throw invalid(name + " must be at most " + MAX_STATE_BYTES + " bytes of JSON");
        }
        return Payload.ofTrusted(value.finish());
    }

    private String eventName() throws InvalidMessageException {
        String name = string("event");
        if (name.length() > 64 || !EVENT_NAME.matcher(name).matches()) {
            throw invalid("event must be tokens of [a-z0-9_] between dots, at most 64 characters");
        }
        return name;
    }

    private String commentId() throws InvalidMessageException {
        String id = string("comment_id");
        if (!COMMENT_ID.matcher(id).matches()) {
            throw invalid("comment_id must be comment_ and 1 to 64 of [A-Za-z0-9_-]");
        }
        return id;
    }

    /** An integer is one by its value: some languages write large ones with a point or an exponent. */
    private long lockToken() throws InvalidMessageException {
        JsonNode token = required("lock_token");
        double value = token.isNumber() ? token.doubleValue() : -1;
        if (value < 0 || value > MAX_LOCK_TOKEN || value != Math.rint(value)) {
            throw invalid("lock_token must be an integer from 0 to 2^53 - 1");
        }
        return (long) value;
    }

    private String mark(String name, int least) throws InvalidMessageException {
        String mark = string(name);
        int length = mark.codePointCount(0, mark.length());
        if (length < least || length > MAX_MARK) {
            throw invalid(name + " must have " + least + " to " + MAX_MARK + " characters");
        }
        return mark;
    }

    private String string(String name) throws InvalidMessageException {
        return string(fields.get(name), name, -1);
    }

    private String string(@Nullable JsonNode value, String name, int index) throws InvalidMessageException {
        if (value == null) {
            throw invalid(name + " is missing", index);
        }
        if (!value.isTextual()) {
            throw invalid(name + " must be a string", index);
        }
        return value.textValue();
    }

    private JsonNode required(String name) throws InvalidMessageException {
        JsonNode value = fields.get(name);
        if (value == null) {
            throw invalid(name + " is missing");
        }
        return value;
    }

    private InvalidMessageException invalid(String message) {
        return invalid(message, -1);
    }

    /** Shows only what is safe to repeat: a valid mark, and an action that exists. */
    private InvalidMessageException invalid(String message, int index) {
        String ref = textOrNull("ref");
        String action = textOrNull("action");
        return new InvalidMessageException(
                ErrorCode.INVALID_MESSAGE,
                message,
                ref != null && ref.codePointCount(0, ref.length()) <= MAX_MARK ? ref : null,
                action != null && ACTIONS.contains(action) ? action : null,
                index);
    }

    private @Nullable String textOrNull(String name) {
        JsonNode value = fields.get(name);
        return value == null ? null : value.textValue();
    }
}
