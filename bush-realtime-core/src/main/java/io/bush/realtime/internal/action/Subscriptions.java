package io.bush.realtime.internal.action;

import io.bush.realtime.auth.Grant;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.internal.action.Slot.Attempt;
import io.bush.realtime.internal.action.SlotListener.Leaving;
import io.bush.realtime.internal.connection.Connection;
import io.bush.realtime.internal.connection.OutboundQueue.Ending;
import io.bush.realtime.internal.hub.Attachment;
import io.bush.realtime.internal.hub.Subscription;
import io.bush.realtime.internal.sideband.LockNews;
import io.bush.realtime.protocol.ClientMessage;
import io.bush.realtime.protocol.Frame;
import io.bush.realtime.protocol.ServerMessage;
import io.bush.realtime.protocol.ServerMessage.RejectReason;
import io.bush.realtime.protocol.ServerMessage.RevokeReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The {@code subscribe} and {@code unsubscribe} actions of one connection, and the table of its channels (contract §2, P5).
 *
 * <p>A subscribe goes: judge the name, ask the authorizer, join the channel, be confirmed there. Each step's answer counts
 * only if its {@link Attempt} is still the slot's; whatever overtakes it takes it out first. Shape: one {@link Slot} for
 * each channel, in the order they were asked for. Thread safety: on the connection's lane only.
 */
final class Subscriptions implements Subscription.Owner {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final Connection connection;
    private final ActionContext context;
    /** Told of each subscribe that has its answer, so that what waited for it goes on. */
    private final Consumer<Slot> settled;

    private final SlotListener listener;
    /** In the order they were asked for; a list, because most have one and none has very many. */
    private final List<Slot> slots = new ArrayList<>(1);
    /** Called when an attempt is confirmed whose access changed meanwhile. */
    private Consumer<Slot> onDirtyConfirm = slot -> {};

    Subscriptions(Connection connection, ActionContext context, Consumer<Slot> settled, SlotListener listener) {
        this.connection = connection;
        this.context = context;
        this.settled = settled;
        this.listener = listener;
    }

    void whenConfirmedDirty(Consumer<Slot> action) {
        onDirtyConfirm = action;
    }

    @Nullable
    Slot find(Channel channel) {
        for (Slot slot : slots) {
            if (slot.channel.equals(channel)) {
                return slot;
            }
        }
        return null;
    }

    List<Slot> all() {
        return new ArrayList<>(slots);
    }

    /** The subscribes without an answer. */
    List<Attempt> attempts() {
        List<Attempt> attempts = new ArrayList<>();
        for (Slot slot : slots) {
            if (slot.attempt != null) {
                attempts.add(slot.attempt);
            }
        }
        return attempts;
    }

    boolean isCurrent(Slot slot) {
        return slots.contains(slot);
    }

    /** Whether an answer is for the question that still counts. */
    boolean isCurrent(Slot slot, Attempt attempt) {
        return isCurrent(slot) && slot.attempt == attempt;
    }

    private Slot slotFor(Channel channel) {
        Slot known = find(channel);
        if (known != null) {
            return known;
        }
        Slot added = new Slot(context.hub().shared(channel));
        slots.add(added);
        return added;
    }

    // ---- subscribe ----

    void subscribe(ClientMessage.Subscribe message) {
        Set<Channel> named = new LinkedHashSet<>();
        List<Slot> toAsk = new ArrayList<>();
        for (ClientMessage.Subscribe.Item item : message.items()) {
            RejectReason refusal = judge(item.channel(), named);
            if (refusal != null) {
                reject(message.ref(), item.channel(), refusal);
                continue;
            }
            Slot slot = slotFor(item.channel());
            supersede(slot);
            slot.attempt = new Attempt(message.ref(), item);
            toAsk.add(slot);
        }
        ask(toAsk);
    }

    private @Nullable RejectReason judge(Channel channel, Set<Channel> named) {
        ChannelTypes.Refusal unknown = context.types().check(channel);
        if (unknown != null) {
            return unknown == ChannelTypes.Refusal.UNKNOWN_CHANNEL
                    ? RejectReason.UNKNOWN_CHANNEL
                    : RejectReason.INVALID_RESOURCE_ID;
        }
        if (!named.add(channel)) {
            return RejectReason.DUPLICATE;
        }
        int most = context.node().settings().connections().subscriptions();
        return find(channel) == null && slots.size() >= most ? RejectReason.SUBSCRIPTION_LIMIT_EXCEEDED : null;
    }

