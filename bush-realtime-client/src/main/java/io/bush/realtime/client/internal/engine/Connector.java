package io.bush.realtime.client.internal.engine;

import io.bush.realtime.client.call.CallException;
import io.bush.realtime.client.connection.Activity;
import io.bush.realtime.client.connection.ConnectionException;
import io.bush.realtime.client.connection.ConnectionException.Reason;
import io.bush.realtime.client.connection.ConnectionState;
import io.bush.realtime.client.connection.TokenSource;
import io.bush.realtime.client.internal.call.CallQueue;
import io.bush.realtime.client.internal.engine.ReconnectRule.Ending;
import io.bush.realtime.client.internal.engine.ReconnectRule.Next;
import io.bush.realtime.client.internal.lane.Alarm;
import io.bush.realtime.client.internal.lane.Scheduler;
import io.bush.realtime.client.internal.parts.Parts;
import io.bush.realtime.client.internal.poll.EventPoller;
import io.bush.realtime.client.internal.session.Outbox;
import io.bush.realtime.client.internal.session.Session;
import io.bush.realtime.client.internal.subscription.Subscription;
import io.bush.realtime.client.internal.wire.ServerFrame;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Decides when there is a connection: at most one session at a time, waits between them, polling when none comes about.
 * {@code docs/decisions/client.md} has its states and events. Thread safety: for the lane only.
 */
final class Connector implements Session.Owner, EventPoller.Owner {

    private enum Phase {
        /** Nobody wants a connection. */
        IDLE,
        /** A session is on its way. */
        TRYING,
        /** The session is established. */
        OPEN,
        /** Until the next attempt. */
        WAITING,
        /** Until handlers have caught up. */
        DRAINING,
        /** For good. */
        CLOSED
    }

    /** So many failures in a row, and polling begins. */
    static final int FAILURES_UNTIL_POLLING = 5;

    /** How often a WebSocket is tried while polling. */
    static final Duration PROBE = Duration.ofMinutes(5);

    private final Parts parts;
    private final StatusBoard board;
    private final CallQueue calls;
    private final Collaboration collaboration;
    private final ReconnectRule rule;
    private final Alarm next;
    private final @Nullable EventPoller poller;
    private final Callers callers;

    private Phase phase = Phase.IDLE;
    /** The connection, or the attempt; null in all phases but these two. */
    private @Nullable Session session;
    /** The socket of the session before; an attempt waits for its end. */
    private CompletableFuture<Void> formerSocket = CompletableFuture.completedFuture(null);
    /** Which attempt waits for that; an object of its own for each, null if none does. */
    private @Nullable Object beginning;
    /** A connection that the server may still believe in; null if there is none. */
    private @Nullable String leftBehind;
    /** What to tell the token source at the next attempt. */
    private TokenSource.Why why = TokenSource.Why.CONNECT;
    /** Whether there was a connection since one was wanted. */
    private boolean wasOpen;
    /** How many attempts in a row came to nothing. */
    private int failures;
    /** Ends the watch for sleeps of the machine, which goes on while a connection is wanted. */
    private Scheduler.Cancellable watch = () -> {};
    /** When the present wait is over, by the monotonic clock. */
    private long waitEndsAt;
    /** Whether the present wait is the server's wish, all of it. */
    private boolean waitIsServers;
    /** When the server's wish is over, by the monotonic clock; the past if it has none. */
    private long notBefore;
    /** Why there is no connection; null while there is one. */
    private @Nullable ConnectionException cause;

    Connector(Parts parts, StatusBoard board, CallQueue calls, Collaboration collaboration) {
        this.parts = parts;
        this.board = board;
        this.calls = calls;
        this.collaboration = collaboration;
        this.callers = new Callers(parts);
        this.rule = new ReconnectRule(parts.backoff());
        this.next = parts.alarm();
        this.poller = parts.settings().pollUrl() == null
                ? null
                : new EventPoller(parts, parts.settings().pollUrl(), this);
    }

    // ---- what the application wants

