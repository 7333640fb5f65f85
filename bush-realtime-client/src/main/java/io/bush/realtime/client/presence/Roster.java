package io.bush.realtime.client.presence;

import java.util.List;

/**
 * Who else is in a channel: everybody but the own user. Thread safety: immutable.
 *
 * @param others in the order in which the server showed them; of a crowd only the first few
 * @param total how many others there are, those of a crowd that are not shown included
 * @param live false while there is no connection: then this is who was here when it was lost
 */
public record Roster(List<PresentUser> others, int total, boolean live) {

    /** Nobody, as far as is known. */
    public static final Roster UNKNOWN = new Roster(List.of(), 0, false);

    /** Copies the list; the total is at least as many. */
    public Roster {
        others = List.copyOf(others);
        total = Math.max(total, others.size());
    }
}
