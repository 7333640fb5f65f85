package io.bush.realtime.internal.connection;

import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.internal.connection.ConnectionHandler.Departure;
import io.bush.realtime.internal.lane.Lane;
import io.bush.realtime.internal.outage.OutageNews;
import io.bush.realtime.observe.LimiterFigures;
import io.bush.realtime.observe.RealtimeListener.DropReason;
import io.bush.realtime.protocol.CloseCode;
import io.bush.realtime.protocol.Dialect;
import io.bush.realtime.protocol.ErrorCode;
import io.bush.realtime.protocol.Frame;
import io.bush.realtime.protocol.ServerMessage;
import io.bush.realtime.protocol.ServerMessage.Failure.Context;
import io.bush.realtime.transport.Transport;
import io.bush.realtime.transport.TransportListener;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One socket of a client, from open to end: who it serves, what it is sent, how it is kept alive, and that it ends once
 * (contract §5).
 *
 * <p>States: open; closing (nothing more is read or sent, the end is queued on the lane); closed. What comes in goes
 * through {@link InboundFrames} to the {@link ConnectionHandler}. Thread safety: safe for use by any thread, except where a
 * method says "on the lane".
 */
public final class Connection implements OutboundQueue.Owner {

    private final NodeContext node;
    private final String id;
    private final @Nullable String remoteAddress;
    private final Transport transport;
    private final Dialect dialect;
    private final Lane lane;
    private final OutboundQueue outbound;
    private final Liveness liveness;
    private final ConnectionHandler handler;
    private final InboundFrames inbound;
    private final long openedAt;

    /** Who it is; null until authenticated. Written on the lane. */
    private volatile @Nullable Principal principal;
    /** When anything last came in, on the monotonic clock. */
    private volatile long lastInbound;
    /** When the next tick is due, on the monotonic clock. */
    private volatile long nextTick;
    /** Whether the end has begun; guarded by this, read anywhere. */
    private volatile boolean closing;
    /** Changes of access that may end something and that the handler has not seen yet; guarded by this, read anywhere. */
    private volatile int accessQuestions;
    /** Whether it ever asked about a lock; written on the lane. */
    private volatile boolean asksForLocks;
    /** Whether the end is done; touched on the lane. */
    private boolean closed;
    /** Whether the registry waits to be told of the socket's end; guarded by this. */
    private boolean socketCounts;

    /** Makes an open connection whose messages go to the handler that the factory makes for it. */
    public Connection(
            NodeContext node,
            Transport transport,
            Dialect dialect,
            @Nullable String remoteAddress,
            ConnectionHandler.Factory handlers) {
        this.node = node;
        this.id = node.newId("conn_");
        this.remoteAddress = remoteAddress;
        this.transport = transport;
        this.dialect = dialect;
        this.lane = node.lanes().of(id);
        this.outbound = new OutboundQueue(transport, node.settings().outbound(), this);
        this.openedAt = node.nanoTime();
        this.lastInbound = openedAt;
        this.nextTick = openedAt;
        // The first ping comes after a random part of the interval, so that a restart's connections spread.
        long interval = node.settings().heartbeat().interval().toNanos();
        this.liveness =
                new Liveness(openedAt, openedAt + node.runtime().random().nextLong(interval));
        this.handler = handlers.create(this);
        this.inbound = new InboundFrames(this, node);
    }

    ConnectionHandler handler() {
        return handler;
    }

    /** Registers the connection and returns its receiving half. */
    public TransportListener start() {
        node.listener().opened(id);
        if (node.registry().opened(this)) {
            countSocket(true);
            lane.execute(handler::onOpened);
        } else {
            // It slipped in while the gate was being shut: nobody else will end it.
            close(CloseCode.SERVICE_RESTART);
        }
        return inbound;
    }

    /** Something came in: as good as a pong. */
    void heard() {
        lastInbound = node.nanoTime();
    }

    /** The socket is gone. */
    void lost(int code) {
        if (beginClose()) {
            outbound.close();
            // 1006: no close frame came.
            lane.execute(() -> finish(code, code == 1006 ? Departure.MAY_RETURN : Departure.FOR_GOOD));
        }
        if (countSocket(false)) {
            node.registry().socketEnded();
        }
    }

    private synchronized boolean countSocket(boolean from) {
        boolean before = socketCounts;
        socketCounts = from;
        return before;
    }

    /** Does what is due: called once a second from a timer thread for every connection. */
    public void sweep(long now) {
        if (outbound.flightAge(now) > node.settings().outbound().stallTimeout().toNanos()) {
            close(CloseCode.SLOW_CONSUMER);
        } else if (now - nextTick >= 0) {
            nextTick = Long.MAX_VALUE / 2 + now;
            lane.execute(this::tick);
        }
    }

    private void tick() {
        if (closing) {
            return;
        }
        long now = node.nanoTime();
        switch (liveness.check(node.settings().heartbeat(), now, lastInbound)) {
            case DEAD -> {
                node.listener().heartbeatMissed(id, liveness.missed());
                close(CloseCode.GOING_AWAY);
                return;
            }
            case MISSED -> {
                node.listener().heartbeatMissed(id, liveness.missed());
                transport.ping();
            }
            case PING -> transport.ping();
            case NOTHING -> {}
        }
        inbound.tidy();
        long due = handler.onTick(now);
        nextTick = due - liveness.nextPing() < 0 ? due : liveness.nextPing();
    }

    /** Asks for a tick at the next sweep: a deadline has changed. Any thread. */
    public void tickSoon() {
        nextTick = node.nanoTime();
    }

    // ---- what goes out: any thread ----