    private void ask(List<Slot> toAsk) {
        Principal principal = connection.principal();
        if (toAsk.isEmpty() || principal == null) {
            return;
        }
        record Asked(Slot slot, @Nullable Attempt attempt) {}
        List<Asked> asked =
                toAsk.stream().map(slot -> new Asked(slot, slot.attempt)).toList();
        context.authorizers()
                .ask(
                        principal,
                        asked,
                        question -> question.slot().channel,
                        connection.lane(),
                        (question, answer) -> answered(question.slot(), question.attempt(), answer),
                        context.node().listener()::failed);
    }

    private void answered(Slot slot, @Nullable Attempt attempt, Authorizers.Answer answer) {
        if (attempt == null || connection.closing() || !isCurrent(slot, attempt)) {
            return;
        }
        switch (answer.outcome()) {
            case DENIED -> deny(slot);
            case UNKNOWN -> giveUp(slot, attempt);
            case ALLOWED -> {
                if (attempt.dirty) {
                    attempt.dirty = false;
                    ask(List.of(slot));
                } else {
                    join(slot, attempt, answer.grant());
                }
            }
        }
    }

    private void join(Slot slot, Attempt attempt, Grant grant) {
        Principal principal = connection.principal();
        if (principal == null) {
            return;
        }
        Subscription next = new Subscription(connection, principal, slot.channel, attempt.patterns, this);
        attempt.grant = grant;
        attempt.subscription = next;
        context.hub().attach(new Attachment(next, slot.active, attempt.ref, attempt.sinceEventId, grant.accessSince()));
    }

    // ---- what the hub says: on the channel's lane, passed on to ours ----

    @Override
    public void confirmed(Subscription subscription) {
        connection.lane().execute(() -> {
            Slot slot = find(subscription.channel());
            if (slot != null && slot.attempt != null && slot.attempt.subscription == subscription) {
                Attempt attempt = slot.attempt;
                slot.attempt = null;
                activate(slot, attempt);
                settled.accept(slot);
            }
        });
    }

    private void activate(Slot slot, Attempt attempt) {
        slot.active = attempt.subscription;
        slot.grant = attempt.grant == null ? Grant.DENIED : attempt.grant;
        slot.grantedAt = context.node().nanoTime();
        slot.hold = null;
        connection.tickSoon();
        listener.granted(slot);
        if (attempt.dirty) {
            onDirtyConfirm.accept(slot);
        }
    }

    /** A re-check was answered with a grant. */
    void regranted(Slot slot, Grant grant) {
        slot.grant = grant;
        slot.grantedAt = context.node().nanoTime();
        listener.granted(slot);
    }

    @Override
    public void unavailable(Subscription subscription) {
        connection.lane().execute(() -> {
            Slot slot = find(subscription.channel());
            if (slot != null && slot.attempt != null && slot.attempt.subscription == subscription) {
                giveUp(slot, slot.attempt);
            }
            context.hub().detach(subscription);
        });
    }

    @Override
    public void ended(Subscription subscription, RevokeReason reason) {
        connection.lane().execute(() -> {
            Slot slot = find(subscription.channel());
            if (slot != null && slot.active == subscription) {
                slot.active = null;
                listener.leaving(slot, Leaving.CHANNEL_CLOSED);
                tellEnded(slot, reason.name());
                removeIfEmpty(slot);
            }
        });
    }

    @Override
    public void onLocks(LockNews news) {
        connection.lane().execute(() -> {
            if (!connection.closing()) {
                listener.onLocks(news);
            }
        });
    }

    // ---- unsubscribe, and other ways to end ----

    void unsubscribe(ClientMessage.Unsubscribe message) {
        for (Channel channel : message.channels()) {
            Slot slot = find(channel);
            ServerMessage reply = new ServerMessage.Unsubscribed(message.ref(), channel);
            if (slot != null) {
                supersede(slot);
            }
            if (slot == null || slot.active == null) {
                connection.send(reply);
            } else {
                end(slot, reply, "unsubscribed");
            }
            if (slot != null) {
                slots.remove(slot);
                settled.accept(slot);
            }
        }
    }

