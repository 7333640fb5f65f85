package io.bush.examples.watch.show;

import io.bush.realtime.client.channel.ControlFrame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a frame about a subscription says; null for what is of no interest to people. {@link Rooms} knows the others. */
final class ControlText {

    private ControlText() {}

    static @Nullable String of(ControlFrame frame) {
        Fields json = new Fields(frame.json());
        return switch (frame.type()) {
            case "subscription.confirmed" -> "subscribed" + confirmation(json);
            case "subscription.reset" -> "reset (" + json.text("reason") + "): events may be missing";
            case "subscription.rejected" -> "rejected: " + json.text("reason");
            case "subscription.revoked" -> "revoked: " + json.text("reason");
            case "subscription.position", "unsubscribed" -> null;
            default -> json.pairs(List.of("type", "channel", "resource_id", "ref"));
        };
    }

    private static String confirmation(Fields json) {
        if (json.has("replayed") && json.has("recovered")) {
            return ", " + json.text("replayed") + " missed events follow";
        }
        return json.has("last_event_id") ? " at " + json.text("last_event_id") : "";
    }
}
