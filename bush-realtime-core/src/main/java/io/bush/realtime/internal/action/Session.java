package io.bush.realtime.internal.action;

import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.internal.call.CallAction;
import io.bush.realtime.internal.connection.Connection;
import io.bush.realtime.internal.connection.ConnectionHandler;
import io.bush.realtime.internal.connection.HandshakeTokens;
import io.bush.realtime.internal.outage.OutageNews;
import io.bush.realtime.internal.sideband.LockNews;
import io.bush.realtime.protocol.ClientMessage;
import io.bush.realtime.protocol.CloseCode;
import io.bush.realtime.protocol.Dialect;
import io.bush.realtime.protocol.ErrorCode;
import io.bush.realtime.protocol.InvalidMessageException;
import io.bush.realtime.protocol.ServerMessage;
import io.bush.realtime.protocol.ServerMessage.Failure.Context;
import io.bush.realtime.transport.Handshake;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What one client asks for: sends each message to its action, in order, and lets frames wait that depend on an answer
 * (contract §2). Thread safety: on the connection's lane only.
 */
public final class Session implements ConnectionHandler, SlotListener {

    /** Most frames that wait for an authenticate or for the subscribe of one channel. */
    private static final int MAX_WAITING = 32;

    private final Connection connection;
    private final ActionContext context;
    private final Identity identity;
    private final Subscriptions subscriptions;
    private final AccessChecks checks;
    /** What the dialect knows of the client. */
    private Dialect.Client client = Dialect.Client.PLAIN;
    /** Presence, locks and signals; null until the client uses any of them. */
    private @Nullable Collaboration collaboration;
    /** Frames behind an authenticate; null while none waits. */
    private @Nullable Deque<ClientMessage> waiting;
    /** Calls that wait for subscribes; null until one has to. */
    private @Nullable HeldCalls heldCalls;
    /** The connection's calls; null until the first one. */
    private @Nullable CallAction calls;
    /** The outage the client knows of, and not of its end; 0 for none. */
    private int outageTold;

    /** Makes the session of a connection that is about to open. */
    public Session(Connection connection, ActionContext context, Handshake handshake) {
        this.connection = connection;
        this.context = context;
        this.subscriptions = new Subscriptions(connection, context, this::settled, this);
        this.checks = new AccessChecks(connection, context, subscriptions);
        this.identity = new Identity(
                connection,
                context,
                HandshakeTokens.in(handshake),
                handshake.parameter("previous_connection_id"),
                this::meet,
                this::identified);
    }

    @Override
    public void onOpened() {
        identity.begin();
    }

    @Override
    public void onMessage(ClientMessage message) {
        if (identity.asking()) {
            if (waiting == null) {
                waiting = new ArrayDeque<>();
            }
            if (waiting.size() >= MAX_WAITING) {
                fail(message, ErrorCode.TOO_MANY_PENDING, "too many frames wait for the authenticate before them");
            } else {
                waiting.add(message);
            }
            return;
        }
        handle(message);
    }

    private void handle(ClientMessage message) {
        if (message instanceof ClientMessage.Authenticate authenticate) {
            identity.authenticate(authenticate);
        } else if (!identity.established()) {
            fail(message, ErrorCode.UNAUTHENTICATED, "authenticate first");
        } else {
            try {
                act(client.meaning(message));
            } catch (InvalidMessageException e) {
                String why = e.getMessage() == null ? "invalid message" : e.getMessage();
                connection.fail(e.code(), why, new Context(e.ref(), e.action(), null, e.index(), null));
            }
        }
    }

    private void act(ClientMessage message) {
        if (!mustWait(message)) {
            perform(message);
        }
    }

    private boolean mustWait(ClientMessage message) {
        if (message instanceof ClientMessage.Call call) {
            return client.callTurn() == Dialect.CallTurn.AFTER_SUBSCRIBES && mustWaitForSubscribes(call);
        }
        Channel channel = channelOf(message);
        Slot slot = channel == null ? null : subscriptions.find(channel);
        return slot != null && slot.pending() && held(message, slot.await(message, MAX_WAITING));
    }

    private boolean mustWaitForSubscribes(ClientMessage.Call call) {
        HeldCalls before = heldCalls == null ? new HeldCalls(subscriptions) : heldCalls;
        if (!before.mustWait()) {
            return false;
        }
        heldCalls = before;
        return held(call, before.await(call, MAX_WAITING));
    }

    /** Says so when there was no room; either way the message is not done now. */
    private boolean held(ClientMessage message, boolean hadRoom) {
        if (!hadRoom) {
            fail(message, ErrorCode.TOO_MANY_PENDING, "too many frames wait for a subscribe before them");
        }
        return true;
    }

    /** A subscribe has its answer, or its channel is given up. */
    private void settled(Slot slot) {
        Deque<ClientMessage> ready = slot.waiting;
        slot.waiting = null;
        if (ready != null) {
            ready.forEach(this::act);
        }
        HeldCalls before = heldCalls;
        if (before != null) {
            for (ClientMessage.Call call = before.next(); call != null; call = before.next()) {
                perform(call);
            }
        }
    }

