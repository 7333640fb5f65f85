package io.bush.realtime.internal.hub;

import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.Position;
import io.bush.realtime.eventlog.ResetReason;
import io.bush.realtime.internal.hub.Subscription.State;
import io.bush.realtime.internal.outage.HeldEvents;
import io.bush.realtime.internal.outage.Outage;
import io.bush.realtime.internal.sideband.Sideband;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A channel while the back end is away, and how it comes back (contract §7): what stays on this node is delivered here, nothing
 * is read before it is the channel's turn, and whoever was confirmed without a position is reset when there is one.
 *
 * <p>States: connected; cut off; cut off with a turn that is to come. Thread safety: on the channel's lane only.
 */
final class Isolation {

    /** What a round of local events begins at: they have no place, and nobody is served from there. */
    private static final String NOWHERE = Position.epoch(0, 0);

    private final ChannelHub hub;
    private final HubContext context;
    private final Fanout fanout;
    private final CatchUp catchUp;
    private final Entrance entrance;
    private final Repair repair;
    private final HeldEvents held = new HeldEvents();

    /** Local events since the last flush. */
    private List<Event> local = new ArrayList<>();
    /** Nothing is read from the log. */
    private boolean cutOff;
    /** Counts what was planned, so that a turn from an earlier return is known. */
    private int plans;
    /** A reset of all need not wait for its turn any more. */
    private boolean turnTaken = true;
    /** Waits until the channel is level again; null while nobody does. */
    private @Nullable Runnable onLevel;
    /** An answer to a question from this doubt on says whether the channel is level; -1 while nobody asks. Any thread. */
    private volatile int askedAt = -1;

    Isolation(ChannelHub hub, HubContext context, Fanout fanout, CatchUp catchUp, Entrance entrance, Repair repair) {
        this.hub = hub;
        this.context = context;
        this.fanout = fanout;
        this.catchUp = catchUp;
        this.entrance = entrance;
        this.repair = repair;
    }

    /** Whether nothing may be read from the log for subscribers that are confirmed. */
    boolean cutOff() {
        return cutOff;
    }

    // ---- what stays on this node ----

    void onLocal(Event event) {
        local.add(event);
        if (local.size() == 1) {
            hub.lane().atRoundEnd(this::flush);
        }
    }

    private void flush() {
        // What came before leaves before, unless it waits for the log.
        hub.flush();
        List<Event> events = local;
        local = new ArrayList<>();
        inRounds(events, this::send);
    }

    private void inRounds(List<Event> events, Consumer<Round> send) {
        Round round = new Round(position());
        for (Event event : events) {
            round.add(event);
            if (round.isFull()) {
                send.accept(round);
                round = new Round(position());
            }
        }
        if (!round.isEmpty()) {
            send.accept(round);
        }
    }

    private Position position() {
        return hub.attached() ? hub.known() : Position.start(hub.channel(), NOWHERE);
    }

    private void send(Round round) {
        boolean waited = false;
        for (Subscription subscription : hub.viewers()) {
            // Without a log nobody gets level: whoever would wait for that gets what has no place in it.
            boolean hears = subscription.state == State.LIVE || (cutOff && subscription.confirmed());
            if (subscription.heldFrom >= 0) {
                waited = true;
            } else if (hears && !subscription.withheld() && !subscription.spilled) {
                fanout.offer(subscription, round);
            } else {
                fanout.reportBehind(subscription, round);
            }
        }
        if (waited) {
            round.events().forEach(held::add);
        }
        fanout.roundDone();
    }

    /** Access is being confirmed: what stays here from now on waits for that, because it is in no log. */
    void hold(Subscription subscription) {
        if (subscription.heldFrom < 0) {
            subscription.heldFrom = held.next();
        }
    }

    /** Access is confirmed. */
    void release(Subscription subscription) {
        if (subscription.heldFrom >= 0) {
            List<Event> owed = held.since(subscription.heldFrom);
            subscription.heldFrom = -1;
            inRounds(owed, round -> fanout.offer(subscription, round));
            fanout.roundDone();
        }
        if (hub.viewers().stream().noneMatch(other -> other.heldFrom >= 0)) {
            held.clear();
        }
    }