    /** Takes the attempt under way out of the slot, and says so; if it was just confirmed, it is in force. */
    private void supersede(Slot slot) {
        Attempt attempt = slot.attempt;
        if (attempt == null) {
            return;
        }
        slot.attempt = null;
        refuse(slot, attempt, RejectReason.SUPERSEDED, null);
    }

    /** Access is denied: the subscription in force ends, the attempt under way is refused. */
    void deny(Slot slot) {
        revoke(slot, RevokeReason.PERMISSIONS_CHANGED, RejectReason.INSUFFICIENT_PERMISSIONS);
    }

    void revoke(Slot slot, RevokeReason revoked, RejectReason rejected) {
        Attempt attempt = slot.attempt;
        slot.attempt = null;
        endActive(slot, revoked);
        if (attempt != null) {
            refuse(slot, attempt, rejected, null);
            endActive(slot, revoked);
        }
        slots.remove(slot);
        settled.accept(slot);
    }

    /** Takes an attempt that was granted back to its question; one that was confirmed meanwhile is in force. */
    void askFirst(Slot slot) {
        Attempt attempt = slot.attempt;
        Subscription joining = attempt == null ? null : attempt.subscription;
        if (attempt == null || joining == null) {
            return;
        }
        attempt.dirty = false;
        if (connection.outbound().refuse(joining, null)) {
            context.hub().detach(joining);
            attempt.grant = null;
            attempt.subscription = null;
            ask(List.of(slot));
        } else if (!joining.ended()) {
            slot.attempt = null;
            activate(slot, attempt);
            settled.accept(slot);
        }
    }

    private void endActive(Slot slot, RevokeReason why) {
        if (slot.active != null) {
            end(slot, new ServerMessage.SubscriptionRevoked(slot.channel, why), why.name());
        }
    }

    /** Nobody knows: the attempt is refused for now, the subscription in force stays. */
    void giveUp(Slot slot, Attempt attempt) {
        slot.attempt = null;
        refuse(slot, attempt, RejectReason.TEMPORARILY_UNAVAILABLE, RETRY_AFTER);
        removeIfEmpty(slot);
        settled.accept(slot);
    }

    /** Refuses an attempt; one that was confirmed meanwhile is in force instead. */
    private void refuse(Slot slot, Attempt attempt, RejectReason why, @Nullable Duration retryAfter) {
        ServerMessage reply = new ServerMessage.SubscriptionRejected(attempt.ref, slot.channel, why, retryAfter);
        Subscription subscription = attempt.subscription;
        if (subscription == null) {
            connection.send(reply);
        } else if (connection.outbound().refuse(subscription, encode(reply))) {
            context.hub().detach(subscription);
        } else if (!subscription.ended()) {
            activate(slot, attempt);
        }
    }

    private void end(Slot slot, ServerMessage last, String cause) {
        Subscription active = slot.active;
        if (active != null) {
            slot.active = null;
            boolean wished = last instanceof ServerMessage.Unsubscribed;
            listener.leaving(slot, wished ? Leaving.UNSUBSCRIBED : Leaving.REVOKED);
            if (connection.outbound().end(active, encode(last), Ending.PURGE)) {
                tellEnded(slot, cause);
            } else if (wished) {
                connection.send(last);
            }
            context.hub().detach(active);
        }
    }

    /** The connection is gone: nothing is sent, everything is left. */
    void drop(Slot slot, Leaving how) {
        Attempt attempt = slot.attempt;
        if (attempt != null && attempt.subscription != null) {
            connection.outbound().end(attempt.subscription, null, Ending.PURGE);
            context.hub().detach(attempt.subscription);
        }
        if (slot.active != null) {
            connection.outbound().end(slot.active, null, Ending.PURGE);
            context.hub().detach(slot.active);
            listener.leaving(slot, how);
            tellEnded(slot, "closed");
        }
        slots.remove(slot);
    }

    private void removeIfEmpty(Slot slot) {
        if (slot.active == null && slot.attempt == null) {
            slots.remove(slot);
        }
    }

    private void reject(@Nullable String ref, Channel channel, RejectReason why) {
        connection.send(new ServerMessage.SubscriptionRejected(ref, channel, why, null));
    }

    private @Nullable Frame encode(ServerMessage message) {
        return connection.dialect().encode(message);
    }

    private void tellEnded(Slot slot, String cause) {
        context.node().listener().unsubscribed(connection.id(), slot.channel, cause);
    }
}
