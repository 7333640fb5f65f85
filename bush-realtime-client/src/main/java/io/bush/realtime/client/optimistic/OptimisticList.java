package io.bush.realtime.client.optimistic;

import io.bush.realtime.client.channel.Registration;
import io.bush.realtime.client.optimistic.Entry.Pending;
import io.bush.realtime.client.optimistic.Operation.Kind;
import io.bush.realtime.client.optimistic.Operation.State;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A list that shows the user's own changes at once and makes them agree with the server later (seed 000 §7): comments for
 * instance. Pure logic: the application sends the requests and passes on what events, replies and fresh lists say.
 *
 * <p>Shape: what the server has told, and the operations on top of it in the order in which they were made; what is shown is
 * computed from the two, so the order in which event, reply and other people's changes arrive does not matter. An operation
 * is confirmed by its event or its reply, whichever comes first. One that was accepted by a reply stays on top until its
 * event arrives, so that an older change of somebody else does not flash up in between.
 *
 * <p>Thread safety: for one thread, that of the user interface. Listeners are called on it.
 *
 * @param <T> what the rows are; immutable
 */
public final class OptimisticList<T> {

    /** Most operations that wait for the server, and most that wait for their event. */
    public static final int MAX_OPERATIONS = 1_000;

    private final OptimisticRules<T> rules;
    private final Drafts drafts = new Drafts();
    private final List<ListListener<T>> listeners = new CopyOnWriteArrayList<>();
    private final ToldRows<T> told;
    /** Pending and accepted ones, in the order in which they were made. */
    private final List<Operation<T>> operations = new ArrayList<>();

    /**
     * Makes an empty list.
     *
     * @param rules what it has to know of its rows
     */
    public OptimisticList(OptimisticRules<T> rules) {
        this.rules = rules;
        this.told = new ToldRows<>(rules.id());
    }

