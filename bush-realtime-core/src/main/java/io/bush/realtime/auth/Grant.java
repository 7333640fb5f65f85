package io.bush.realtime.auth;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to "may this principal read this channel?" (contract §3.9, §3.13). Thread safety: immutable.
 *
 * @param allowed whether access is given; everything else has a meaning only then
 * @param tags what the access rests on, for example {@code project:proj_x}, so that {@code permissionsChanged} can name
 *     it; in the order given
 * @param accessSince since when access has held without a break, by the application's clock; null when unknown. A replay
 *     that would show older events is answered with a reset
 */
public record Grant(
        boolean allowed, List<String> tags, @Nullable Instant accessSince) {

    /** No access. A channel that does not exist gets the same answer. */
    public static final Grant DENIED = new Grant(false, List.of(), null);

    /** Copies the tags. */
    public Grant {
        tags = List.copyOf(tags);
    }

    /**
     * Returns access that rests on the given tags.
     *
     * @param tags for example {@code project:proj_x}
     * @return the grant
     */
    public static Grant allow(String... tags) {
        return new Grant(true, List.of(tags), null);
    }

    /**
     * Returns this grant with the time since when access has held.
     *
     * @param since start of the unbroken access
     * @return the changed copy
     */
    public Grant since(@Nullable Instant since) {
        return new Grant(allowed, tags, since);
    }
}
