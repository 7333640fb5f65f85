package io.bush.realtime.internal.sideband;

import io.bush.realtime.internal.sideband.LockLoss.How;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one connection has asked about locks and has no answer to, by comment, and what it heard of their ends meanwhile: the
 * grant may be behind its loss, and a lock that is being given back has an answer of its own. Thread safety: on the
 * connection's lane only.
 */
public final class LockQuestions {

    private static final class Open {

        private int questions;
        private @Nullable Object newest;
        private @Nullable LockLoss lost;
        private boolean doubted;
    }

    /** By comment id; null while nothing is asked. */
    private @Nullable Map<String, Open> open;

    private Open about(String comment) {
        open = open == null ? new TreeMap<>() : open;
        return open.computeIfAbsent(comment, none -> new Open());
    }

    private @Nullable Open find(String comment) {
        return open == null ? null : open.get(comment);
    }

    /** A question begins; {@link #answered} ends it. */
    public void asked(String comment) {
        about(comment).questions++;
    }

    /** The lock itself is asked for, inside a question: what {@link #isNewest} knows it by. */
    public Object request(String comment) {
        Object request = new Object();
        about(comment).newest = request;
        return request;
    }

    /** Whether the lock was not asked for again. */
    public boolean isNewest(String comment, Object request) {
        Open asked = find(comment);
        return asked != null && asked.newest == request;
    }

    /** Keeps a loss while anything is asked; true when it is told by an answer, or when it is clear that there is none. */
    public boolean holds(LockLoss loss) {
        Open asked = find(loss.lock().name().id());
        // Tokens only grow: of two losses the one with the greater token ends whatever the other ends.
        if (asked != null && (asked.lost == null || asked.lost.token() <= loss.token())) {
            asked.lost = loss;
        }
        return asked != null && loss.how() == How.RELEASED;
    }

    /** The news that was faster than a grant; null when there is none, or an answer may say it. */
    public @Nullable LockLoss fasterThanGrant(String comment) {
        Open asked = find(comment);
        return asked == null || asked.lost == null || asked.lost.how() == How.RELEASED ? null : asked.lost;
    }

    /** Whatever is asked about may be lost as soon as it is answered. */
    public void doubtAll() {
        if (open != null) {
            open.values().forEach(asked -> asked.doubted = true);
        }
    }

    /** The lock may be over; false when nothing is asked about it, and so nothing to wait for. */
    public boolean doubt(String comment) {
        Open asked = find(comment);
        if (asked != null) {
            asked.doubted = true;
        }
        return asked != null;
    }

    /** Whether the lock was doubted since something about it is asked. */
    public boolean isDoubted(String comment) {
        Open asked = find(comment);
        return asked != null && asked.doubted;
    }

    /** A question has its answer, or none in time; returns what was lost once there is no other; null for nothing. */
    public @Nullable LockLoss answered(String comment) {
        Open asked = find(comment);
        if (asked == null || open == null || --asked.questions > 0) {
            return null;
        }
        open.remove(comment);
        open = open.isEmpty() ? null : open;
        return asked.lost;
    }
}
