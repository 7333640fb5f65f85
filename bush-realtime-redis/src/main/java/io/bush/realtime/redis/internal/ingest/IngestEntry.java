package io.bush.realtime.redis.internal.ingest;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.channel.EventCatalog;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.EventType;
import io.bush.realtime.channel.EventType.Delivery;
import io.bush.realtime.channel.Payload;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An entry of an ingestion stream that can be published (contract §6): its fields are {@code channel}, {@code resource_id},
 * {@code event}, {@code data}, and optionally {@code guest_data}, {@code user_id}, {@code except_user},
 * {@code except_connection}, {@code delivery}, {@code conflation_key}, {@code idempotency_key}. Thread safety: immutable.
 *
 * @param id the entry's id
 * @param content what to publish
 * @param delivery durable or volatile
 * @param idempotencyKey under which the log stores it once
 * @param fields as they were written
 */
record IngestEntry(
        String id, EventContent content, Delivery delivery, String idempotencyKey, Map<String, String> fields) {

    private static final int MAX_EVENT_BYTES = 64 * 1024;
    /** Envelope and ids of an event; see {@code EventContent.sizeBytes}. */
    private static final int ENVELOPE_BYTES = 320;

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_.:-]{1,100}");
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9_.:-]{1,128}");
    private static final Set<String> FIELDS = Set.of(
            "channel",
            "resource_id",
            "event",
            "data",
            "guest_data",
            "user_id",
            "except_user",
            "except_connection",
            "delivery",
            "conflation_key",
            "idempotency_key");

    /** Events that are volatile unless the entry says otherwise. */
    private static final Set<String> VOLATILE = EventCatalog.all().stream()
            .filter(type -> type.delivery() == Delivery.VOLATILE)
            .map(EventType::name)
            .collect(Collectors.toUnmodifiableSet());

    /** Says why an entry can never be published. */
    static final class Refused extends Exception {

        private static final long serialVersionUID = 1L;

        Refused(String reason) {
            super(reason, null, false, false);
        }

        /** The reason, for people; without the entry's values, which may be anything. */
        String reason() {
            return String.valueOf(getMessage());
        }
    }

    /**
     * Reads an entry.
     *
     * @param stream which stream it is from
     * @param id its id
     * @param fields its fields as they were written
     * @param types the system's channel types
     * @param now the publishing node's wall clock
     */
    static IngestEntry read(int stream, String id, Map<String, String> fields, ChannelTypes types, Instant now)
            throws Refused {
        Set<String> unknown = new TreeSet<>(fields.keySet());
        unknown.removeAll(FIELDS);
        if (!unknown.isEmpty()) {
            // A misspelt option that is passed over would show an event to somebody it is not for.
            throw new Refused("unknown field; known are " + new TreeSet<>(FIELDS));
        }
        Channel channel = new Channel(required(fields, "channel"), required(fields, "resource_id"));
        ChannelTypes.Refusal refusal = types.check(channel);
        if (refusal != null) {
            throw new Refused(
                    refusal == ChannelTypes.Refusal.UNKNOWN_CHANNEL ? "unknown channel" : "invalid resource_id");
        }
        String event = required(fields, "event");
        Delivery delivery = delivery(event, fields.get("delivery"));
        EventContent content = content(channel, event, fields, delivery, now);
        return new IngestEntry(id, content, delivery, key(stream, id, fields.get("idempotency_key")), fields);
    }

    private static EventContent content(
            Channel channel, String event, Map<String, String> fields, Delivery delivery, Instant now) throws Refused {
        Payload data = json("data", required(fields, "data"));
        String guestText = fields.get("guest_data");
        Payload guestData = guestText == null ? null : json("guest_data", guestText);
        String conflationKey = fields.get("conflation_key");
        if (conflationKey != null && delivery == Delivery.DURABLE) {
            throw new Refused("conflation_key is for volatile events");
        }
        try {
            return new EventContent(
                    channel,
                    event,
                    now,
                    data,
                    guestData,
                    user(fields, "user_id"),
                    fields.get("except_connection"),
                    user(fields, "except_user"),
                    conflationKey);
        } catch (IllegalArgumentException malformed) {
            throw new Refused(
                    "event is malformed, allowed: parts of [a-z0-9_] with dots between, at most 64 characters");
        }
    }

    private static Delivery delivery(String event, @Nullable String text) throws Refused {
        if (text == null) {
            return VOLATILE.contains(event) ? Delivery.VOLATILE : Delivery.DURABLE;
        }
        return switch (text) {
            case "durable" -> Delivery.DURABLE;
            case "volatile" -> Delivery.VOLATILE;
            default -> throw new Refused("delivery is neither durable nor volatile");
        };
    }

    private static String required(Map<String, String> fields, String name) throws Refused {
        String value = fields.get(name);
        if (value == null || value.isEmpty()) {
            throw new Refused("no " + name);
        }
        return value;
    }

    private static @Nullable String user(Map<String, String> fields, String name) throws Refused {
        String value = fields.get(name);
        if (value != null && !USER.matcher(value).matches()) {
            throw new Refused(name + " is malformed, allowed: " + USER);
        }
        return value;
    }

    private static Payload json(String name, String text) throws Refused {
        if (text.length() > MAX_EVENT_BYTES) {
            throw new Refused("too_large: " + name + " is above " + MAX_EVENT_BYTES + " bytes");
        }
        try {
            Payload payload = Payload.ofJson(text);
            if (payload.sizeBytes() + ENVELOPE_BYTES > MAX_EVENT_BYTES) {
                throw new Refused("too_large: with " + name + " the event is above " + MAX_EVENT_BYTES + " bytes");
            }
            return payload;
        } catch (IllegalArgumentException malformed) {
            throw new Refused(name + " is not one valid JSON value");
        }
    }

    /** An own key works over streams and producers; without one the entry's id makes a repetition of ours harmless. */
    private static String key(int stream, String id, @Nullable String own) throws Refused {
        if (own == null) {
            return "ingest-" + stream + "-" + id;
        }
        if (!KEY.matcher(own).matches()) {
            throw new Refused("idempotency_key is malformed, allowed: " + KEY);
        }
        return own;
    }

    /** Reads the fields of an entry, which come as name, value, name, value, …; of a repeated name the last counts. */
    static Map<String, String> fields(List<String> flat) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            fields.put(flat.get(i), flat.get(i + 1));
        }
        return fields;
    }
}
