package io.bush.realtime.client.internal.session;

import io.bush.realtime.client.connection.ConnectionException;
import io.bush.realtime.client.connection.ConnectionException.Reason;
import io.bush.realtime.client.connection.TokenPlacement;
import io.bush.realtime.client.connection.TokenSource;
import io.bush.realtime.client.internal.lane.Alarm;
import io.bush.realtime.client.internal.parts.ClientSettings;
import io.bush.realtime.client.internal.parts.Parts;
import io.bush.realtime.client.internal.subscription.Subscription;
import io.bush.realtime.client.internal.transport.ClientTransport;
import io.bush.realtime.client.internal.user.TokenDesk;
import io.bush.realtime.client.internal.user.UserCode.Delivery;
import io.bush.realtime.client.internal.wire.ClientFrames;
import io.bush.realtime.client.internal.wire.FrameReader;
import io.bush.realtime.client.internal.wire.InvalidFrameException;
import io.bush.realtime.client.internal.wire.ServerFrame;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One connection, from the question for a token to its end. The session itself is the generation: once it has ended,
 * whatever still comes for it is dropped.
 *
 * <p>Thread safety: the transport calls on any thread, and everything goes to the lane from there; all else is for the
 * lane.
 */
public final class Session implements ClientTransport.Listener, TokenDesk.Asker {

    /** Who owns the session; called on the lane. */
    public interface Owner {

        /**
         * The server has accepted, and was asked for every subscription.
         *
         * @param session which
         * @param outbox what else to ask of it
         */
        void established(Session session, Outbox outbox);

        /**
         * Another frame came that is about no channel and answers nothing.
         *
         * @param frame which
         */
        void control(ServerFrame.Other frame);

        /**
         * The session is over. Its socket may take a moment more; see {@link Session#gone}.
         *
         * @param session which
         * @param cause why
         */
        void ended(Session session, ConnectionException cause);
    }

    /** How long a close may take before the socket is dropped. */
    public static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private static final int NORMAL = 1000;
    /** With these codes the server sends a client away (contract §2). */
    private static final Set<Integer> SENT_AWAY = Set.of(1009, 4001, 4003, 4008, 4009, 4029);

    private final Parts parts;
    private final Owner owner;
    private final @Nullable String previousConnectionId;
    private final Alarm deadline;
    /** Completes when the socket is gone, or there was none. */
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    /** The question for a token; null before. */
    private TokenDesk.@Nullable Question question;
    /** The socket; null until there is a token. */
    private ClientTransport.@Nullable Link link;
    /** The token for the first message; null before, afterwards, and if it went with the handshake. */
    private @Nullable String firstMessageToken;
    /** What there is as soon as the server has accepted; null before. Read by any thread. */
    private volatile @Nullable Exchange exchange;
    /** What the server said when it accepted; null before. */
    private ServerFrame.@Nullable Established greeting;
    /** A moment before the server said anything, by the monotonic clock. */
    private long askedAt;
    /** What the server calls the connection; null if it did not say. */
    private @Nullable String connectionId;
    /** When to come back, as the server says; null if it does not. */
    private @Nullable Duration reconnectAfter;
    /** Whether the goodbye was said in order, by either side. */
    private boolean orderly;
    /** Whether the server does not wait for us to come back. */
    private boolean forGood;
    /** Whether this generation is over. */
    private boolean ended;

    /**
     * Makes a session that has not begun.
     *
     * @param parts of the client
     * @param owner told what happens
     * @param previousConnectionId a connection that this one replaces, or null
     */
    public Session(Parts parts, Owner owner, @Nullable String previousConnectionId) {
        this.parts = parts;
        this.owner = owner;
        this.previousConnectionId = previousConnectionId;
        this.deadline = parts.alarm();
    }

    /**
     * Begins.
     *
     * @param why what to tell the token source
     */
    public void start(TokenSource.Why why) {
        Duration patience = parts.settings().connectTimeout();
        deadline.set(
                patience,
                () -> fail(ConnectionException.of(
                        link == null ? Reason.TOKEN_UNAVAILABLE : Reason.TIMED_OUT,
                        (link == null ? "there was no token" : "the server did not accept the connection") + " within "
                                + patience,
                        null)));
        question = parts.tokens().ask(why, patience, this);
    }

    @Override
    public void none(ConnectionException why) {
        fail(why);
    }

    @Override
    public void token(String token) {
        ClientSettings settings = parts.settings();
        boolean inHeader = settings.placement() == TokenPlacement.AUTHORIZATION_HEADER;
        firstMessageToken = inHeader ? null : token;
        ClientTransport.Request request = new ClientTransport.Request(
                inHeader && previousConnectionId != null
                        ? Addresses.withParameter(settings.url(), "previous_connection_id", previousConnectionId)
                        : settings.url(),
                inHeader ? Map.of("Authorization", "Bearer " + token) : Map.of(),
                settings.connectTimeout(),
                CLOSE_TIMEOUT,
                settings.limits().messageBytes());
        askedAt = parts.now();
        link = parts.world().transport().open(request, this, parts.lane());
    }

    // ---- the transport's calls

    @Override
    public void opened() {
        parts.lane().execute(() -> {
            String token = firstMessageToken;
            if (!ended && token != null) {
                askedAt = parts.now();
                send(ClientFrames.authenticate(token, previousConnectionId).toString());
                firstMessageToken = null;
            }
        });
    }

    @Override
    public void heard() {
        Exchange open = exchange;
        if (open != null) {
            open.heard();
        }
    }

