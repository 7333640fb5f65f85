package io.bush.realtime.testkit.contract.presence;

import io.bush.realtime.presence.PresenceChange;
import io.bush.realtime.presence.PresenceSnapshot;
import io.bush.realtime.presence.PresentUser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a node knows of one channel from the changes alone, and every way in which they do not fit together. Thread safety:
 * none; {@link PresenceProbe} guards it.
 */
final class PresenceCopy {

    /** By user id, in the order of appearance. */
    private final Map<String, PresentUser> users = new LinkedHashMap<>();
    /** What is wrong with the changes. */
    private final List<String> offences = new ArrayList<>();
    /** The last change's. */
    private long revision = PresenceChange.NOBODY_BEFORE;

    void apply(PresenceChange change) {
        String id = change.user().id();
        PresentUser before = users.get(id);
        require(change.revision() > revision, "goes back from " + revision, change);
        long follows = users.isEmpty() ? PresenceChange.NOBODY_BEFORE : revision;
        require(change.previous() == follows, "does not follow " + follows, change);
        revision = change.revision();
        if (change instanceof PresenceChange.Updated updated) {
            PresentUser now = new PresentUser(updated.user(), updated.state());
            boolean joined = updated.kind() == PresenceChange.Updated.Kind.JOINED;
            require(joined == (before == null), "joins though there, or changes though not", change);
            require(!now.equals(before), "is no change", change);
            users.put(id, now);
        } else {
            require(before != null, "leaves though not there", change);
            users.remove(id);
        }
    }

    private void require(boolean holds, String otherwise, PresenceChange change) {
        if (!holds) {
            offences.add(otherwise + ": " + change);
        }
    }

    /** Whether it has come as far as a picture. */
    boolean reaches(PresenceSnapshot picture) {
        return picture.users().isEmpty() ? users.isEmpty() : revision >= picture.revision();
    }

    List<PresentUser> users() {
        return new ArrayList<>(users.values());
    }

    long revision() {
        return revision;
    }

    List<String> offences() {
        return List.copyOf(offences);
    }
}
