package io.bush.realtime.auth;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The answer to "may this principal read this channel?" (contract §3.9, §3.13). Thread safety: immutable.
 *
 * @param allowed whether access is given; everything else has a meaning only then
 * @param tags what the access rests on, for example {@code project:proj_x}, so that {@code permissionsChanged} can name
 *     it; in the order given
 * @param accessSince since when access has held without a break, by the application's clock; null when unknown. A replay
 *     that would show older events is answered with a reset
 * @param rights what may be done in the channel besides reading
 */
public record Grant(
        boolean allowed, List<String> tags, @Nullable Instant accessSince, Set<Right> rights) {

    /** What a subscriber may do besides reading; what a channel's type does not offer, nobody may. */
    public enum Right {
        /** Show that they are here. */
        PRESENCE,
        /** Send signals to the other subscribers. */
        SIGNAL,
        /** Lock what they may edit, comments for instance. */
        LOCK
    }

    /** Every set of rights, once. */
    private static final class Rights {

        private static final Map<Set<Right>, Set<Right>> SETS = sets();
        static final Set<Right> NONE = same(EnumSet.noneOf(Right.class));
        static final Set<Right> ALL = same(EnumSet.allOf(Right.class));

        private Rights() {}

        private static Map<Set<Right>, Set<Right>> sets() {
            List<Set<Right>> sets = new ArrayList<>();
            sets.add(EnumSet.noneOf(Right.class));
            for (Right right : Right.values()) {
                for (Set<Right> without : new ArrayList<>(sets)) {
                    Set<Right> with = EnumSet.of(right);
                    with.addAll(without);
                    sets.add(with);
                }
            }
            Map<Set<Right>, Set<Right>> known = new HashMap<>();
            sets.forEach(set -> known.put(set, Collections.unmodifiableSet(set)));
            return known;
        }

        static Set<Right> same(Set<Right> given) {
            Set<Right> known = SETS.get(given);
            if (known == null) {
                throw new IllegalArgumentException("rights are " + given + ", allowed: of " + ALL);
            }
            return known;
        }
    }

    /** No access. A channel that does not exist gets the same answer. */
    public static final Grant DENIED = new Grant(false, List.of(), null, Rights.NONE);

    /** Copies the tags; takes one of the few sets of rights there are, because each subscription keeps its grant. */
    public Grant {
        tags = List.copyOf(tags);
        rights = Rights.same(rights);
    }

    /**
     * Returns access with every right that rests on the given tags.
     *
     * @param tags for example {@code project:proj_x}
     * @return the grant
     */
    public static Grant allow(String... tags) {
        return new Grant(true, List.of(tags), null, Rights.ALL);
    }

    /**
     * Returns this grant with the time since when access has held.
     *
     * @param since start of the unbroken access
     * @return the changed copy
     */
    public Grant since(@Nullable Instant since) {
        return new Grant(allowed, tags, since, rights);
    }

    /**
     * Returns this grant with exactly the given rights.
     *
     * @param given the rights; none to read only
     * @return the changed copy
     */
    public Grant withRights(Right... given) {
        return new Grant(allowed, tags, accessSince, new LinkedHashSet<>(Arrays.asList(given)));
    }

    /**
     * Tells whether a right is given.
     *
     * @param right which
     * @return true when it is
     */
    public boolean gives(Right right) {
        return rights.contains(right);
    }
}
