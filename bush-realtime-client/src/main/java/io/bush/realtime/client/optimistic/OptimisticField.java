package io.bush.realtime.client.optimistic;

import io.bush.realtime.client.channel.Registration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * One field that several people may write, where the last write wins (seed 000 §6.1, §7.5): a file's name for instance. Own
 * writes are shown at once; while somebody types here nothing overwrites what they type, but they learn that somebody else
 * changed the field. Pure logic, like {@link OptimisticList}.
 *
 * <p>Shape: what the server has told, the own writes on top of it, and the text being typed on top of that. Thread safety:
 * for one thread, that of the user interface. Listeners are called on it.
 *
 * @param <V> what the field holds; immutable
 */
public final class OptimisticField<V> {

    private final @Nullable String self;
    private final List<Listener<? super V>> listeners = new CopyOnWriteArrayList<>();
    /** What the server has told. */
    private V told;
    /** Own writes that are pending, or accepted and not yet seen as events; eldest first. */
    private final List<Write> writes = new ArrayList<>();
    /** What is being typed; null while nobody types. */
    private @Nullable V typed;
    /** What somebody else wrote meanwhile; null when nobody did. */
    private @Nullable Conflict<V> conflict;

    /**
     * Makes a field.
     *
     * @param value what the server has
     * @param self the own user id, by which own writes are recognised when they come back as events; null when unknown
     */
    public OptimisticField(V value, @Nullable String self) {
        this.told = Objects.requireNonNull(value, "value");
        this.self = self;
    }

    /**
     * Somebody else changed the field while it was being edited.
     *
     * @param value what they wrote
     * @param userId who, or null when the server does not say
     * @param <V> what the field holds
     */
    public record Conflict<V>(V value, @Nullable String userId) {}

    /**
     * Hears what happens to a field: inside the call that caused it, when the field is consistent again.
     *
     * @param <V> what the field holds
     */
    public interface Listener<V> {

        /** What is to be shown changed, or the conflict did. */
        default void changed() {}

        /**
         * A write failed and is not shown any more.
         *
         * @param value what was written
         * @param reason why it failed, to be shown
         */
        default void rolledBack(V value, String reason) {}
    }

    /**
     * Adds a listener.
     *
     * @param listener what to call
     * @return takes it away again
     */
    public Registration listen(Listener<? super V> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    // ---- what is shown ----

    /**
     * Returns what to show: what is being typed, else the newest own write, else what the server told.
     *
     * @return the value
     */
    public V value() {
        if (typed != null) {
            return typed;
        }
        return writes.isEmpty() ? told : writes.get(writes.size() - 1).shown();
    }

    /**
     * Tells whether the server has still to confirm what is shown.
     *
     * @return true while an own write has no answer
     */
    public boolean pending() {
        return writes.stream().anyMatch(write -> !write.accepted);
    }

    /**
     * Tells whether somebody types here.
     *
     * @return true from {@link #type} to {@link #submit} or {@link #cancel}
     */
    public boolean editing() {
        return typed != null;
    }

    /**
     * Returns what somebody else wrote while the field was being edited: to be shown beside it.
     *
     * @return the newest such change; empty when there was none
     */
    public Optional<Conflict<V>> conflict() {
        return Optional.ofNullable(conflict);
    }

    // ---- what the user does ----

    /**
     * Begins to edit, or goes on.
     *
     * @param value what was typed so far
     */
    public void type(V value) {
        typed = value;
        changed();
    }

    /** Stops editing without writing; the field shows the newest value again. */
    public void cancel() {
        typed = null;
        conflict = null;
        changed();
    }

    /**
     * Writes what was typed: the last write wins, also over a conflict.
     *
     * @return the write, to be sent
     * @throws IllegalStateException when nobody types
     */
    public Write submit() {
        if (typed == null) {
            throw new IllegalStateException("nothing was typed");
        }
        V value = typed;
        typed = null;
        conflict = null;
        return write(value);
    }

    /**
     * Writes a value that was chosen rather than typed.
     *
     * @param value what to write
     * @return the write, to be sent
     * @throws IllegalStateException when {@value OptimisticList#MAX_OPERATIONS} writes wait already
     */
    public Write write(V value) {
        if (writes.size() >= OptimisticList.MAX_OPERATIONS) {
            throw new IllegalStateException(OptimisticList.MAX_OPERATIONS + " writes wait for the server already");
        }
        Write write = new Write(value);
        writes.add(write);
        changed();
        return write;
    }

    /** One own write. Say here what came of it; an event may say so first, and then the reply changes nothing. */
    public final class Write {

        private final V value;
        /** What the server made of it; null until it said so. */
        private @Nullable V answer;
        /** The reply said yes. */
        private boolean accepted;
        /** An event, a refusal or a fresh value decided. */
        private boolean settled;
        /** It was an event of the same user, which may have been another write's. */
        private boolean guessed;

        private Write(V value) {
            this.value = value;
        }

        /**
         * Returns what was written.
         *
         * @return the value to send
         */
        public V value() {
            return value;
        }

        private V shown() {
            return answer == null ? value : answer;
        }

        /** The server accepted it as it is. */
        public void succeeded() {
            succeeded(value);
        }

        /**
         * The server accepted it and says what the field is now.
         *
         * @param actual the value as the server has it
         */
        public void succeeded(V actual) {
            if (settled || accepted) {
                return;
            }
            accepted = true;
            answer = actual;
            if (self == null) {
                // Its event could not be told from others': what the reply says is the last word about it.
                told = actual;
                settle(this);
            }
            changed();
        }

        /**
         * The server refused it, or it could not be sent.
         *
         * @param reason why, to be shown
         */
        public void failed(String reason) {
            if (guessed) {
                // What came back was the next one's.
                guessed = false;
                confirmFirst();
            } else if (settled || accepted) {
                return;
            }
            settle(this);
            listeners.forEach(listener -> listener.rolledBack(value, reason));
            changed();
        }
    }

    private void settle(Write write) {
        write.settled = true;
        writes.remove(write);
    }

    // ---- what the server says ----

    /**
     * The server told of a change.
     *
     * @param value what the field is now
     * @param origin who changed it
     */
    public void changed(V value, Origin origin) {
        told = value;
        boolean ours = self != null && self.equals(origin.userId());
        boolean nobodyElses = origin.userId() == null && !writes.isEmpty() && writes.get(0).accepted;
        boolean own = !writes.isEmpty() && (ours || nobodyElses);
        if (own) {
            confirmFirst();
        } else if (typed != null) {
            conflict = new Conflict<>(value, origin.userId());
        }
        changed();
    }

    /** The eldest write comes back, as far as can be told by its user. */
    private void confirmFirst() {
        if (!writes.isEmpty()) {
            Write eldest = writes.get(0);
            eldest.guessed = !eldest.accepted;
            settle(eldest);
        }
    }

    /**
     * Takes a freshly fetched value in place of what was told. Writes that still wait for their reply stay on top of it.
     *
     * @param value what the server has
     */
    public void reset(V value) {
        boolean different = !value.equals(told);
        told = value;
        for (Write write : List.copyOf(writes)) {
            if (write.accepted) {
                settle(write);
            }
        }
        if (typed != null && different) {
            conflict = new Conflict<>(value, null);
        }
        changed();
    }

    private void changed() {
        listeners.forEach(Listener::changed);
    }
}
