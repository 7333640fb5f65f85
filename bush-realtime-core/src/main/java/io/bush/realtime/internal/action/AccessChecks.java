package io.bush.realtime.internal.action;

import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.auth.AccessTiming;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.internal.action.Slot.Attempt;
import io.bush.realtime.internal.connection.Connection;
import io.bush.realtime.internal.connection.ConnectionHandler.AccessChange;
import io.bush.realtime.protocol.ServerMessage.RejectReason;
import io.bush.realtime.protocol.ServerMessage.RevokeReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks again whether a connection's subscriptions are still allowed: when access changed, when its token was renewed, and
 * every few minutes (contract §3.9, P6).
 *
 * <p>An answer: denied ends the subscription at once; nobody knows holds delivery and tries again, until it is revoked; a
 * change while the question was under way makes a grant ask once more. Thread safety: on the connection's lane only.
 */
final class AccessChecks implements Consumer<Slot> {

    private static final int MAX_BACKOFF_SECONDS = 8;

    private final Connection connection;
    private final ActionContext context;
    private final Subscriptions subscriptions;

    AccessChecks(Connection connection, ActionContext context, Subscriptions subscriptions) {
        this.connection = connection;
        this.context = context;
        this.subscriptions = subscriptions;
        subscriptions.whenConfirmedDirty(this);
    }

    private AccessTiming timing() {
        return context.node().settings().access();
    }

    /** Access changed while a subscription was on its way, which is confirmed now. */
    @Override
    public void accept(Slot confirmed) {
        check(List.of(confirmed));
    }

    /** Access changed for some subscriptions; for all when null. */
    void changed(@Nullable AccessSelector who, AccessChange change) {
        Principal principal = connection.principal();
        if (principal == null) {
            return;
        }
        List<Slot> affected = new ArrayList<>();
        for (Slot slot : subscriptions.all()) {
            Attempt attempt = slot.attempt;
            boolean asking = attempt != null && attempt.grant == null;
            if (attempt != null && (asking || matches(who, principal, slot, attempt.grant))) {
                // What the grant under way rests on is not known yet, or it may be out of date: ask once more.
                attempt.dirty = true;
            }
            if (matches(who, principal, slot, slot.active == null ? null : slot.grant)
                    || (attempt != null && !asking && matches(who, principal, slot, attempt.grant))) {
                affected.add(slot);
            }
        }
        switch (change) {
            case REVOKE -> affected.forEach(subscriptions::deny);
            case ASK_AGAIN -> check(affected);
            case CONFIRM_FIRST -> confirmFirst(affected);
        }
    }

    private static boolean matches(
            @Nullable AccessSelector who, Principal principal, Slot slot, @Nullable Grant grant) {
        return grant != null && (who == null || who.matches(principal, slot.channel, grant.tags()));
    }

    /** Holds what is in force and takes back what is granted and on its way, until the authorizer has said it again. */
    private void confirmFirst(List<Slot> slots) {
        List<Slot> inForce = new ArrayList<>();
        for (Slot slot : slots) {
            subscriptions.askFirst(slot);
            if (slot.active != null) {
                inForce.add(slot);
                if (slot.hold == null) {
                    slot.hold = new Slot.Hold(context.node().nanoTime());
                    context.hub().hold(slot.active);
                }
            }
        }
        check(inForce);
    }

    /** Checks every subscription. */
    void recheckAll() {
        check(subscriptions.all());
    }

    /** Checks what has not been checked for long; returns when to be called again. */
    long tick(long now) {
        long interval = timing().recheckInterval().toNanos();
        long next = now + interval;
        List<Slot> due = new ArrayList<>();
        for (Slot slot : subscriptions.all()) {
            if (slot.active == null || slot.checking || slot.held()) {
                continue;
            }
            long dueAt = slot.grantedAt + interval;
            if (now - dueAt >= 0) {
                due.add(slot);
            } else if (dueAt - next < 0) {
                next = dueAt;
            }
        }
        check(due);
        return next;
    }

    private void check(List<Slot> slots) {
        Principal principal = connection.principal();
        List<Slot> toAsk = new ArrayList<>();
        for (Slot slot : slots) {
            if (slot.checking) {
                slot.dirty = true;
            } else {
                slot.checking = true;
                toAsk.add(slot);
            }
        }
        if (principal == null || toAsk.isEmpty()) {
            return;
        }
        context.authorizers()
                .ask(
                        principal,
                        toAsk,
                        slot -> slot.channel,
                        connection.lane(),
                        this::answered,
                        context.node().listener()::failed);
    }

    private void answered(Slot slot, Authorizers.Answer answer) {
        slot.checking = false;
        boolean changedSince = slot.dirty;
        slot.dirty = false;
        if (connection.closing() || !subscriptions.isCurrent(slot)) {
            return;
        }
        switch (answer.outcome()) {
            case DENIED -> subscriptions.deny(slot);
            case UNKNOWN -> hold(slot);
            case ALLOWED -> {
                if (changedSince) {
                    check(List.of(slot));
                } else {
                    confirm(slot, answer.grant());
                }
            }
        }
    }

    private void confirm(Slot slot, Grant grant) {
        if (slot.active == null) {
            return;
        }
        subscriptions.regranted(slot, grant);
        if (slot.held()) {
            slot.hold = null;
            context.hub().release(slot.active);
        }
    }

    private void hold(Slot slot) {
        Attempt attempt = slot.attempt;
        if (attempt != null && attempt.grant == null) {
            // Its own question is under way, and may be out of date.
            attempt.dirty = true;
        } else if (attempt != null) {
            // It was granted a moment ago, and now nobody knows: as with any subscribe that gets no answer.
            subscriptions.giveUp(slot, attempt);
        }
        if (slot.active == null || !subscriptions.isCurrent(slot)) {
            return;
        }
        long now = context.node().nanoTime();
        Slot.Hold hold = slot.hold;
        if (hold == null) {
            hold = new Slot.Hold(now);
            slot.hold = hold;
            context.hub().hold(slot.active);
        } else if (now - hold.since >= timing().unavailableAfter().toNanos()) {
            subscriptions.revoke(slot, RevokeReason.TEMPORARILY_UNAVAILABLE, RejectReason.TEMPORARILY_UNAVAILABLE);
            return;
        }
        hold.nobodyKnows = true;
        long left = hold.since + timing().unavailableAfter().toNanos() - now;
        long backoff = Duration.ofSeconds(Math.min(1L << hold.retries, MAX_BACKOFF_SECONDS))
                .toNanos();
        hold.retries = Math.min(hold.retries + 1, 10);
        Duration wait = Duration.ofNanos(Math.max(1, Math.min(backoff, left)));
        context.node()
                .runtime()
                .scheduler()
                .schedule(
                        wait,
                        () -> connection.lane().execute(() -> {
                            if (!connection.closing() && subscriptions.isCurrent(slot) && slot.held()) {
                                check(List.of(slot));
                            }
                        }));
    }
}
