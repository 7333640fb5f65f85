package io.bush.realtime.client.optimistic;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One change that is shown before the server has confirmed it (seed 000 §7). Send it with its {@link #clientId}, and say here
 * what came of it; an event may say so first, and then the reply changes nothing.
 *
 * <p>Thread safety: for the list's one thread.
 *
 * @param <T> what the rows are
 */
public final class Operation<T> {

    private final OptimisticList<T> list;
    private final Kind kind;
    private final String clientId;
    private final @Nullable String targetId;
    private final UnaryOperator<T> change;
    /** What is added; null for everything else. */
    private final @Nullable T added;

    private State state = State.PENDING;
    /** What the server made of it; null until it said so. */
    private @Nullable T answer;
    /** It was confirmed by an event that may have been another operation's of the same user. */
    private boolean guessed;
    /** An event about the same row came since. */
    private boolean overtaken;
    /** A fresh list came since, which may hold it. */
    private boolean crossed;

    Operation(
            OptimisticList<T> list,
            Kind kind,
            String clientId,
            @Nullable String targetId,
            @Nullable T added,
            UnaryOperator<T> change) {
        this.list = list;
        this.kind = kind;
        this.clientId = clientId;
        this.targetId = targetId;
        this.added = added;
        this.change = change;
    }

    /** What is changed. */
    public enum Kind {
        /** A row is added. */
        ADD,
        /** A row's content changes. */
        EDIT,
        /** A row is marked as done. */
        COMPLETE,
        /** A row goes. */
        REMOVE
    }

    /** What became of it. */
    public enum State {
        /** Nobody knows yet. */
        PENDING,
        /** The reply said yes; the event that says the same may still come. */
        ACCEPTED,
        /** It is part of what the server told. */
        CONFIRMED,
        /** It failed, and is not shown any more. */
        ROLLED_BACK
    }

    /**
     * Returns what is changed.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * Returns the temporary id to send along.
     *
     * @return {@code tmp_} and 16 hexadecimal digits
     */
    public String clientId() {
        return clientId;
    }

    /**
     * Returns the id of the row that is changed.
     *
     * @return the server's id; empty for an addition
     */
    public Optional<String> targetId() {
        return Optional.ofNullable(targetId);
    }

    /**
     * Returns what became of it.
     *
     * @return the state
     */
    public State state() {
        return state;
    }

    /**
     * The server accepted it and says what the row is now; what differs from the prediction is corrected silently, at the
     * latest when the event comes.
     *
     * @param value the row as the server had it then
     */
    public void succeeded(T value) {
        if (state == State.PENDING) {
            answer = value;
            list.accepted(this);
        }
    }

    /** The server accepted it and says no more than that. An addition stays pending until its event comes. */
    public void succeeded() {
        if (state == State.PENDING && kind != Kind.ADD) {
            list.accepted(this);
        }
    }

    /**
     * The server refused it, or it could not be sent: it is taken back. Say this only when it is certain: what is unknown
     * stays pending until an event or a fresh list decides. An event that named this operation's {@code client_id} before
     * is believed more than this.
     *
     * @param reason why, to be shown
     */
    public void failed(String reason) {
        if (state == State.PENDING) {
            list.refused(this, reason);
        } else if (state == State.CONFIRMED && guessed) {
            guessed = false;
            list.mistaken(this, reason);
        }
    }

    /** An event of the same user and kind came: most likely this one's. */
    void guess() {
        guessed = pending();
    }

    boolean pending() {
        return state == State.PENDING;
    }

    void become(State next) {
        state = next;
    }

    boolean isFor(Kind which, String id) {
        return kind == which && id.equals(targetId);
    }

    @Nullable
    T added() {
        return added;
    }

    @Nullable
    T answer() {
        return answer;
    }

    /** What a row is with this change, as predicted: what the reply says may lack other changes of the row. */
    T appliedTo(T row) {
        return change.apply(row);
    }

    /** The server told something else of the row since this was begun: its reply may be older than that. */
    void overtake() {
        overtaken = true;
    }

    boolean overtaken() {
        return overtaken;
    }

    /** A fresh list took the place of everything told before: whether it holds this, nobody can tell. */
    void cross() {
        crossed = true;
    }

    boolean crossed() {
        return crossed;
    }

    @Override
    public String toString() {
        return kind + " " + clientId + " " + state;
    }
}