    /**
     * Adds a listener.
     *
     * @param listener what to call
     * @return takes it away again
     */
    public Registration listen(ListListener<T> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    // ---- what is shown ----

    /**
     * Returns the rows as they are to be shown: confirmed ones in order, then those being added. Rows being removed are not
     * among them.
     *
     * @return a new list
     */
    public List<Entry<T>> entries() {
        Map<String, T> rows = told.copy();
        Map<String, Pending> pending = new LinkedHashMap<>();
        List<Entry<T>> adding = new ArrayList<>();
        for (Operation<T> operation : operations) {
            T added = operation.added();
            String id = operation.targetId().orElse(null);
            if (added != null) {
                adding.add(new Entry<>(operation.clientId(), null, added, Pending.ADDING));
            } else if (id != null && rows.containsKey(id)) {
                if (operation.kind() == Kind.REMOVE) {
                    rows.remove(id);
                } else {
                    rows.computeIfPresent(id, (same, row) -> operation.appliedTo(row));
                    if (operation.pending()) {
                        pending.put(id, Pending.CHANGING);
                    }
                }
            }
        }
        List<Entry<T>> shown = new ArrayList<>();
        rows.forEach(
                (id, row) -> shown.add(new Entry<>(told.key(id), id, row, pending.getOrDefault(id, Pending.NOTHING))));
        shown.sort((a, b) -> rules.order().compare(a.value(), b.value()));
        shown.addAll(adding);
        return shown;
    }

    /**
     * Finds a row by its key.
     *
     * @param key a row's key
     * @return the row as it is to be shown; empty when it is gone
     */
    public Optional<Entry<T>> entry(String key) {
        return entries().stream().filter(entry -> entry.key().equals(key)).findFirst();
    }

    // ---- what the user does ----

    /**
     * Shows a new row at once.
     *
     * @param value the row as predicted; its id is not looked at
     * @return to be sent with its {@code client_id}
     * @throws IllegalStateException when {@value #MAX_OPERATIONS} operations wait already
     */
    public Operation<T> add(T value) {
        return begin(new Operation<>(this, Kind.ADD, newId(), null, value, UnaryOperator.identity()));
    }

    /**
     * Shows a changed row at once.
     *
     * @param id the row's id
     * @param change the prediction; applied again to whatever the server tells meanwhile
     * @return to be sent
     * @throws IllegalArgumentException when no confirmed row has this id
     * @throws IllegalStateException when {@value #MAX_OPERATIONS} operations wait already
     */
    public Operation<T> edit(String id, UnaryOperator<T> change) {
        return begin(new Operation<>(this, Kind.EDIT, newId(), require(id), null, change));
    }

    /**
     * Shows a row as done at once.
     *
     * @param id the row's id
     * @param change the prediction
     * @return to be sent
     * @throws IllegalArgumentException when no confirmed row has this id
     * @throws IllegalStateException when {@value #MAX_OPERATIONS} operations wait already
     */
    public Operation<T> complete(String id, UnaryOperator<T> change) {
        return begin(new Operation<>(this, Kind.COMPLETE, newId(), require(id), null, change));
    }

    /**
     * Hides a row at once.
     *
     * @param id the row's id
     * @return to be sent
     * @throws IllegalArgumentException when no confirmed row has this id
     * @throws IllegalStateException when {@value #MAX_OPERATIONS} operations wait already
     */
    public Operation<T> remove(String id) {
        return begin(new Operation<>(this, Kind.REMOVE, newId(), require(id), null, UnaryOperator.identity()));
    }

    private String require(String id) {
        if (!told.contains(id)) {
            throw new IllegalArgumentException("no confirmed row has the id \"" + id + "\"");
        }
        return id;
    }

    private String newId() {
        return "tmp_" + String.format("%016x", rules.random().nextLong());
    }

    private Operation<T> begin(Operation<T> operation) {
        if (operations.stream().filter(Operation::pending).count() >= MAX_OPERATIONS) {
            throw new IllegalStateException(MAX_OPERATIONS + " operations wait for the server already");
        }
        operations.add(operation);
        changed();
        return operation;
    }

    /**
     * Keeps what somebody has begun to answer to a row, through its confirmation and also when it fails or is deleted.
     *
     * @return the drafts
     */
    public Drafts drafts() {
        return drafts;
    }

    // ---- what replies say ----

    void accepted(Operation<T> operation) {
        operation.become(State.ACCEPTED);
        T answer = operation.answer();
        if (operation.kind() == Kind.ADD && answer != null) {
            if (!operation.crossed()) {
                told.putIfNew(answer);
            }
            confirmed(operation, told.id(answer));
        } else if (operation.crossed()) {
            // The fresh list holds it, or its event is still to come.
            settle(operation, State.CONFIRMED);
        } else if (operation.kind() != Kind.REMOVE && rules.self() == null) {
            // Its event cannot be told from others': the reply is the last word, unless there was a later one.
            takeIn(operation);
        }
        forgetEldestAccepted();
        changed();
    }

    void refused(Operation<T> operation, String reason) {
        rollBack(operation, reason);
        changed();
    }

    /** What came back was another operation's: that one is confirmed in its place. */
    void mistaken(Operation<T> operation, String reason) {
        rollBack(operation, reason);
        operation.targetId().ifPresent(id -> confirmFirst(operation.kind(), id));
        changed();
    }

    private void rollBack(Operation<T> operation, String reason) {
        T shown = operation.added();
        String id = operation.targetId().orElse(null);
        if (id != null && operation.kind() != Kind.REMOVE) {
            shown = entry(told.key(id)).map(Entry::value).orElse(null);
        }
        settle(operation, State.ROLLED_BACK);
        List<Draft> kept = operation.kind() == Kind.ADD ? drafts.orphan(operation.clientId()) : List.of();
        Rollback<T> rollback = new Rollback<>(operation, reason, shown, kept);
        listeners.forEach(listener -> listener.rolledBack(rollback));
    }

    private void settle(Operation<T> operation, State state) {
        operation.become(state);
        operations.remove(operation);
    }

    private void confirmed(Operation<T> operation, String id) {
        settle(operation, State.CONFIRMED);
        told.key(id, operation.clientId());
    }

    private void takeIn(Operation<T> operation) {
        T answer = operation.answer();
        String id = operation.targetId().orElse("");
        if (operation.kind() == Kind.REMOVE) {
            forget(id);
        } else if (!operation.overtaken()) {
            told.change(id, row -> answer == null ? operation.appliedTo(row) : answer);
        }
        settle(operation, State.CONFIRMED);
    }

    /** Without events nobody confirms what was accepted: only so many are kept on top. */
    private void forgetEldestAccepted() {
        List<Operation<T>> accepted =
                operations.stream().filter(it -> it.state() == State.ACCEPTED).toList();
        for (int i = 0; i < accepted.size() - MAX_OPERATIONS; i++) {
            takeIn(accepted.get(i));
        }
    }

    // ---- what events say ----

    /**
     * The server told of a new row: somebody else's, or one that was added here.
     *
     * @param row the row
     * @param origin who added it
     */
    public void created(T row, Origin origin) {
        Operation<T> own = byClientId(origin.clientId());
        told.put(row);
        if (own != null && own.kind() == Kind.ADD) {
            confirmed(own, told.id(row));
        }
        changed();
    }

    /**
     * The server told of a changed row.
     *
     * @param id which
     * @param change what changed; a whole new row, or a few fields
     * @param origin who changed it
     */
    public void updated(String id, UnaryOperator<T> change, Origin origin) {
        changed(Kind.EDIT, id, change, origin);
    }

    /**
     * The server told that a row is done.
     *
     * @param id which
     * @param change what changed
     * @param origin who did it
     */
    public void completed(String id, UnaryOperator<T> change, Origin origin) {
        changed(Kind.COMPLETE, id, change, origin);
    }

    private void changed(Kind kind, String id, UnaryOperator<T> change, Origin origin) {
        told.change(id, change);
        operations.stream().filter(it -> id.equals(it.targetId().orElse(null))).forEach(Operation::overtake);
        Operation<T> exactly = byClientId(origin.clientId());
        boolean ours = origin.userId() != null && origin.userId().equals(rules.self());
        if (exactly != null) {
            settle(exactly, State.CONFIRMED);
        } else if (origin.clientId() == null && ours) {
            confirmFirst(kind, id);
        } else if (origin.clientId() == null && origin.userId() == null) {
            // Nobody's in particular: an accepted one waits for no better sign.
            operations.stream()
                    .filter(it -> it.isFor(kind, id) && !it.pending())
                    .findFirst()
                    .ifPresent(it -> settle(it, State.CONFIRMED));
        }
        changed();
    }

    /** The eldest of a kind about a row comes back, as far as can be told by its user. */
    private void confirmFirst(Kind kind, String id) {
        operations.stream().filter(it -> it.isFor(kind, id)).findFirst().ifPresent(it -> {
            it.guess();
            settle(it, State.CONFIRMED);
        });
    }

    /**
     * The server told that a row is gone. Changes of it that are still under way are rolled back.
     *
     * @param id which
     * @param reason what to say to a user who was changing it
     */
    public void deleted(String id, String reason) {
        List<Operation<T>> about = operations.stream()
                .filter(it -> id.equals(it.targetId().orElse(null)))
                .toList();
        for (Operation<T> operation : about) {
            if (operation.kind() == Kind.REMOVE || !operation.pending()) {
                settle(operation, State.CONFIRMED);
            } else {
                rollBack(operation, reason);
            }
        }
        forget(id);
        changed();
    }

    private void forget(String id) {
        told.remove(id, drafts::orphan);
    }

    /**
     * Takes a freshly fetched list in place of everything told before. What still waits for its reply stays on top of it,
     * unless the list already holds it.
     *
     * @param rows everything the server has
     */
    public void reset(Collection<? extends T> rows) {
        told.replace(rows, drafts::orphan);
        for (T row : rows) {
            Operation<T> own = byClientId(rules.clientId().apply(row));
            if (own != null && own.kind() == Kind.ADD) {
                confirmed(own, told.id(row));
            }
        }
        for (Operation<T> operation : List.copyOf(operations)) {
            if (operation.pending()) {
                operation.cross();
            } else {
                // The list was fetched after the reply, so it holds this; or its event is still to come.
                settle(operation, State.CONFIRMED);
            }
        }
        changed();
    }

    private @Nullable Operation<T> byClientId(@Nullable String clientId) {
        if (clientId == null) {
            return null;
        }
        for (Operation<T> operation : operations) {
            if (operation.clientId().equals(clientId)) {
                return operation;
            }
        }
        return null;
    }

    private void changed() {
        listeners.forEach(ListListener::changed);
    }
}
