package io.bush.realtime.internal.action;

import io.bush.realtime.auth.Authentication;
import io.bush.realtime.auth.Credentials;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.internal.connection.Connection;
import io.bush.realtime.internal.connection.HandshakeTokens;
import io.bush.realtime.internal.connection.NodeContext;
import io.bush.realtime.internal.lane.Question;
import io.bush.realtime.protocol.ClientMessage;
import io.bush.realtime.protocol.CloseCode;
import io.bush.realtime.protocol.ErrorCode;
import io.bush.realtime.protocol.ServerMessage;
import io.bush.realtime.protocol.ServerMessage.ConnectionEstablished.Limits;
import io.bush.realtime.protocol.ServerMessage.Failure.Context;
import io.bush.realtime.transport.ConnectionLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who a connection serves, and until when (contract §3.1, §3.2, §3.6).
 *
 * <p>States: without a token (until the deadline) → asking (the authenticator, then the leases) → established → asking
 * again for a newer token → established. Identity never changes once established. Thread safety: on the connection's lane
 * only.
 */
final class Identity {

    private static final Duration WARNING = Duration.ofSeconds(60);

    /** What an answer changed. */
    enum Change {
        /** The connection is established. */
        ESTABLISHED,
        /** A newer token was accepted. */
        RENEWED,
        /** Nothing. */
        NONE
    }

    private final Connection connection;
    private final ActionContext context;
    /** Told who it is before anybody else is, the client too; may end the connection. */
    private final Consumer<Principal> onKnown;

    private final Consumer<Change> onAnswer;

    /** The token that came with the handshake; null without one, and after it was used. */
    private @Nullable HandshakeTokens handshakeTokens;
    /** An earlier connection of the same user to be closed; null for none. */
    private @Nullable String previousConnection;
    /** A question is under way. */
    private boolean asking;
    /** When the token ends, by the wall clock; null for never, and until established. */
    private @Nullable Instant expiresAt;
    /** When the connection is over: the deadline for a token, then the token's end; on the monotonic clock. */
    private long endsAt;
    /** Whether there is such an end. */
    private boolean ends = true;
    /** The client knows that its token ends. */
    private boolean warned;
    /** The connection counts against a limit of its user or share, until it ends. */
    private boolean counted;

    Identity(
            Connection connection,
            ActionContext context,
            HandshakeTokens tokens,
            List<String> previous,
            Consumer<Principal> onKnown,
            Consumer<Change> onAnswer) {
        this.connection = connection;
        this.context = context;
        this.handshakeTokens = tokens;
        this.previousConnection = previous.isEmpty() ? null : previous.get(0);
        this.onKnown = onKnown;
        this.onAnswer = onAnswer;
        this.endsAt = node().nanoTime()
                + node().settings().connections().authDeadline().toNanos();
    }

    private NodeContext node() {
        return context.node();
    }

    boolean asking() {
        return asking;
    }

    boolean established() {
        return connection.principal() != null;
    }

    /** Uses the handshake's token, if there is one. */
    void begin() {
        HandshakeTokens tokens = handshakeTokens;
        handshakeTokens = null;
        if (tokens == null || tokens.found() == null) {
            return;
        }
        if (tokens.conflicting()) {
            refuse();
        } else {
            ask(tokens.found(), null);
        }
    }

    void authenticate(ClientMessage.Authenticate message) {
        if (message.previousConnectionId() != null) {
            previousConnection = message.previousConnectionId();
        }
        ask(message.token(), message.ref());
    }

    private void ask(String token, @Nullable String ref) {
        asking = true;
        Question.ask(
                node().runtime(),
                connection.lane(),
                node().settings().access().askDeadline(),
                () -> context.authenticator().authenticate(new Credentials(token, connection.remoteAddress())),
                (answer, failure) -> answered(answer, failure, ref));
    }

    private void answered(@Nullable Authentication answer, @Nullable Throwable failure, @Nullable String ref) {
        if (connection.closing()) {
            return;
        }
        Principal known = connection.principal();
        if (failure != null) {
            node().listener().failed("Authenticator", failure);
            if (known == null) {
                connection.close(CloseCode.INTERNAL);
            } else {
                keep(ref, ErrorCode.TEMPORARILY_UNAVAILABLE, "the token could not be judged");
            }
        } else if (answer == null || hasEnded(answer.expiresAt())) {
            if (known == null) {
                refuse();
            } else {
                keep(ref, ErrorCode.UNAUTHENTICATED, "the token is not valid; the earlier one stays");
            }
        } else if (known == null) {
            lease(answer, ref);
        } else {
            renew(known, answer, ref);
        }
    }

    // ---- the first token ----

    private void refuse() {
        boolean tooMany =
                node().addresses().authFailed(connection.remoteAddress()).isPresent();
        connection.close(tooMany ? CloseCode.RATE_LIMITED : CloseCode.AUTHENTICATION_FAILED);
    }

    private void lease(Authentication answer, @Nullable String ref) {
        ConnectionLimits limits = node().settings().connections();
        if (answer.principal() instanceof Principal.ShareGuest guest) {
            String id = node().newId("guest_");
            Principal named = new Principal.ShareGuest(id, guest.shareId(), guest.name());
            boolean room = node().registry().admitGuest(guest.shareId(), limits.perShare());
            leased(new Authentication(named, answer.expiresAt()), ref, room);
            return;
        }
        String user = answer.principal().id();
        closePrevious(user);
        if (context.outage().down()) {
            leased(answer, ref, roomHere(user));
            return;
        }
        Question.ask(
                node().runtime(),
                connection.lane(),
                node().settings().access().askDeadline(),
                () -> context.leases().acquire(user, connection.id(), limits.perUser()),
                (taken, failure) -> {
                    if (failure != null) {
                        node().listener().failed("ConnectionLeases", failure);
                    }
                    boolean room = taken != null ? taken : roomHere(user);
                    if (taken == null && !room) {
                        // It may have been taken all the same.
                        context.leases().release(user, connection.id());
                    }
                    leased(answer, ref, room);
                });
    }

