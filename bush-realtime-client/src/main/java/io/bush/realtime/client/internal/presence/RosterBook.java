package io.bush.realtime.client.internal.presence;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.client.channel.ControlFrame;
import io.bush.realtime.client.channel.User;
import io.bush.realtime.client.internal.wire.People;
import io.bush.realtime.client.presence.PresenceStatus;
import io.bush.realtime.client.presence.PresentUser;
import io.bush.realtime.client.presence.Roster;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Merges pictures of who is here and the changes between them. Thread safety: for the lane only. */
final class RosterBook {

    /** A server sends changes up to so many; more is not kept, whatever it sends. */
    private static final int MOST = 1_000;

    /** The others, in the order in which they were shown. */
    private final Map<String, PresentUser> others = new LinkedHashMap<>();
    /** How many others there are that are not shown. */
    private int hidden;
    /** Whether what is here is what the server shows now. */
    private boolean live;

    /** Takes a frame in; returns whether anything changed. */
    boolean take(ControlFrame frame, @Nullable String self) {
        return switch (frame.type()) {
            case "presence.state" -> replace(frame.json(), self);
            case "presence.update" -> update(frame.json(), self);
            case "presence.leave" -> leave(frame.json().path("user_id").asText(), self);
            default -> false;
        };
    }

    private boolean replace(JsonNode frame, @Nullable String self) {
        others.clear();
        live = true;
        int shown = 0;
        int own = 0;
        for (JsonNode entry : frame.path("users")) {
            PresentUser present = read(entry);
            if (present != null) {
                shown++;
                if (present.user().id().equals(self)) {
                    own = 1;
                } else if (others.size() < MOST) {
                    others.put(present.user().id(), present);
                }
            }
        }
        // In a crowd the own user may be among those that are not shown; nobody can tell.
        hidden = Math.max(0, frame.path("total").asInt(shown) - own - others.size());
        return true;
    }

    private boolean update(JsonNode frame, @Nullable String self) {
        PresentUser present = read(frame);
        if (present == null || present.user().id().equals(self)) {
            return false;
        }
        boolean known = others.containsKey(present.user().id());
        if (!known && others.size() >= MOST) {
            hidden++;
            return true;
        }
        if (!known && !frame.path("joined").asBoolean() && hidden > 0) {
            hidden--;
        }
        others.put(present.user().id(), present);
        return true;
    }

    private boolean leave(String id, @Nullable String self) {
        if (id.equals(self)) {
            return false;
        }
        if (others.remove(id) != null) {
            return true;
        }
        if (hidden > 0) {
            hidden--;
            return true;
        }
        return false;
    }

    private static @Nullable PresentUser read(JsonNode entry) {
        User user = People.user(entry.path("user"));
        JsonNode state = entry.path("state");
        return user == null
                ? null
                : new PresentUser(user, PresenceStatus.of(state.path("status").asText()), state);
    }

    /** The connection is gone; returns whether that is news. */
    boolean stale() {
        boolean was = live;
        live = false;
        return was;
    }

    Roster roster() {
        List<PresentUser> shown = new ArrayList<>(others.values());
        return new Roster(shown, shown.size() + hidden, live);
    }
}
