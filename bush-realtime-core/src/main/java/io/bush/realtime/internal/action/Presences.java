package io.bush.realtime.internal.action;

import io.bush.realtime.auth.Grant.Right;
import io.bush.realtime.auth.GuestAccess;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelType.Feature;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.internal.action.SlotListener.Leaving;
import io.bush.realtime.internal.connection.Connection;
import io.bush.realtime.internal.connection.NodeContext;
import io.bush.realtime.internal.reading.Retry;
import io.bush.realtime.presence.PresenceHolder;
import io.bush.realtime.presence.PresenceStore;
import io.bush.realtime.protocol.ClientMessage;
import io.bush.realtime.protocol.ErrorCode;
import io.bush.realtime.protocol.ServerMessage.Failure.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The {@code presence} action of one connection, and the leases of what it said (contract §3.10, P7).
 *
 * <p>A connection is present from its first frame for a channel until it says so, unsubscribes, loses its access or ends.
 * Meanwhile its leases are renewed after each sign of life; where the store has lost one, or what was said last, it is told again. Shape: the last
 * state of each channel where it is present. Thread safety: on the connection's lane only.
 */
final class Presences {

    /** How often a leave is tried again: after that the store is not only out of breath. */
    private static final int RETRIES = 3;

    private final Connection connection;
    private final ActionContext context;
    private final Standing standing;
    /** What was said last, where it holds; null while nowhere. */
    private @Nullable Map<Slot, Saying> present;
    /** Where the store may not have what was said last; null while there is no such place. */
    private @Nullable Set<Slot> untold;
    /** Of the last call to the store. */
    private long sequence;
    /** The sign of life that the leases count from, on the monotonic clock. */
    private long renewedFor;
    /** When to look for a newer one. */
    private long checkAt;

    /** What was said somewhere. */
    private static final class Saying {

        final Payload state;
        /** Of the last call that said it to the store. */
        long sequence;

        Saying(Payload state) {
            this.state = state;
        }
    }

    Presences(Connection connection, ActionContext context, Standing standing) {
        this.connection = connection;
        this.context = context;
        this.standing = standing;
    }

    private NodeContext node() {
        return context.node();
    }

    private PresenceStore store() {
        return context.presence();
    }

    private Duration lease() {
        return node().settings().presenceLease();
    }

    // ---- the action ----

    void act(ClientMessage.Presence message) {
        Channel channel = message.channel();
        ErrorCode refusal = refusal(channel);
        Slot slot = standing.find(channel);
        if (refusal != null || slot == null) {
            ErrorCode why = refusal == null ? ErrorCode.NOT_SUBSCRIBED : refusal;
            connection.fail(why, Standing.reason(why), Context.of(message).in(channel));
            return;
        }
        Payload state = message.state();
        if (state == null) {
            leave(slot, Duration.ZERO);
            return;
        }
        if (present == null) {
            present = new LinkedHashMap<>();
        }
        if (present.isEmpty()) {
            renewedFor = node().nanoTime();
            checkAt = renewedFor + lease().toNanos() / 3;
        }
        Saying saying = new Saying(state);
        present.put(slot, saying);
        connection.tickSoon();
        update(slot, saying, message);
    }

    private @Nullable ErrorCode refusal(Channel channel) {
        ErrorCode refusal = standing.refusal(channel, Feature.PRESENCE, Right.PRESENCE);
        boolean guest = connection.principal() instanceof Principal.ShareGuest;
        boolean guestsMay = node().settings().guests().presence() == GuestAccess.Presence.ALLOWED;
        return refusal == null && guest && !guestsMay ? ErrorCode.FORBIDDEN : refusal;
    }

    /** Tells the store; completes when it has answered, and does not fail. */
    private CompletionStage<Void> update(Slot slot, Saying saying, ClientMessage.@Nullable Presence asked) {
        PresenceHolder holder = holder();
        if (holder == null) {
            return CompletableFuture.completedFuture(null);
        }
        saying.sequence = holder.sequence();
        return store().update(slot.channel, holder, saying.state, lease()).handle((done, failure) -> {
            if (failure != null) {
                node().listener().failed("PresenceStore.update", failure);
                connection.lane().execute(() -> tellLater(slot));
                if (asked != null) {
                    // It is kept, and told again with the next renewal: but the others do not know it yet.
                    connection.fail(
                            ErrorCode.TEMPORARILY_UNAVAILABLE,
                            "presence could not be stored just now",
                            Context.of(asked).in(slot.channel));
                }
            }
            return null;
        });
    }

    private @Nullable PresenceHolder holder() {
        Principal who = connection.principal();
        sequence++;
        return who == null ? null : new PresenceHolder(who, connection.id(), sequence);
    }

    // ---- leaving ----

    private void leave(Slot slot, Duration grace) {
        if (present == null || present.remove(slot) == null) {
            return;
        }
        PresenceHolder holder = holder();
        if (holder == null) {
            return;
        }
        tellLeft(slot.channel, holder, grace, 0);
    }