    /** Sends a control frame of no channel. */
    public void send(ServerMessage message) {
        Frame frame = dialect.encode(message);
        if (frame != null) {
            outbound.control(frame);
        }
    }

    /** Sends an error frame. */
    public void fail(ErrorCode code, String why, Context context) {
        node.listener().error(id, code);
        send(new ServerMessage.Failure(code, why, context));
    }

    /** Ends the connection: nothing is read or handed over any more from now on, the rest follows on the lane. */
    public void close(CloseCode code) {
        if (beginClose()) {
            outbound.close();
            transport.close(code.code(), code.reason());
            Departure how = code.sendsAway() ? Departure.FOR_GOOD : Departure.MAY_RETURN;
            lane.execute(() -> finish(code.code(), how));
        }
    }

    /** Ends the connection when everything queued so far is sent. */
    public void closeWhenFlushed(CloseCode code) {
        outbound.whenFlushed(() -> close(code));
    }

    private synchronized boolean beginClose() {
        boolean first = !closing;
        closing = true;
        return first;
    }

    private void finish(int code, Departure how) {
        if (closed) {
            return;
        }
        closed = true;
        outbound.close();
        Principal who = principal;
        if (who != null) {
            inbound.bequeathHits(who.id());
        }
        node.counters().closed.increment();
        try {
            handler.onClosed(how);
        } finally {
            // Last: whoever waits for the last connection may take away what it gives back to.
            node.registry().closed(this, who == null ? null : who.id());
        }
        node.listener().closed(id, code, Duration.ofNanos(node.nanoTime() - openedAt));
    }

    // ---- identity and access for the handler ----

    /** Puts the principal in force: on the lane. */
    public void identify(Principal who) {
        boolean first = principal == null;
        principal = who;
        if (first) {
            inbound.inheritHits(who.id());
            node.registry().identified(this, who.id());
            node.listener().authenticated(id, who.id());
        }
    }

    /** Tells the handler that access changed, for all subscriptions when null: any thread. */
    public void accessChanged(@Nullable AccessSelector who, ConnectionHandler.AccessChange change) {
        int questions = change == ConnectionHandler.AccessChange.ASK_AGAIN ? 0 : 1;
        ask(questions);
        lane.execute(() -> {
            try {
                if (!closing) {
                    handler.onAccessChange(who, change);
                }
            } finally {
                ask(-questions);
            }
        });
    }

    private synchronized void ask(int more) {
        accessQuestions += more;
    }

    /** Tells whether access may have ended and the handler has not seen to it yet: nothing is delivered meanwhile. */
    public boolean accessInQuestion() {
        return accessQuestions > 0;
    }

    /** It asks about a lock for the first time, or again. */
    public void askForLocks() {
        asksForLocks = true;
    }

    /** Tells whether it may hold a lock: what it was granted is younger than a no. Any thread. */
    public boolean asksForLocks() {
        return asksForLocks;
    }

    /** Tells the handler of an outage: any thread. */
    public void outage(OutageNews news) {
        lane.execute(() -> {
            if (!closing) {
                handler.onOutage(news);
            }
        });
    }

    /** Lets the handler take again what it holds in the back end; completes when that is answered. Any thread. */
    public CompletionStage<Void> registerAgain() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        lane.execute(() -> {
            if (closing) {
                done.complete(null);
            } else {
                handler.onReturn().whenComplete((answered, failure) -> done.complete(null));
            }
        });
        return done;
    }

    /** Returns who it is. */
    public @Nullable Principal principal() {
        return principal;
    }

    /** Returns the connection's id. */
    public String id() {
        return id;
    }

    /** Returns the client's address. */
    public @Nullable String remoteAddress() {
        return remoteAddress;
    }

    /** Returns the lane all of this connection's work runs on. */
    public Lane lane() {
        return lane;
    }

    /** Returns the wire format. */
    public Dialect dialect() {
        return dialect;
    }

    /** Returns what waits to be sent. */
    public OutboundQueue outbound() {
        return outbound;
    }

    /** Tells whether the end has begun. */
    public boolean closing() {
        return closing;
    }

    /** Returns when anything last came in, on the monotonic clock. */
    public long lastInbound() {
        return lastInbound;
    }

    /** Returns what all connections share. */
    public NodeContext node() {
        return node;
    }

    /** Returns how the socket is written to. */
    public String path() {
        return transport.path();
    }

    /** Returns how the limits stand: on the lane. */
    public LimiterFigures limiterFigures() {
        Principal who = principal;
        return new LimiterFigures(id, who == null ? "" : who.id(), inbound.limiterFigures());
    }

    /** Frees all limits: on the lane. */
    public void resetLimits() {
        inbound.resetLimits();
        Principal who = principal;
        if (who != null) {
            // Or the next connection would inherit what was just forgiven.
            node.hits().forget(who.id());
        }
    }

    // ---- what the queue says: any thread ----

    @Override
    public long nanoTime() {
        return node.nanoTime();
    }

    @Override
    public void sent(int frames, int bytes) {
        node.listener().messagesOut(id, frames, bytes);
    }

    @Override
    public void dropped(Channel channel, DropReason reason, int count) {
        for (int i = 0; i < count; i++) {
            node.listener().dropped(id, channel, null, reason);
        }
    }

    @Override
    public void sendFailed(Throwable failure) {
        if (beginClose()) {
            outbound.close();
            transport.abort();
            lane.execute(() -> finish(1006, Departure.MAY_RETURN));
        }
    }

    @Override
    public void overflowed() {
        close(CloseCode.SLOW_CONSUMER);
    }
}