    void connect(CompletableFuture<Void> done) {
        switch (phase) {
            case CLOSED -> callers.complete(done, closed());
            case OPEN -> callers.complete(done, null);
            case IDLE -> {
                callers.add(done);
                rule.reset();
                failures = 0;
                wasOpen = false;
                cause = null;
                calls.wanted();
                board.dim();
                watch = parts.world().awakenings().listen(slept -> parts.lane().execute(() -> woke(slept)));
                attempt();
            }
            case WAITING -> {
                callers.add(done);
                if (!waitIsServers) {
                    cutShort();
                }
            }
            default -> callers.add(done);
        }
    }

    void disconnect() {
        if (phase != Phase.CLOSED && phase != Phase.IDLE) {
            leave();
            idle(null);
        }
    }

    /** Returns what completes when the socket is gone. */
    CompletableFuture<Void> close() {
        leave();
        phase = Phase.CLOSED;
        watch.cancel();
        calls.refuse(CallException.Reason.CLOSED);
        callers.complete(closed());
        board.bright();
        board.become(ConnectionState.DISCONNECTED, null, null);
        board.close(closed());
        return formerSocket;
    }

    void subscriptionsChanged() {
        if (session != null) {
            session.subscriptionsChanged();
        }
        if (poller != null) {
            poller.subscriptionsChanged();
        }
    }

    void unsubscribe(Subscription subscription, Runnable done) {
        if (session != null) {
            session.unsubscribe(subscription, done);
        } else {
            done.run();
        }
    }

    void activity(Activity now) {
        if (poller != null) {
            poller.activity(now);
        }
    }

    void handlersRefused(Throwable refusal) {
        if (session != null) {
            session.leave(Parts.handlersUnavailable(refusal));
        } else if (phase != Phase.IDLE && phase != Phase.CLOSED) {
            giveUp(Parts.handlersUnavailable(refusal));
        }
    }

    /** Lets go of everything that is under way. */
    private void leave() {
        next.clear();
        beginning = null;
        if (poller != null) {
            poller.stop();
        }
        Session current = session;
        if (current != null) {
            current.close();
            release(current);
        }
    }

    // ---- an attempt

    private void attempt() {
        phase = Phase.TRYING;
        next.clear();
        show(null);
        Object mine = new Object();
        beginning = mine;
        if (formerSocket.isDone()) {
            begin(mine);
        } else {
            var unused = formerSocket.thenRun(() -> parts.lane().execute(() -> begin(mine)));
        }
    }

    private void begin(Object mine) {
        if (beginning == mine) {
            beginning = null;
            Session made = new Session(parts, this, leftBehind);
            session = made;
            made.start(why);
        }
    }

    @Override
    public void established(Session which, Outbox outbox) {
        phase = Phase.OPEN;
        wasOpen = true;
        why = TokenSource.Why.CONNECT;
        leftBehind = null;
        cause = null;
        rule.established();
        if (poller != null) {
            poller.stop();
        }
        board.bright();
        show(null);
        calls.opened(outbox);
        collaboration.opened(outbox, which.greeting());
        callers.complete(null);
    }

    @Override
    public void control(ServerFrame.Other frame) {
        collaboration.control(frame.control());
    }

    @Override
    public void ended(Session which, ConnectionException why) {
        release(which);
        cause = why;
        boolean stable = which.establishedFor().compareTo(ReconnectRule.STABLE) >= 0;
        if (stable) {
            failures = 0;
        } else if (why.reason() != Reason.TOKEN_UNAVAILABLE && why.reason() != Reason.BACKLOG_OVERFLOW) {
            failures++;
        }
        if (poller == null || !poller.isRunning()) {
            board.dim();
        }
        decide(rule.after(new Ending(why, which.wasEstablished(), stable, which.reconnectAfter()), parts.now()), why);
    }

    private void release(Session which) {
        session = null;
        leftBehind = which.leftBehind();
        formerSocket = which.gone();
        parts.subscriptions().all().forEach(Subscription::disconnected);
        calls.interrupted();
        collaboration.interrupted(which.isForGood());
    }