    @Override
    public void message(String text, int sizeBytes) {
        heard();
        if (parts.backlog().reserve(sizeBytes)) {
            parts.lane().execute(() -> received(text, sizeBytes));
        } else {
            // The lane comes to this before any later message, so nothing gets in behind the gap.
            String why = parts.backlog().describe();
            parts.lane().execute(() -> overflowed(why));
        }
    }

    /** Without a goodbye, which would give presence and locks back. */
    private void overflowed(String why) {
        fail(ConnectionException.of(Reason.BACKLOG_OVERFLOW, why, null));
    }

    @Override
    public void ended(ConnectionException cause) {
        parts.lane().execute(() -> {
            orderly |= cause.closeCode().isPresent() && cause.reason() != Reason.LOST;
            forGood |= SENT_AWAY.contains(cause.closeCode().orElse(NORMAL));
            gone.complete(null);
            fail(cause);
        });
    }

    // ---- on the lane

    /**
     * Returns how long the connection has been established.
     *
     * @return zero if it was not
     */
    public Duration establishedFor() {
        Exchange open = exchange;
        return open == null ? Duration.ZERO : open.age();
    }

    /**
     * Returns whether the server has accepted the connection.
     *
     * @return whether it was ever established
     */
    public boolean wasEstablished() {
        return exchange != null;
    }

    /**
     * Returns what the server said when it accepted.
     *
     * @return its frame; null before
     */
    public ServerFrame.@Nullable Established greeting() {
        return greeting;
    }

    /**
     * Returns when the server wants the client back.
     *
     * @return null if it did not say
     */
    public @Nullable Duration reconnectAfter() {
        return reconnectAfter;
    }

    /**
     * Returns the connection that the server may still believe in.
     *
     * @return its name; null if there is none
     */
    public @Nullable String leftBehind() {
        if (exchange == null) {
            return previousConnectionId;
        }
        return orderly ? null : connectionId;
    }

    /**
     * Returns whether the server has ended what rested on the connection: it was closed in order, or we were sent away.
     *
     * @return false if it waits for us to come back
     */
    public boolean isForGood() {
        return forGood;
    }

    /**
     * Returns what completes when the socket is gone, or there was none.
     *
     * @return the same future each time
     */
    public CompletableFuture<Void> gone() {
        return gone;
    }

    /** There are new subscriptions. */
    public void subscriptionsChanged() {
        Exchange open = exchange;
        if (open != null && !ended) {
            open.subscribes().gather();
        }
    }

    /** The machine has slept: asks for a sign of life. */
    public void woke() {
        Exchange open = exchange;
        if (open != null && !ended) {
            open.woke();
        }
    }

    /**
     * Gives a subscription up.
     *
     * @param subscription which
     * @param done runs when the server has confirmed, or will not
     */
    public void unsubscribe(Subscription subscription, Runnable done) {
        Exchange open = exchange;
        if (open == null || ended) {
            done.run();
        } else {
            open.unsubscribes().add(subscription.channel(), done);
        }
    }

    /** Ends this generation and says goodbye; the owner is not told. */
    public void close() {
        finish();
        if (link == null) {
            gone.complete(null);
        } else {
            orderly = true;
            forGood = true;
            link.close(NORMAL);
        }
    }

    /**
     * Ends this generation with a goodbye, because of something that is our own doing.
     *
     * @param cause what
     */
    public void leave(ConnectionException cause) {
        if (!ended) {
            close();
            owner.ended(this, cause);
        }
    }

    /** Ends this generation at once. */
    private void fail(ConnectionException cause) {
        if (!ended) {
            finish();
            if (link != null) {
                link.abort();
            }
            gone.complete(null);
            owner.ended(this, cause);
        }
    }

    private void finish() {
        ended = true;
        firstMessageToken = null;
        deadline.clear();
        if (question != null) {
            question.drop();
        }
        Exchange open = exchange;
        if (open != null) {
            open.end();
        }
    }

    private void send(String text) {
        if (link != null) {
            link.send(text);
        }
    }

    private void received(String text, int sizeBytes) {
        Delivery delivery = null;
        if (!ended) {
            try {
                delivery = understand(FrameReader.read(text));
            } catch (InvalidFrameException e) {
                fail(ConnectionException.of(Reason.INVALID_FRAME, String.valueOf(e.getMessage()), null));
            }
        }
        if (delivery == null) {
            parts.backlog().release(sizeBytes);
        } else if (!parts.deliver(delivery, sizeBytes)) {
            leave(Parts.handlersUnavailable(null));
        }
    }

    private @Nullable Delivery understand(ServerFrame frame) {
        Exchange open = exchange;
        if (frame instanceof ServerFrame.Established established) {
            return open == null ? established(established) : null;
        } else if (frame instanceof ServerFrame.Closing closing) {
            reconnectAfter = closing.reconnectAfter();
            return parts.toListener(it -> it.control(closing.control()));
        } else if (frame instanceof ServerFrame.TokenExpiring expiring) {
            if (open != null) {
                open.tokenExpires();
            }
            return parts.toListener(it -> it.control(expiring.control()));
        }
        return open == null ? Exchange.unasked(parts, owner::control, frame) : open.understand(frame);
    }

    private Delivery established(ServerFrame.Established frame) {
        deadline.clear();
        greeting = frame;
        connectionId = frame.connectionId();
        Exchange open = new Exchange(parts, frame, askedAt, this::send, () -> fail(silence()), owner::control);
        exchange = open;
        open.subscribes().flush();
        owner.established(this, open.outbox());
        return parts.toListener(it -> it.control(frame.control()));
    }

    private static ConnectionException silence() {
        return ConnectionException.of(Reason.LOST, "the server gives no sign of life", null);
    }
}