    /** Tried again under the same number, so that whatever was said since is newer. */
    private void tellLeft(Channel channel, PresenceHolder holder, Duration grace, int failures) {
        store().leave(channel, holder, grace).whenComplete((done, failure) -> {
            if (failure != null) {
                node().listener().failed("PresenceStore.leave", failure);
                if (failures < RETRIES) {
                    Duration wait = Retry.after(failures + 1, node().runtime().random());
                    node().runtime().scheduler().schedule(wait, () -> tellLeft(channel, holder, grace, failures + 1));
                    return;
                }
                // The store is away for longer: the lease ends it.
            }
            if (!grace.isZero()) {
                // Whoever else is there may not know that the lease is this short. It began before the answer was sent:
                // counted from the call, the question might come before its end, and nobody would ask again for long.
                node().runtime().scheduler().schedule(grace.plusMillis(1), () -> sweep(channel));
            }
        });
    }

    private void sweep(Channel channel) {
        store().sweep(channel).whenComplete((next, failure) -> {
            if (failure != null) {
                node().listener().failed("PresenceStore.sweep", failure);
            }
        });
    }

    void leaving(Slot slot, Leaving how) {
        leave(slot, how == Leaving.DROPPED ? node().settings().presence().grace() : Duration.ZERO);
    }

    /** A grant is in force: it may not give the right any more. */
    void granted(Slot slot) {
        if (!slot.grant.gives(Right.PRESENCE)) {
            leave(slot, Duration.ZERO);
        }
    }

    // ---- staying ----

    /** The user's name or picture may have changed. */
    void renamed() {
        if (present != null) {
            present.forEach((slot, saying) -> update(slot, saying, null));
        }
    }

    private void tellLater(Slot slot) {
        if (present != null && present.containsKey(slot)) {
            untold = untold == null ? new LinkedHashSet<>() : untold;
            untold.add(slot);
        }
    }

    /** Renews the leases when there was a sign of life since; returns when to be called again. */
    long tick(long now) {
        long third = lease().toNanos() / 3;
        if (present == null || present.isEmpty()) {
            present = null;
            return now + Duration.ofDays(1).toNanos();
        }
        if (now - checkAt < 0) {
            return checkAt;
        }
        checkAt = now + third;
        long heardAt = connection.lastInbound();
        Duration left = lease().minusNanos(now - heardAt);
        if (heardAt - renewedFor > 0 && !left.isNegative() && !left.isZero()) {
            renewedFor = heardAt;
            stay(present, left);
        }
        return checkAt;
    }

    /** The store is back after an outage, and may have lost everything; completes when it is told again. */
    CompletionStage<Void> registerAgain() {
        long heardAt = connection.lastInbound();
        Duration left = lease().minusNanos(node().nanoTime() - heardAt);
        if (present == null || present.isEmpty() || left.isNegative() || left.isZero()) {
            return CompletableFuture.completedFuture(null);
        }
        renewedFor = heardAt;
        return stay(present, left);
    }

    private CompletionStage<Void> stay(Map<Slot, Saying> where, Duration lease) {
        List<CompletionStage<Void>> answers = new ArrayList<>();
        Map<Channel, Long> told = new LinkedHashMap<>();
        Set<Slot> again = untold == null ? Set.of() : untold;
        untold = null;
        where.forEach((slot, saying) -> {
            if (again.contains(slot)) {
                answers.add(update(slot, saying, null));
            } else {
                told.put(slot.channel, saying.sequence);
            }
        });
        if (!told.isEmpty()) {
            answers.add(renew(told, lease));
        }
        return all(answers);
    }

    private static CompletionStage<Void> all(List<CompletionStage<Void>> answers) {
        return CompletableFuture.allOf(
                answers.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new));
    }

    private CompletionStage<Void> renew(Map<Channel, Long> said, Duration lease) {
        PresenceHolder holder = holder();
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (holder == null) {
            done.complete(null);
            return done;
        }
        store().renew(holder, said, lease).whenComplete((gone, failure) -> {
            if (failure != null || gone == null) {
                node().listener()
                        .failed(
                                "PresenceStore.renew",
                                failure == null ? new IllegalStateException("answered null") : failure);
                done.complete(null);
            } else if (gone.isEmpty()) {
                done.complete(null);
            } else {
                connection.lane().execute(() -> tellAgain(gone).whenComplete((told, none) -> done.complete(null)));
            }
        });
        return done;
    }

    /** The store has lost what this connection said there. */
    private CompletionStage<Void> tellAgain(List<Channel> gone) {
        List<CompletionStage<Void>> answers = new ArrayList<>();
        for (Channel channel : gone) {
            Slot slot = standing.find(channel);
            Saying saying = slot == null || present == null ? null : present.get(slot);
            if (slot != null && saying != null && !connection.closing()) {
                answers.add(update(slot, saying, null));
            }
        }
        return all(answers);
    }
}