    private void decide(Next what, ConnectionException because) {
        if (what instanceof Next.GiveUp) {
            giveUp(because);
        } else if (what instanceof Next.After after) {
            waitFor(after.delay(), false);
        } else if (what instanceof Next.NotBefore notBefore) {
            waitFor(notBefore.delay(), true);
        } else if (what instanceof Next.WithNewToken token) {
            why = TokenSource.Why.REFUSED;
            waitFor(token.delay(), false);
        } else if (what instanceof Next.WhenCaughtUp caughtUp) {
            phase = Phase.DRAINING;
            show(null);
            parts.backlog()
                    .whenRoomy(() -> parts.lane().execute(() -> {
                        if (phase == Phase.DRAINING) {
                            waitFor(caughtUp.delay(), false);
                        }
                    }));
        }
    }

    private void waitFor(Duration wait, boolean serversWish) {
        boolean polling = poller != null && failures >= FAILURES_UNTIL_POLLING;
        Duration probe = PROBE.plus(parts.backoff().jitter());
        Duration longer = polling && probe.compareTo(wait) > 0 ? probe : wait;
        if (polling && poller != null && !poller.isRunning()) {
            board.pollingBegins();
            poller.start();
        }
        if (longer.isZero()) {
            attempt();
            return;
        }
        notBefore = parts.now() + (serversWish ? wait.toNanos() : 0);
        sleep(longer, serversWish && longer.equals(wait));
    }

    /** Nothing is left of our own wait; what the server asked for is kept. */
    private void cutShort() {
        Duration left = Duration.ofNanos(notBefore - parts.now());
        if (left.isNegative() || left.isZero()) {
            attempt();
        } else {
            sleep(left, true);
        }
    }

    private void sleep(Duration wait, boolean serversWish) {
        phase = Phase.WAITING;
        waitIsServers = serversWish;
        waitEndsAt = parts.now() + wait.toNanos();
        next.set(wait, this::attempt);
        show(wait);
    }

    /**
     * The machine has slept, or its clock was set: so much of a wait is over, and whether a connection still is one has to be seen.
     * Those that slept together do not come back in the same moment.
     */
    private void woke(Duration slept) {
        if (phase == Phase.WAITING) {
            notBefore -= slept.toNanos();
            Duration left = Duration.ofNanos(Math.max(0, waitEndsAt - parts.now() - slept.toNanos()));
            sleep(left.plus(parts.backoff().jitter()), waitIsServers);
        } else if (phase == Phase.OPEN && session != null) {
            session.woke();
        }
        if (poller != null) {
            poller.woke();
        }
        collaboration.woke(slept);
    }

    private void giveUp(ConnectionException because) {
        if (poller != null) {
            poller.stop();
        }
        next.clear();
        beginning = null;
        idle(because);
    }

    private void idle(@Nullable ConnectionException because) {
        phase = Phase.IDLE;
        watch.cancel();
        why = TokenSource.Why.CONNECT;
        cause = because;
        board.bright();
        calls.refuse(CallException.Reason.NOT_CONNECTED);
        show(null);
        callers.complete(because == null ? ConnectionException.of(Reason.CLOSED, "disconnected", null) : because);
    }

    // ---- polling

    @Override
    public void polled() {
        board.polled(StatusBoard.Poll.WORKED);
    }

    @Override
    public void pollFailed(ConnectionException failure) {
        board.polled(StatusBoard.Poll.FAILED);
    }

    @Override
    public void pollRefused(ConnectionException refusal) {
        Session current = session;
        if (current != null) {
            current.close();
            release(current);
        }
        giveUp(refusal);
    }

    // ---- what is shown

    private void show(@Nullable Duration nextAttempt) {
        boolean polling = poller != null && poller.isRunning();
        ConnectionState state = switch (phase) {
            case IDLE, CLOSED -> ConnectionState.DISCONNECTED;
            case OPEN -> ConnectionState.CONNECTED;
            default ->
                polling ? ConnectionState.POLLING : wasOpen ? ConnectionState.RECONNECTING : ConnectionState.CONNECTING;
        };
        board.become(state, phase == Phase.OPEN ? null : cause, nextAttempt);
    }

    static ConnectionException closed() {
        return ConnectionException.of(Reason.CLOSED, "the client is closed", null);
    }
}
