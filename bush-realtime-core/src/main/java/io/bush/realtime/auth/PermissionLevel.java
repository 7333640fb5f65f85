package io.bush.realtime.auth;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a member may do in a project, from least to most (contract §4). */
public enum PermissionLevel {
    /** Look. */
    VIEW_ONLY,
    /** Look and comment. */
    COMMENT_ONLY,
    /** Change files. */
    EDIT,
    /** Change files and hand out share links. */
    EDIT_AND_SHARE,
    /** Everything, members included. */
    FULL_ACCESS;

    /**
     * Returns the name on the wire.
     *
     * @return for example {@code edit_and_share}
     */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Tells whether this level includes another.
     *
     * @param needed the least that is needed
     * @return true when this is the same or more
     */
    public boolean atLeast(PermissionLevel needed) {
        return compareTo(needed) >= 0;
    }

    /**
     * Finds a level by its name on the wire.
     *
     * @param wireName for example {@code view_only}
     * @return the level, or null when there is none of that name
     */
    public static @Nullable PermissionLevel find(String wireName) {
        for (PermissionLevel level : values()) {
            if (level.wireName().equals(wireName)) {
                return level;
            }
        }
        return null;
    }
}
