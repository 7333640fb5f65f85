package io.bush.realtime.simulation;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelType.Feature;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one client has put together of a channel's presence and locks, and whether each frame fits to it (P5, P7, P8). What a
 * connection does itself it is not told: so its own user is left out.
 */
final class PictureCheck {

    private final Scene scene;
    private final ConnectionCheck connection;
    private final Channel channel;
    private final StreamCheck stream;
    /** By user, the number of the state; null before the first picture of a subscription. */
    private @Nullable Map<String, String> present;
    /** By comment, who holds it; null before the first picture. */
    private @Nullable Map<String, String> locked;

    PictureCheck(Scene scene, ConnectionCheck connection, StreamCheck stream) {
        this.scene = scene;
        this.connection = connection;
        this.channel = stream.channel();
        this.stream = stream;
    }

    private boolean has(Feature feature) {
        return scene.swarm.features.contains(feature);
    }

    private void broken(String promise, String what) {
        scene.verdict.broken(promise, connection + " " + channel + ": " + what);
    }

    void confirmed() {
        present = null;
        locked = null;
    }

    /** Something comes that only comes to those who are live: they have been shown the pictures. */
    void live(String what) {
        if (scene.faults.logMayFail()) {
            return;
        }
        if ((present == null && has(Feature.PRESENCE)) || (locked == null && has(Feature.LOCKS))) {
            broken("P5", what + " before the picture of what is there");
        }
    }

    // ---- presence ----

    void presenceState(WireFrame frame) {
        scene.saw(Seen.PRESENCE_SHOWN);
        if (present != null) {
            scene.saw(Seen.PRESENCE_SHOWN_AGAIN);
        }
        Map<String, String> users = new TreeMap<>();
        for (Map<String, String> one : frame.items()) {
            String user = one.get("user.id");
            String number = one.get("state.n");
            if (user == null || number == null || users.put(user, number) != null) {
                broken("P7", "a picture with " + one);
                return;
            }
            said(user, number);
        }
        if (!frame.require("total").equals(String.valueOf(users.size()))) {
            broken("P7", "a picture of " + users + " whose total is " + frame.field("total"));
        }
        present = users;
    }

    void presenceUpdate(WireFrame frame) {
        live("an update of presence");
        String user = frame.require("user.id");
        boolean joined = "true".equals(frame.field("joined"));
        Map<String, String> known = present;
        if (known == null) {
            broken("P7", "an update before the picture");
            return;
        }
        if (!user.equals(connection.who()) && joined == known.containsKey(user)) {
            broken("P7", (joined ? "a join of " : "an update of ") + user + ", known are " + known);
        }
        scene.saw(joined ? Seen.PRESENCE_JOINED : Seen.PRESENCE_CHANGED);
        said(user, frame.require("state.n"));
        known.put(user, frame.require("state.n"));
    }

    void presenceLeave(WireFrame frame) {
        live("a leave");
        String user = frame.require("user_id");
        Map<String, String> known = present;
        if (known == null || (known.remove(user) == null && !user.equals(connection.who()))) {
            broken("P7", "a leave of " + user + ", known are " + known);
        }
        scene.saw(Seen.PRESENCE_LEFT);
    }

    private void said(String user, String number) {
        Said.Statement statement = scene.said.find(number);
        if (statement == null
                || !statement.who().equals(user)
                || !statement.channel().equals(channel)) {
            broken("P7", user + " is shown with " + number + ", which is " + statement);
        } else if (statement.at() > scene.access.heldSince(connection.who(), channel)) {
            broken("P5", statement + " came though nobody knew whether access still held");
        }
    }

    void signal(WireFrame frame) {
        live("a signal");
        String user = frame.require("user.id");
        said(user, frame.require("data.n"));
        Said.Statement statement = scene.said.find(frame.field("data.n"));
        if (statement != null && statement.by().equals(connection.toString())) {
            broken("P5", "its own signal comes back");
        }
        scene.saw(Seen.SIGNAL_DELIVERED);
    }

    // ---- locks ----

    void lockState(WireFrame frame) {
        if (locked == null && present == null && has(Feature.PRESENCE) && !scene.faults.logMayFail()) {
            broken("P5", "what is locked comes before who is there");
        }
        scene.saw(Seen.LOCKS_SHOWN);
        Map<String, String> locks = new TreeMap<>();
        for (Map<String, String> one : frame.items()) {
            String comment = one.get("comment_id");
            String user = one.get("user.id");
            if (comment == null || user == null || locks.put(comment, user) != null) {
                broken("P8", "a picture with " + one);
                return;
            }
            held(comment, user);
        }
        locked = locks;
        connection.talk().shown(channel, locks);
    }

    void commentLocked(WireFrame frame) {
        live("a lock");
        String comment = frame.require("comment_id");
        String user = frame.require("user.id");
        held(comment, user);
        if (locked == null) {
            broken("P8", comment + " is locked before the picture");
        } else {
            locked.put(comment, user);
        }
        scene.saw(Seen.LOCK_TOLD);
    }

    void commentUnlocked(WireFrame frame) {
        live("the end of a lock");
        free(frame.require("comment_id"));
        scene.saw(Seen.UNLOCK_TOLD);
    }

    /** It knows by itself that a comment is free. */
    void free(String comment) {
        if (locked != null) {
            locked.remove(comment);
        }
    }

    private void held(String comment, String user) {
        if (!SimComments.isIn(comment, channel) || !scene.locks.wasHeldBy(comment, user)) {
            broken("P8", comment + " is shown as locked by " + user + ", who never held it here");
        }
    }

    // ---- in the end ----

    /** On a quiet and healed network: what it was told is what is. */
    void requireTrue() {
        if (!stream.live()) {
            return;
        }
        if (has(Feature.PRESENCE) && !scene.presence.changing(channel)) {
            requirePresent();
        }
        if (has(Feature.LOCKS) && !scene.locks.changing(channel)) {
            requireLocked();
        }
    }

    private void requirePresent() {
        if (scene.losses.inDoubt(channel, "presence")) {
            scene.saw(Seen.PICTURE_IN_DOUBT);
            return;
        }
        if (present == null) {
            broken("P7", "never got a picture");
            return;
        }
        Map<String, String> known = new TreeMap<>(present);
        Map<String, String> truth = new TreeMap<>(scene.presence.announcedIn(channel));
        known.remove(connection.who());
        truth.remove(connection.who());
        if (!known.equals(truth)) {
            broken("P7", "knows " + known + ", present are " + truth);
        }
        if (!truth.isEmpty()) {
            scene.saw(Seen.PRESENCE_TRUE);
        }
    }

    private void requireLocked() {
        if (locked == null) {
            broken("P8", "never got a picture of the locks");
            return;
        }
        Map<String, String> known = new TreeMap<>(locked);
        Map<String, String> truth = scene.locks.holders(channel, connection.id());
        known.keySet()
                .removeIf(comment -> scene.losses.inDoubt(channel, "lock " + comment)
                        || scene.locks.heldThrough(comment, connection.id())
                        || scene.locks.justOver(comment)
                        || connection.talk().isUnsure(comment));
        truth.keySet()
                .removeIf(comment -> scene.losses.inDoubt(channel, "lock " + comment)
                        || connection.talk().isUnsure(comment));
        if (!known.equals(truth)) {
            broken("P8", "knows the locks " + known + ", held are " + truth);
        }
        if (!truth.isEmpty()) {
            scene.saw(Seen.LOCKS_TRUE);
        }
    }
}
