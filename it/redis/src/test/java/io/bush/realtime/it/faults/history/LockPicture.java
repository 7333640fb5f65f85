package io.bush.realtime.it.faults.history;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;

/** Which comments a client thinks are locked in a channel, its own answers included. */
final class LockPicture {

    private final Set<String> shown = new TreeSet<>();

    void on(Entry entry) {
        switch (entry.type()) {
            case "lock.state" -> {
                shown.clear();
                for (JsonNode one : entry.json().path("locks")) {
                    shown.add(one.path("comment_id").asText());
                }
            }
            case "comment.locked" -> shown.add(entry.text("comment_id"));
            case "comment.unlocked" -> shown.remove(entry.text("comment_id"));
            default -> {
                // Not of locks.
            }
        }
    }

    /** Comments. */
    Set<String> shown() {
        return shown;
    }
}