    private void perform(ClientMessage message) {
        if (message instanceof ClientMessage.Subscribe subscribe) {
            subscriptions.subscribe(subscribe);
        } else if (message instanceof ClientMessage.Unsubscribe unsubscribe) {
            subscriptions.unsubscribe(unsubscribe);
        } else if (message instanceof ClientMessage.Ping ping) {
            connection.send(new ServerMessage.Pong(
                    ping.ref(), context.node().runtime().clock().wallTime()));
        } else if (message instanceof ClientMessage.Call call) {
            calls().call(call);
        } else {
            collaboration().act(message);
        }
    }

    private Collaboration collaboration() {
        if (collaboration == null) {
            collaboration = new Collaboration(connection, context, subscriptions);
        }
        return collaboration;
    }

    private CallAction calls() {
        if (calls == null) {
            calls = new CallAction(connection, context.calls());
        }
        return calls;
    }

    /** The channel a frame can only be judged with; null for all others. */
    private static @Nullable Channel channelOf(ClientMessage message) {
        if (message instanceof ClientMessage.Presence presence) {
            return presence.channel();
        }
        if (message instanceof ClientMessage.Signal signal) {
            return signal.channel();
        }
        return message instanceof ClientMessage.CommentLock lock ? lock.channel() : null;
    }

    private void fail(ClientMessage message, ErrorCode code, String why) {
        Channel channel = channelOf(message);
        Context about = Context.of(message);
        connection.fail(code, why, channel == null ? about : about.in(channel));
    }

    /** An authenticate has its answer: go on with what waited. */
    private void identified(Identity.Change change) {
        if (change == Identity.Change.ESTABLISHED) {
            tell(context.outage().news());
            client.wishes().forEach(this::act);
        } else if (change == Identity.Change.RENEWED) {
            checks.recheckAll();
            if (collaboration != null) {
                collaboration.renamed();
            }
        }
        Deque<ClientMessage> ready = waiting;
        waiting = null;
        while (ready != null && !ready.isEmpty() && !connection.closing()) {
            ClientMessage next = ready.removeFirst();
            handle(next);
            if (identity.asking()) {
                // The rest is behind this authenticate, and before anything that came since.
                waiting = ready;
                return;
            }
        }
    }

    /**
     * It is known who it is, and nobody has heard of it: what the dialect finds out now stood before whatever happens because the
     * client is connected.
     */
    private void meet(Principal who) {
        try {
            client = connection.dialect().meet(who);
        } catch (RuntimeException failure) {
            context.node().listener().failed("Dialect.meet", failure);
            connection.close(CloseCode.INTERNAL);
        }
    }

    @Override
    public long onTick(long now) {
        long due = identity.tick(now);
        long check = checks.tick(now);
        long first = due - check < 0 ? due : check;
        long renewal = collaboration == null ? first : collaboration.tick(now);
        return first - renewal < 0 ? first : renewal;
    }

    @Override
    public void onAccessChange(@Nullable AccessSelector who, AccessChange change) {
        if (identity.established()) {
            checks.changed(who, change);
        }
    }

    @Override
    public void onOutage(OutageNews news) {
        if (identity.established()) {
            tell(news);
        }
    }

    /** Each outage is told once, and its end only to who knows of it: either may have been told when the client came. */
    private void tell(OutageNews news) {
        switch (news.turn()) {
            case DEGRADED -> {
                if (outageTold < news.outage()) {
                    outageTold = news.outage();
                    connection.send(new ServerMessage.ConnectionDegraded(news.since()));
                }
            }
            case RESTORED -> {
                if (outageTold != 0 && outageTold == news.outage()) {
                    outageTold = 0;
                    connection.send(new ServerMessage.ConnectionRestored(news.since()));
                }
            }
        }
    }

    @Override
    public CompletionStage<Void> onReturn() {
        CompletionStage<Void> leased = identity.leaseAgain();
        if (collaboration == null) {
            return leased;
        }
        CompletionStage<Void> present = collaboration.registerAgain();
        return leased.thenCompose(done -> present);
    }

    @Override
    public void leaving(Slot slot, Leaving how) {
        if (collaboration != null) {
            collaboration.leaving(slot, how);
        }
    }

    @Override
    public void granted(Slot slot) {
        if (collaboration != null) {
            collaboration.granted(slot);
        }
    }

    @Override
    public void onLocks(LockNews news) {
        if (collaboration != null) {
            collaboration.onLocks(news);
        }
    }

    @Override
    public void onClosed(Departure how) {
        identity.release();
        Leaving leaving = how == Departure.FOR_GOOD ? Leaving.CLOSED : Leaving.DROPPED;
        subscriptions.all().forEach(slot -> subscriptions.drop(slot, leaving));
        waiting = null;
        if (calls != null) {
            calls.drop();
        }
    }
}
