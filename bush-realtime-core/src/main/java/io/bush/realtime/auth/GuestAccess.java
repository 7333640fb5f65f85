package io.bush.realtime.auth;

import io.bush.realtime.channel.ViewClass;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What share guests may do besides reading, and what they see of people (contract §3.3). Thread safety: immutable.
 *
 * @param presence whether guests may be present themselves; default {@link Presence#NOT_ALLOWED}
 * @param members what they are shown of a member, in presence, signals and locks; default {@link Members#NAME}
 */
public record GuestAccess(Presence presence, Members members) {

    /** Guests are not present, and see names. */
    public static final GuestAccess DEFAULT = new GuestAccess(Presence.NOT_ALLOWED, Members.NAME);

    /** Whether guests may be present. */
    public enum Presence {
        /** Their presence frames are refused. */
        NOT_ALLOWED,
        /** They appear under their guest id and the name they entered. */
        ALLOWED
    }

    /** What guests see of a member. */
    public enum Members {
        /** Nothing: they do not hear that members are here. */
        HIDDEN,
        /** The id and the name, not the picture. */
        NAME,
        /** What members see. */
        ALL
    }

    /** Refuses absent parts. */
    public GuestAccess {
        Objects.requireNonNull(presence, "guests.presence");
        Objects.requireNonNull(members, "guests.members");
    }

    /**
     * Returns somebody as another sees them.
     *
     * @param who who is shown
     * @param to who is looking
     * @return the same id with what may be seen; null when nothing may
     */
    public @Nullable Principal shown(Principal who, ViewClass to) {
        if (to == ViewClass.MEMBER || who.view() == ViewClass.GUEST || members == Members.ALL) {
            return who;
        }
        return members == Members.HIDDEN ? null : new Principal.Member(who.id(), who.name(), null);
    }
}
