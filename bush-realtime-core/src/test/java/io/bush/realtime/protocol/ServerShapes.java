package io.bush.realtime.protocol;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which fields each server frame of contract §2 has, also those that no code writes yet. */
final class ServerShapes {

    /** The name here of what has no {@code type}. */
    static final String EVENT = "event";

    private static final Map<String, Shape> SHAPES = new TreeMap<>();

    static {
        add(
                "connection.established",
                "connection_id server_time user heartbeat_interval_ms token_expires_at limits",
                "ref");
        add("connection.closing", "reason reconnect_after_ms", "");
        add("connection.degraded", "since", "");
        add("connection.restored", "since", "");
        add("token.expiring", "expires_at", "");
        add("authenticated", "expires_at", "ref");
        add("subscription.confirmed", "channel resource_id last_event_id", "ref recovered replayed recoverable");
        add("subscription.reset", "channel resource_id last_event_id reason", "ref");
        add("subscription.position", "channel resource_id last_event_id", "");
        add("subscription.rejected", "channel resource_id reason", "ref retry_after_ms");
        add("subscription.revoked", "channel resource_id reason", "");
        add("unsubscribed", "channel resource_id", "ref");
        add("presence.state", "channel resource_id users total", "");
        add("presence.update", "channel resource_id user state", "joined");
        add("presence.leave", "channel resource_id user_id", "");
        add("lock.state", "channel resource_id locks", "");
        add("comment.locked", "channel resource_id comment_id user expires_at", "");
        add("comment.unlocked", "channel resource_id comment_id reason", "ref");
        add("comment.lock.granted", "comment_id lock_token expires_at", "ref");
        add("comment.lock.lost", "comment_id reason", "");
        add("signal", "channel resource_id event user data", "");
        add("pong", "server_time", "ref");
        add("result", "result", "ref");
        add(
                "error",
                "code message",
                "ref action channel resource_id index retry_after_ms comment_id user expires_at app_code");
        SHAPES.put(
                EVENT,
                new Shape(
                        Set.of("channel", "resource_id", "event", "timestamp", "data"), Set.of("event_id", "user_id")));
    }

    private ServerShapes() {}

    /**
     * The fields of one frame.
     *
     * @param required always there
     * @param optional there when there is something to say
     */
    record Shape(Set<String> required, Set<String> optional) {
        Set<String> all() {
            Set<String> all = new TreeSet<>(required);
            all.addAll(optional);
            return all;
        }
    }

    static Set<String> kinds() {
        return SHAPES.keySet();
    }

    static Shape of(String kind) {
        Shape shape = SHAPES.get(kind);
        if (shape == null) {
            throw new AssertionError("no frame is called " + kind);
        }
        return shape;
    }

    private static void add(String type, String required, String optional) {
        Set<String> always = new TreeSet<>(List.of(required.split(" ")));
        always.add("type");
        SHAPES.put(type, new Shape(always, optional.isEmpty() ? Set.of() : Set.of(optional.split(" "))));
    }
}
