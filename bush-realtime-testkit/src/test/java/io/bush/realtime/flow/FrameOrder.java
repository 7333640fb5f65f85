package io.bush.realtime.flow;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.testkit.RecordingTransport.Sent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What must hold for every client whatever a test is about: nothing of a channel before its confirm or after its end
 * (P5), no hole, no duplicate, no inversion between two resets (P1).
 */
final class FrameOrder {

    private static final int OFFSET_AT = 26;
    private static final int TAG_AT = 38;

    private final boolean filtered;
    private final List<String> offences = new ArrayList<>();
    /** The last position of each channel in force. */
    private final Map<String, String> inForce = new TreeMap<>();

    private FrameOrder(boolean filtered) {
        this.filtered = filtered;
    }

    /** Judges all frames of one socket; {@code filtered} when the client does not get every durable event. */
    static List<String> offences(List<Sent> sent, boolean filtered) {
        FrameOrder order = new FrameOrder(filtered);
        sent.forEach(frame -> order.next(frame.json()));
        return order.offences;
    }

    private void next(JsonNode frame) {
        String channel =
                frame.path("channel").asText() + ":" + frame.path("resource_id").asText();
        switch (frame.path("type").asText()) {
            case "subscription.confirmed" ->
                // Without a position, in an outage, nothing may come that has one.
                inForce.put(channel, frame.path("last_event_id").asText(""));
            case "subscription.reset" -> {
                require(channel, frame);
                inForce.put(channel, frame.path("last_event_id").asText());
            }
            case "subscription.position" -> {
                require(channel, frame);
                String before = inForce.getOrDefault(channel, "");
                String now = frame.path("last_event_id").asText();
                if (now.compareTo(before) < 0) {
                    offences.add("position goes back: " + frame);
                }
                inForce.put(channel, now);
            }
            case "subscription.revoked" -> {
                require(channel, frame);
                inForce.remove(channel);
            }
            case "unsubscribed" -> inForce.remove(channel);
            case "" -> event(channel, frame);
            case "presence.state",
                    "presence.update",
                    "presence.leave",
                    "lock.state",
                    "comment.locked",
                    "comment.unlocked",
                    "signal" -> require(channel, frame);
            default -> {
                // control frames that belong to no subscription
            }
        }
    }

    private void event(String channel, JsonNode frame) {
        require(channel, frame);
        String id = frame.path("event_id").asText();
        String before = inForce.getOrDefault(channel, "");
        if (id.isEmpty() || !inForce.containsKey(channel)) {
            return;
        }
        if (before.isEmpty()) {
            offences.add("before the subscription has a position: " + frame);
            return;
        }
        long step = offset(id) - offset(before);
        boolean follows =
                id.substring(0, OFFSET_AT).equals(before.substring(0, OFFSET_AT)) && (filtered ? step > 0 : step == 1);
        if (!follows) {
            offences.add("does not follow " + before + ": " + frame);
        }
        inForce.put(channel, id);
    }

    private static long offset(String id) {
        return Long.parseLong(id.substring(OFFSET_AT, TAG_AT), 16);
    }

    private void require(String channel, JsonNode frame) {
        if (!inForce.containsKey(channel)) {
            offences.add("without a subscription: " + frame);
        }
    }
}
