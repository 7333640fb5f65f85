package io.bush.examples.watch.show;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.client.channel.ControlFrame;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a frame about a channel says that is not an event; null for what is of no interest to people. */
final class ControlText {

    private ControlText() {}

    static @Nullable String of(ControlFrame frame) {
        Fields json = new Fields(frame.json());
        return switch (frame.type()) {
            case "subscription.confirmed" -> "subscribed" + confirmation(json);
            case "subscription.reset" ->
                "reset (" + json.text("reason") + "): events may be missing, fetch the state again";
            case "subscription.rejected" -> "rejected: " + json.text("reason");
            case "subscription.revoked" -> "revoked: " + json.text("reason");
            case "subscription.position", "unsubscribed" -> null;
            case "presence.state" ->
                json.text("total", "0") + " present" + names(json.json().path("users"));
            case "presence.update" ->
                json.who("user") + " is " + json.in("state").text("status", "here");
            case "presence.leave" -> json.text("user_id") + " left";
            case "lock.state" -> locks(json);
            case "comment.locked" -> json.text("comment_id") + " is being edited by " + json.who("user");
            case "comment.unlocked" -> json.text("comment_id") + " is free: " + json.text("reason");
            case "signal" -> json.who("user") + ": " + json.text("event");
            default -> json.pairs(List.of("type", "channel", "resource_id", "ref"));
        };
    }

    private static String confirmation(Fields json) {
        if (json.has("replayed") && json.has("recovered")) {
            return ", " + json.text("replayed") + " missed events follow";
        }
        return json.has("last_event_id") ? " at " + json.text("last_event_id") : "";
    }

    private static String names(JsonNode users) {
        List<String> names = new ArrayList<>();
        users.forEach(user -> names.add(new Fields(user).who("user")));
        return names.isEmpty() ? "" : ": " + String.join(", ", names);
    }

    private static @Nullable String locks(Fields json) {
        List<String> locks = new ArrayList<>();
        json.json().path("locks").forEach(lock -> {
            Fields fields = new Fields(lock);
            locks.add(fields.text("comment_id") + " by " + fields.who("user"));
        });
        return locks.isEmpty() ? null : "being edited: " + String.join(", ", locks);
    }
}
