package io.bush.realtime.simulation;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelType.Feature;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one connection said of presence, signals and locks, and whether each answer fits (P5, P7, P8). */
final class TalkCheck {

    /** What was asked for. */
    enum Kind {
        PRESENCE(Feature.PRESENCE),
        SIGNAL(Feature.SIGNALS),
        LOCK(Feature.LOCKS),
        RENEW(Feature.LOCKS),
        UNLOCK(Feature.LOCKS);

        final Feature feature;

        Kind(Feature feature) {
            this.feature = feature;
        }

        boolean mayStayUnanswered() {
            return this == PRESENCE || this == SIGNAL;
        }
    }

    /**
     * One frame. {@code about} is a comment, or the number of a state; empty for leaving. One that was sent while a subscribe
     * was {@code pending} may have waited for it.
     */
    record Asked(Kind kind, Channel channel, String about, long token, long at, boolean pending) {}

    private final Scene scene;
    private final ConnectionCheck connection;
    private final Map<String, Asked> asked = new LinkedHashMap<>();
    /** What has its answer. */
    private final Set<String> answeredRefs = new HashSet<>();

    private final Map<Channel, String> lastPresence = new LinkedHashMap<>();
    /** By comment, the token it was granted and has not been told to be over. */
    private final Map<String, Long> own = new TreeMap<>();
    /** What a picture showed as free although it was granted: one of the two was under way. */
    private final Set<String> doubted = new HashSet<>();
    /** What it asked about without getting an answer. */
    private final Set<String> unsure = new HashSet<>();

    TalkCheck(Scene scene, ConnectionCheck connection) {
        this.scene = scene;
        this.connection = connection;
    }

    private void broken(String promise, String what) {
        scene.verdict.broken(promise, connection + ": " + what);
    }

    void asks(String ref, Asked what) {
        asked.put(ref, what);
        if (what.kind() == Kind.PRESENCE) {
            lastPresence.put(what.channel(), ref);
        }
    }

    Map<String, Long> own() {
        return own;
    }

    /** The newest presence frame for a channel. */
    @Nullable
    Asked lastPresence(Channel channel) {
        String ref = lastPresence.get(channel);
        return ref == null ? null : asked.get(ref);
    }

    boolean lastPresenceFailed(Channel channel) {
        return answeredRefs.contains(lastPresence.getOrDefault(channel, ""));
    }

    private @Nullable Asked answered(String ref) {
        Asked what = asked.get(ref);
        return what != null && answeredRefs.add(ref) ? what : null;
    }

    // ---- answers ----

    /** An error; false when it is not about what was said here. */
    boolean error(WireFrame frame) {
        String ref = frame.field("ref") + "";
        if (!asked.containsKey(ref)) {
            return false;
        }
        Asked what = answered(ref);
        if (what == null) {
            broken("wire", "a second answer " + frame);
        } else if (!fits(what, frame.require("code"), frame)) {
            broken("wire", frame + " does not fit to " + what);
        }
        return true;
    }

    private boolean fits(Asked what, String code, WireFrame frame) {
        boolean offered = scene.swarm.features.contains(what.kind().feature);
        switch (code) {
            case "not_supported" -> {
                return !offered;
            }
            case "not_subscribed" -> {
                StreamCheck stream = connection.stream(what.channel());
                return !what.kind().mayStayUnanswered() || !stream.live() || stream.liveSince() >= what.at();
            }
            case "forbidden" -> {
                scene.saw(Seen.TALK_FORBIDDEN);
                return !what.kind().mayStayUnanswered()
                        || connection.guest()
                        || scene.access.rightsEverChanged(connection.who(), what.channel());
            }
            case "temporarily_unavailable" -> {
                // Nobody knows whether it took effect, and who caused a change is not told it. That a lock is lost, it
                // is.
                unsure.add(what.about());
                return scene.faults.questionsMayFail();
            }
            case "comment.locked" -> {
                scene.saw(Seen.LOCK_REFUSED);
                return what.kind() == Kind.LOCK && !connection.who().equals(frame.field("user.id"));
            }
            case "lock_limit_exceeded" -> {
                scene.saw(Seen.LOCK_LIMIT);
                return what.kind() == Kind.LOCK;
            }
            case "lock_lost" -> {
                scene.saw(Seen.LOCK_NOT_HELD);
                own.remove(what.about(), what.token());
                return what.kind() != Kind.LOCK;
            }
            case "too_many_pending" -> {
                return true;
            }
            default -> {
                return false;
            }
        }
    }