    // ---- away and back ----

    /** Nothing is to be read from now on. */
    void cut() {
        cutOff = true;
    }

    /** The back end is away. */
    void away() {
        cut();
        plans++;
        entrance.away();
    }

    /** The back end is back, and who may read what is known. Reads in its turn; tells when the channel is level. */
    void comeBack(@Nullable CompletionStage<Void> renewal, Runnable whenLevel) {
        finish();
        onLevel = whenLevel;
        if (!cutOff || hub.gone()) {
            // It was made since, and asks for itself.
            finish();
            return;
        }
        int plan = ++plans;
        turnTaken = true;
        if (renewal != null) {
            renewal.whenComplete((done, none) -> hub.lane().execute(() -> reconnect(plan)));
        } else if (hub.viewers().stream().anyMatch(one -> one.unplaced)) {
            later(this::reconnect, plan);
        } else {
            turnTaken = false;
            reconnect(plan);
        }
    }

    /** Does not wait for its turn any longer. */
    void hurry() {
        reconnect(plans);
    }

    private void reconnect(int plan) {
        if (plan != plans || !cutOff || hub.gone()) {
            return;
        }
        cutOff = false;
        if (!hub.attached()) {
            entrance.begin();
            hub.forgetIfEmpty();
        } else if (repair.underWay()) {
            repair.goOn();
            hub.sideband().reload();
        } else {
            // The log is asked for many channels at once which of them are behind.
            hub.maybeLost();
            askedAt = hub.proof().doubts();
        }
    }

    /** A log that was begun anew resets everybody, as in many channels at once: whether this one waits for its turn. */
    boolean waitsForItsTurn() {
        if (turnTaken) {
            return false;
        }
        turnTaken = true;
        later(
                plan -> {
                    if (plan == plans) {
                        repair.goOn();
                    }
                },
                plans);
        return true;
    }

    private void later(IntConsumer task, int plan) {
        long wait = context.runtime().random().nextLong(Outage.SPREAD.toMillis());
        context.runtime()
                .scheduler()
                .schedule(Duration.ofMillis(wait), () -> hub.lane().execute(() -> task.accept(plan)));
    }

    /** Whether the answer to a question that was asked with so many doubts is waited for: any thread. */
    boolean asksFor(int doubts) {
        int asked = askedAt;
        return asked >= 0 && doubts >= asked;
    }

    /** The log has nothing newer. */
    void levelIfAsked(int doubts) {
        if (asksFor(doubts)) {
            level();
        }
    }

    /** There are pictures now: whoever came in the outage has seen none. */
    void pictured(Sideband sideband) {
        for (Subscription subscription : new ArrayList<>(hub.viewers())) {
            if (subscription.live()) {
                sideband.greet(subscription);
            } else {
                catchUp.missed(subscription);
            }
        }
    }

    /** The channel is level with its log: whoever has no position gets it. */
    void level() {
        if (cutOff || repair.underWay()) {
            // Whoever is attached while something was lost is level only when that is read, which says so again.
            return;
        }
        turnTaken = true;
        askedAt = -1;
        for (Subscription subscription : new ArrayList<>(hub.viewers())) {
            place(subscription);
        }
        finish();
    }

    /** Resets a subscription that was confirmed without a position, if there is one now and it is the channel's turn. */
    void place(Subscription subscription) {
        boolean may = subscription.unplaced && subscription.state == State.LIVE && !subscription.held;
        if (may && !cutOff && hub.attached() && !repair.underWay()) {
            catchUp.reset(subscription, ResetReason.EPOCH_CHANGED, null);
        }
    }

    /** Nobody has to wait for this channel. */
    void finish() {
        Runnable waiting = onLevel;
        onLevel = null;
        if (waiting != null) {
            waiting.run();
        }
    }
}
