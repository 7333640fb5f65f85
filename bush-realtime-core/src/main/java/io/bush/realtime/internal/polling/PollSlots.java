package io.bush.realtime.internal.polling;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How many polls are under way, over all and for each user (contract P9). A slot is held from the first question until the
 * answer is written. Thread safety: safe for use by any thread; the lock is this object, held only for counting.
 */
final class PollSlots {

    private final int most;
    private final int mostPerUser;
    /** Guarded by this. */
    private final Set<Slot> taken = new LinkedHashSet<>();
    /** How many each user has; guarded by this. */
    private final Map<String, Integer> byUser = new TreeMap<>();
    /** Whether newcomers are refused; guarded by this, never reset. */
    private boolean closed;

    PollSlots(int most, int mostPerUser) {
        this.most = most;
        this.mostPerUser = mostPerUser;
    }

    /** Takes a slot; null when there is none. */
    synchronized @Nullable Slot take() {
        if (closed || taken.size() >= most) {
            return null;
        }
        Slot slot = new Slot();
        taken.add(slot);
        return slot;
    }

    synchronized int size() {
        return taken.size();
    }

    /** Takes nobody in any more, and ends whoever is under way. */
    void close() {
        List<Slot> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(taken);
        }
        left.forEach(Slot::end);
    }

    /** One poll's. */
    final class Slot {

        /** Whose it is; null until known, and without a limit. Guarded by the slots. */
        private @Nullable String user;
        /** What ends the poll early; null until set. Guarded by the slots. */
        private @Nullable Runnable onClose;

        void whenClosed(Runnable task) {
            synchronized (PollSlots.this) {
                onClose = task;
                if (!closed) {
                    return;
                }
            }
            task.run();
        }

        private void end() {
            Runnable task;
            synchronized (PollSlots.this) {
                task = onClose;
            }
            if (task != null) {
                task.run();
            }
        }

        /** Counts it for its user; false when that one has too many. */
        boolean claim(String name) {
            synchronized (PollSlots.this) {
                int held = byUser.getOrDefault(name, 0);
                if (held >= mostPerUser || !taken.contains(this)) {
                    return false;
                }
                byUser.put(name, held + 1);
                user = name;
                return true;
            }
        }

        /** Gives it back. Twice does nothing. */
        void free() {
            synchronized (PollSlots.this) {
                String name = user;
                if (taken.remove(this) && name != null) {
                    byUser.computeIfPresent(name, (same, held) -> held == 1 ? null : held - 1);
                }
            }
        }
    }
}
