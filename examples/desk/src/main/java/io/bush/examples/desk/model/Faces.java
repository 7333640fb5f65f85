package io.bush.examples.desk.model;

import io.bush.realtime.client.channel.User;
import io.bush.realtime.client.presence.PresenceStatus;
import io.bush.realtime.client.presence.PresentUser;
import io.bush.realtime.client.presence.Roster;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which faces to show of who is here (seed 000 §5.6): at most {@value #MOST}, then how many more there are; who is idle comes
 * last and paler.
 *
 * @param shown the faces, in order
 * @param more how many others are here
 */
public record Faces(List<Face> shown, int more) {

    /** Most faces beside each other. */
    public static final int MOST = 5;
    /** Nobody. */
    public static final Faces NONE = new Faces(List.of(), 0);

    private static final float PALE = 0.4f;
    private static final Comparator<PresentUser> ACTIVE_FIRST =
            Comparator.comparing((PresentUser it) -> it.status() == PresenceStatus.IDLE);

    /**
     * One face.
     *
     * @param name who it is
     * @param initials what stands in it
     * @param hue its colour, 0 to 1, always the same for the same user
     * @param alpha how opaque it is
     * @param doing what they do, for whoever points at it
     * @param playhead where they are in the film, in seconds; null when they do not say
     */
    public record Face(
            String name,
            String initials,
            float hue,
            float alpha,
            String doing,
            @Nullable Double playhead) {}

    /** Chooses. */
    public static Faces of(Roster roster) {
        List<PresentUser> others = new ArrayList<>(roster.others());
        others.sort(ACTIVE_FIRST);
        List<Face> shown = others.stream().limit(MOST).map(Faces::face).toList();
        return new Faces(shown, roster.total() - shown.size());
    }

    /** The face of somebody who only is there. */
    public static Face of(String userId, String name) {
        return new Face(name, initials(name), hue(userId), 1f, "", null);
    }

    private static Face face(PresentUser present) {
        User user = present.user();
        String name = user.name() == null ? user.id() : user.name();
        boolean idle = present.status() == PresenceStatus.IDLE;
        Double playhead = present.state().path("cursor_position").isNumber()
                ? present.state().path("cursor_position").asDouble()
                : null;
        String doing = present.status().wireName() + (playhead == null ? "" : " at " + time(playhead));
        return new Face(name, initials(name), hue(user.id()), idle ? PALE : 1f, doing, playhead);
    }

    /** Ids that differ little still get colours that differ much. */
    private static float hue(String userId) {
        int mixed = userId.hashCode() * 0x9e3779b9;
        mixed = (mixed ^ mixed >>> 15) * 0x85ebca6b;
        return ((mixed ^ mixed >>> 13) >>> 8 & 0xffff) / 65536f;
    }

    /** Returns a place in a film as people write it: {@code 1:05}. */
    public static String time(double seconds) {
        int whole = (int) seconds;
        return String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
    }

    private static String initials(String name) {
        StringBuilder initials = new StringBuilder();
        for (String part : name.split("[^\\p{L}\\p{N}]+", -1)) {
            if (!part.isEmpty() && initials.codePointCount(0, initials.length()) < 2) {
                initials.appendCodePoint(Character.toUpperCase(part.codePointAt(0)));
            }
        }
        return initials.isEmpty() ? "?" : initials.toString();
    }
}
