package io.bush.realtime.internal.sideband;

import io.bush.realtime.channel.ViewClass;
import io.bush.realtime.internal.reading.Turnstile.Turn;
import io.bush.realtime.protocol.CollaborationMessage;
import io.bush.realtime.protocol.Dialect;
import io.bush.realtime.protocol.Frame;
import io.bush.realtime.transport.FrameBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows of something its channel shares with other nodes: a copy that is loaded when the channel is attached,
 * kept by the changes that are announced, and loaded again when one was missed. So whoever subscribes is shown the whole
 * picture without a question, in its place before what comes live.
 *
 * <p>States: loading (changes wait), known, unknown (loading failed; tried again). It also asks the store in time to end what
 * has run out. Thread safety: on the channel's lane only, except {@link #sweepDue}.
 *
 * @param <S> the whole picture
 * @param <C> a change of it
 */
abstract class Replica<S, C> {

    /** How a change fits to the copy. */
    enum Fit {
        /** The copy has it already. */
        STALE,
        /** It was applied. */
        APPLIED,
        /** Something between is missing. */
        GAP
    }

    private record Encoded(
            Dialect dialect, ViewClass view, @Nullable Frame frame) {}

    private static final int MAX_EARLY = 1_000;
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final long NEVER = Long.MAX_VALUE;

    private final Audience audience;
    private final SidebandContext context;
    private final String name;
    /** Changes that came while loading. */
    private final List<C> early = new ArrayList<>();

    /** The picture as it was shown since the last change: many may come at once, and share it. */
    private final List<Encoded> encoded = new ArrayList<>(1);

    private boolean loading;
    private boolean known;
    /** Something was missed while loading: load once more. */
    private boolean missed;
    /** The store had nothing when it was asked last, and the copy had something. */
    private boolean doubted;
    /** When the store has to be asked to end what ran out, on the monotonic clock; {@link #NEVER} for not at all. */
    private volatile long sweepAt = NEVER;

    Replica(Audience audience, SidebandContext context, String name) {
        this.audience = audience;
        this.context = context;
        this.name = name;
    }

    // ---- what a kind of replica knows ----

    /** Asks the store for the whole picture. */
    abstract CompletionStage<S> ask();

    /** Makes the copy this picture; true when something in it can run out. */
    abstract boolean load(S picture);

    /** A change was announced; whether it fits to the copy, and whether there is one, is seen later. */
    void heard(C change) {}

    /** Whether there is nothing in the copy. */
    abstract boolean isEmpty();

    /** Applies a change to the copy. */
    abstract Fit apply(C change);

    /** Tells the subscribers of a change that was applied. */
    abstract void announce(C change);

    /** Shows all subscribers the whole picture. */
    abstract void announceAll();

    /** The whole picture as one view class is shown it. */
    abstract CollaborationMessage picture(ViewClass view);

    /** Asks the store to end what has run out; it answers when something may run out next. */
    abstract CompletionStage<Optional<Duration>> sweepStore();

    // ---- loading ----

    /**
     * Begins to load, for a channel that is being attached; what comes from now on waits. Once more when the bus is subscribed:
     * what came before is in the picture that is asked for then, or was over before, and its end was not heard.
     */
    void begin() {
        loading = true;
        early.clear();
    }

    /** Asks when it is its turn, and answers null when it fails; any thread. */
    CompletionStage<@Nullable S> fetch(Turn turn) {
        return context.turnstile().ask(turn, audience.channel(), this::ask).handle((picture, failure) -> {
            if (failure != null || picture == null) {
                context.listener().failed(name, Replica.orUnknown(failure));
            }
            return failure == null ? picture : null;
        });
    }

    /** Takes the picture, and the changes that came meanwhile. */
    void loaded(@Nullable S picture) {
        loading = false;
        List<C> changes = new ArrayList<>(early);
        early.clear();
        known = picture != null;
        if (picture == null) {
            context.runtime().scheduler().schedule(RETRY, () -> audience.lane().execute(this::reload));
            return;
        }
        boolean runsOut = load(picture);
        encoded.clear();
        for (C change : changes) {
            Fit fit = apply(change);
            runsOut |= fit == Fit.APPLIED;
            missed |= fit == Fit.GAP;
        }
        if (runsOut) {
            sweepNoLaterThan(context.nanoTime());
        }
        if (missed) {
            missed = false;
            reload();
        }
    }

    /** Loads again and shows everybody the whole picture: something was missed. */
    void reload() {
        if (!audience.attached()) {
            return;
        }
        if (loading) {
            missed = true;
            return;
        }
        loading = true;
        fetch(Turn.REFRESH)
                .thenAccept(picture -> audience.lane().execute(() -> {
                    loaded(picture);
                    if (known && audience.attached()) {
                        announceAll();
                    }
                }));
    }

    // ---- changes ----

    void onChange(C change) {
        heard(change);
        if (loading) {
            if (early.size() < MAX_EARLY) {
                early.add(change);
            } else {
                missed = true;
            }
            return;
        }
        take(change);
    }

    /** Enters a change into the copy, if there is one, and tells it. */
    final void take(C change) {
        if (!known) {
            return;
        }
        switch (apply(change)) {
            case STALE -> {}
            case APPLIED -> {
                encoded.clear();
                if (sweepAt == NEVER) {
                    sweepNoLaterThan(context.nanoTime());
                }
                announce(change);
            }
            case GAP -> reload();
        }
    }

    void greet(Viewer viewer) {
        Frame frame = known ? frameFor(viewer) : null;
        if (frame != null) {
            viewer.connection().outbound().page(viewer, FrameBatch.of(frame));
        }
    }

    private @Nullable Frame frameFor(Viewer viewer) {
        for (Encoded one : encoded) {
            if (one.dialect() == viewer.dialect() && one.view() == viewer.view()) {
                return one.frame();
            }
        }
        Frame frame = viewer.dialect().encode(picture(viewer.view()));
        encoded.add(new Encoded(viewer.dialect(), viewer.view(), frame));
        return frame;
    }

    // ---- what runs out ----

    private void sweepNoLaterThan(long at) {
        if (sweepAt == NEVER || at - sweepAt < 0) {
            // A moment may be that very number, because monotonic time may pass it.
            sweepAt = at == NEVER ? at + 1 : at;
        }
    }

    /** Whether it is time to {@link #sweep}: any thread. */
    boolean sweepDue(long now) {
        long at = sweepAt;
        return at != NEVER && now - at >= 0;
    }

    void sweep() {
        sweepAt = NEVER;
        // What the answer says is counted from the question: an answer that travels for long must not make the next one
        // late.
        long asked = context.nanoTime();
        sweepStore()
                .whenComplete((next, failure) -> audience.lane().execute(() -> {
                    if (failure != null || next == null) {
                        context.listener().failed(name, Replica.orUnknown(failure));
                        sweepNoLaterThan(context.nanoTime() + RETRY.toNanos());
                    } else {
                        next.ifPresent(wait -> sweepNoLaterThan(asked + wait.toNanos()));
                        compare(next.isEmpty());
                    }
                }));
    }

    /** What the store does not have any more and the copy has: its end is under way, or was missed. */
    private void compare(boolean storeIsEmpty) {
        boolean differs = storeIsEmpty && known && !loading && !isEmpty();
        if (differs && doubted) {
            reload();
        } else if (differs) {
            sweepNoLaterThan(context.nanoTime() + RETRY.toNanos());
        }
        doubted = differs && !doubted;
    }

    static Throwable orUnknown(@Nullable Throwable failure) {
        return failure == null ? new IllegalStateException("a back end answered null") : failure;
    }
}