    /** While the back end is away the limit is this node's own (contract §7). */
    private boolean roomHere(String user) {
        long open = node().registry().of(user).stream()
                .filter(one -> !one.closing())
                .count();
        return open < node().settings().connections().perUser();
    }

    /**
     * The back end is back after an outage, and may not have this connection's lease: takes one whatever the limit is, because
     * connections stay; the next one finds the limit reached. Completes when it is answered.
     */
    CompletionStage<Void> leaseAgain() {
        Principal who = connection.principal();
        if (!counted || who == null || who instanceof Principal.ShareGuest) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        context.leases().acquire(who.id(), connection.id(), Integer.MAX_VALUE).whenComplete((taken, failure) -> {
            if (failure != null) {
                node().listener().failed("ConnectionLeases", failure);
            }
            connection.lane().execute(() -> {
                if (!counted) {
                    // It ended meanwhile, and may have given back what it did not have yet.
                    context.leases().release(who.id(), connection.id());
                }
                done.complete(null);
            });
        });
        return done;
    }

    private void leased(Authentication answer, @Nullable String ref, boolean room) {
        if (!room) {
            connection.close(CloseCode.TOO_MANY_CONNECTIONS);
            return;
        }
        if (!connection.closing()) {
            onKnown.accept(answer.principal());
        }
        if (connection.closing()) {
            giveBack(answer.principal());
            return;
        }
        counted = true;
        accept(answer);
        connection.identify(answer.principal());
        NodeContext.Settings settings = node().settings();
        ConnectionLimits limits = settings.connections();
        connection.send(new ServerMessage.ConnectionEstablished(
                ref,
                connection.id(),
                node().runtime().clock().wallTime(),
                answer.principal(),
                settings.heartbeat().interval(),
                answer.expiresAt(),
                new Limits(
                        limits.messageBytes(), limits.subscriptions(), ConnectionLimits.MAX_BATCH, settings.rates())));
        onAnswer.accept(Change.ESTABLISHED);
    }

    private void closePrevious(String user) {
        Connection previous =
                previousConnection == null ? null : node().registry().find(previousConnection);
        previousConnection = null;
        if (previous != null && previous != connection) {
            Principal who = previous.principal();
            if (who != null && who.id().equals(user)) {
                // Its place is free at once, or the newcomer might be one too many.
                context.leases().release(user, previous.id());
                previous.close(CloseCode.NORMAL);
            }
        }
    }

    // ---- newer tokens ----

    private void renew(Principal known, Authentication answer, @Nullable String ref) {
        Principal next = answer.principal();
        if (known instanceof Principal.ShareGuest guest
                && next instanceof Principal.ShareGuest other
                && guest.shareId().equals(other.shareId())) {
            next = new Principal.ShareGuest(guest.id(), guest.shareId(), other.name());
        }
        if (!next.id().equals(known.id()) || next.view() != known.view()) {
            keep(ref, ErrorCode.IDENTITY_MISMATCH, "the token belongs to somebody else; the earlier one stays");
            return;
        }
        accept(new Authentication(next, answer.expiresAt()));
        connection.identify(next);
        connection.send(new ServerMessage.Authenticated(ref, answer.expiresAt()));
        onAnswer.accept(Change.RENEWED);
    }

    private void keep(@Nullable String ref, ErrorCode code, String why) {
        asking = false;
        connection.fail(code, why, new Context(ref, "authenticate", null, -1, null));
        onAnswer.accept(Change.NONE);
    }

    private void accept(Authentication answer) {
        asking = false;
        warned = false;
        Instant end = answer.expiresAt();
        expiresAt = end;
        ends = end != null;
        if (end != null) {
            Duration left = Duration.between(node().runtime().clock().wallTime(), end);
            endsAt = node().nanoTime() + cappedNanos(left);
        }
        connection.tickSoon();
    }

    private boolean hasEnded(@Nullable Instant expiresAt) {
        return expiresAt != null && !expiresAt.isAfter(node().runtime().clock().wallTime());
    }

    /** A token that is good for longer than a year is good for ever: nanoseconds do not reach further safely. */
    private static long cappedNanos(Duration left) {
        Duration year = Duration.ofDays(365);
        return left.compareTo(year) > 0 ? year.toNanos() : left.toNanos();
    }

    // ---- time ----

    /** Ends the connection when its time is over, warns before; returns when to be called again. */
    long tick(long now) {
        if (!ends) {
            return now + Duration.ofDays(365).toNanos();
        }
        if (now - endsAt >= 0) {
            if (!established() && asking) {
                // The token came in time; the authenticator has a deadline of its own.
                return now + Duration.ofSeconds(1).toNanos();
            }
            connection.close(CloseCode.AUTHENTICATION_FAILED);
            return now;
        }
        if (!established() || warned) {
            return endsAt;
        }
        long warnAt = endsAt - WARNING.toNanos();
        if (now - warnAt < 0) {
            return warnAt;
        }
        warned = true;
        if (expiresAt != null) {
            connection.send(new ServerMessage.TokenExpiring(expiresAt));
        }
        return endsAt;
    }

    /** Gives back what the connection holds. */
    void release() {
        Principal who = connection.principal();
        if (counted && who != null) {
            counted = false;
            giveBack(who);
        }
    }

    private void giveBack(Principal who) {
        if (who instanceof Principal.ShareGuest guest) {
            node().registry().releaseGuest(guest.shareId());
        } else {
            context.leases().release(who.id(), connection.id());
        }
    }
}
