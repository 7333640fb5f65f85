package io.bush.realtime.client.internal.subscription;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The newest positions of a channel, by which a repeated event is known. Ids are opaque, so they are compared and not
 * ordered. Thread safety: for the lane only.
 */
final class RecentIds {

    static final int MOST = 256;

    private final Set<String> ids = new LinkedHashSet<>();

    /** Returns false if it was there already. */
    boolean add(String id) {
        if (!ids.add(id)) {
            return false;
        }
        if (ids.size() > MOST) {
            Iterator<String> oldest = ids.iterator();
            oldest.next();
            oldest.remove();
        }
        return true;
    }
}
