package io.bush.realtime.client.internal.lock;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.client.channel.ControlFrame;
import io.bush.realtime.client.channel.User;
import io.bush.realtime.client.internal.wire.FrameReader;
import io.bush.realtime.client.internal.wire.People;
import io.bush.realtime.client.lock.LockedComment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Merges pictures of what is locked in a channel and the changes between them. Thread safety: for the lane only. */
final class LockBook {

    /** More locks than anybody can show are not kept, whatever a server sends. */
    private static final int MOST = 10_000;

    /** By comment. */
    private final Map<String, LockedComment> locked = new TreeMap<>();

    /** Takes a frame in; returns whether anything changed. */
    boolean take(ControlFrame frame) {
        return switch (frame.type()) {
            case "lock.state" -> replace(frame.json());
            case "comment.locked" -> put(frame.json());
            case "comment.unlocked" ->
                locked.remove(frame.json().path("comment_id").asText()) != null;
            default -> false;
        };
    }

    private boolean replace(JsonNode frame) {
        locked.clear();
        frame.path("locks").forEach(this::put);
        return true;
    }

    private boolean put(JsonNode entry) {
        LockedComment read = read(entry);
        if (read == null || (locked.size() >= MOST && !locked.containsKey(read.commentId()))) {
            return false;
        }
        locked.put(read.commentId(), read);
        return true;
    }

    /** Reads who holds what; null when a frame does not say. */
    static @Nullable LockedComment read(JsonNode entry) {
        String comment = entry.path("comment_id").textValue();
        User user = People.user(entry.path("user"));
        return comment == null || user == null ? null : new LockedComment(comment, user, time(entry));
    }

    static @Nullable Instant time(JsonNode entry) {
        return FrameReader.time(entry, "expires_at");
    }

    /** Everything but what is held here. */
    List<LockedComment> but(Predicate<String> own) {
        List<LockedComment> others = new ArrayList<>();
        locked.values().forEach(it -> {
            if (!own.test(it.commentId())) {
                others.add(it);
            }
        });
        return List.copyOf(others);
    }
}