    void granted(WireFrame frame) {
        Asked what = answered(frame.field("ref") + "");
        String comment = frame.require("comment_id");
        long token = Long.parseLong(frame.require("lock_token"));
        if (what == null
                || !comment.equals(what.about())
                || (what.kind() != Kind.LOCK && (what.kind() != Kind.RENEW || what.token() != token))) {
            broken("P8", frame + " does not answer " + what);
            return;
        }
        if (!scene.locks.wasHeld(comment, connection.who(), token)) {
            broken("P8", frame + " though it was never held under this token");
        }
        if (!connection.stream(what.channel()).live()) {
            broken("P5", frame + " outside a subscription");
        }
        own.put(comment, token);
        doubted.remove(comment);
    }

    /** The answer to an unlock. */
    void unlocked(WireFrame frame, StreamCheck stream) {
        Asked what = answered(frame.field("ref") + "");
        if (what == null || what.kind() != Kind.UNLOCK || !what.about().equals(frame.field("comment_id"))) {
            broken("P8", frame + " does not answer " + what);
            return;
        }
        if (!scene.locks.wasHeld(what.about(), connection.who(), what.token())) {
            broken("P8", frame + " though it never held it under " + what.token());
        }
        own.remove(what.about(), what.token());
        stream.picture().free(what.about());
    }

    void lost(WireFrame frame) {
        String comment = frame.require("comment_id");
        if (own.remove(comment) == null) {
            broken("P8", frame + " though it had no such lock");
        }
        scene.saw(Seen.valueOf("LOCK_LOST_" + frame.require("reason").toUpperCase(Locale.ROOT)));
        if ("revoked".equals(frame.field("reason"))) {
            connection.streams().values().stream()
                    .filter(stream -> SimComments.isIn(comment, stream.channel()))
                    .forEach(stream -> stream.picture().free(comment));
        }
    }

    /** Whether something was asked about a comment that got no answer. */
    boolean isUnsure(String comment) {
        return unsure.contains(comment);
    }

    /** A picture of the locks. */
    void shown(Channel channel, Map<String, String> locks) {
        for (String comment : own.keySet()) {
            if (SimComments.isIn(comment, channel) && !locks.containsKey(comment)) {
                doubted.add(comment);
            }
        }
    }

    /** The channel is closed: its locks go with it, and whether that is told depends on who is first. */
    void closed(Channel channel) {
        own.keySet().stream()
                .filter(comment -> SimComments.isIn(comment, channel))
                .forEach(doubted::add);
    }

    /** A subscription has ended; whoever is thrown out has been told that the locks are lost. */
    void left(Channel channel, boolean revoked) {
        List<String> untold = own.keySet().stream()
                .filter(comment -> SimComments.isIn(comment, channel))
                .toList();
        if (revoked && !doubted.containsAll(untold)) {
            broken("P8", channel + " was revoked, and nobody said that its locks are lost: " + untold);
        }
        untold.forEach(own::remove);
    }

    // ---- in the end ----

    void requireAnswered() {
        asked.forEach((ref, what) -> {
            if (!what.kind().mayStayUnanswered() && !answeredRefs.contains(ref)) {
                broken("wire", "never got an answer to " + ref + ", " + what);
            }
        });
        own.forEach((comment, token) -> {
            boolean certain = !doubted.contains(comment)
                    && !scene.losses.ever("lock " + comment)
                    && connection.streams().keySet().stream().noneMatch(scene.locks::changing)
                    && connection.streams().keySet().stream()
                            .noneMatch(channel -> SimComments.isIn(comment, channel)
                                    && scene.losses.inDoubt(channel, "lock " + comment));
            if (certain && !scene.locks.heldThrough(comment, connection.id())) {
                broken("P8", "was never told that it has lost " + comment);
            }
        });
    }
}
