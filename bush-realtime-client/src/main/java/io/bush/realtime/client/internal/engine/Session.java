package io.bush.realtime.client.internal.engine;

import io.bush.realtime.client.channel.ControlFrame;
import io.bush.realtime.client.connection.ConnectionException;
import io.bush.realtime.client.connection.ConnectionException.Reason;
import io.bush.realtime.client.connection.TokenPlacement;
import io.bush.realtime.client.internal.engine.UserCode.Delivery;
import io.bush.realtime.client.internal.lane.Scheduler.Cancellable;
import io.bush.realtime.client.internal.transport.ClientTransport;
import io.bush.realtime.client.internal.wire.ClientFrames;
import io.bush.realtime.client.internal.wire.FrameReader;
import io.bush.realtime.client.internal.wire.InvalidFrameException;
import io.bush.realtime.client.internal.wire.ServerFrame;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One connection, from the question for a token to its end. The session itself is the generation: once it has ended,
 * whatever still comes for it is dropped.
 *
 * <p>Thread safety: the transport calls on any thread, and everything goes to the lane from there; all else is for the
 * lane.
 */
final class Session implements ClientTransport.Listener {

    /** Who owns the session; called on the lane. */
    interface Owner {
        void established(Session session);

        void ended(Session session, ConnectionException cause);
    }

    /** How long a close may take before the socket is dropped. */
    static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private static final int NORMAL = 1000;
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

    private final Parts parts;
    private final Owner owner;
    private final Router router;
    /** Completes when the socket is gone, or there was none. */
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    /** The socket; null until there is a token. */
    private ClientTransport.@Nullable Link link;
    /** The token for the first message; null before, afterwards, and if it went with the handshake. */
    private @Nullable String firstMessageToken;
    /** What was asked of the server; null until it has accepted the connection. */
    private @Nullable Requests requests;
    /** Calls off the connect timeout; null before the start. */
    private @Nullable Cancellable deadline;
    /** Whether this generation is over. */
    private boolean ended;

    Session(Parts parts, Owner owner) {
        this.parts = parts;
        this.owner = owner;
        this.router = new Router(parts.subscriptions(), parts.listenerLane(), parts.user());
    }

    void start() {
        Duration patience = parts.settings().connectTimeout();
        deadline = parts.world()
                .scheduler()
                .schedule(
                        patience,
                        () -> parts.lane().execute(() -> {
                            if (requests == null) {
                                fail(ConnectionException.of(
                                        Reason.TIMED_OUT,
                                        "the server did not accept the connection within " + patience,
                                        null));
                            }
                        }));
        if (!parts.user().offer(parts.listenerLane(), this::askForToken)) {
            fail(handlersUnavailable());
        }
    }

    private void askForToken() {
        CompletionStage<String> answer;
        try {
            answer = parts.settings().tokens().get();
        } catch (Throwable failure) {
            answer = CompletableFuture.failedFuture(failure);
        }
        answer.whenComplete((token, failure) -> parts.lane().execute(() -> tokenArrived(token, failure)));
    }

    private void tokenArrived(@Nullable String token, @Nullable Throwable failure) {
        if (ended) {
            return;
        }
        if (token == null || failure != null) {
            fail(ConnectionException.of(Reason.TOKEN_UNAVAILABLE, "the token supplier failed", failure));
        } else if (!TOKEN.matcher(token).matches()) {
            fail(ConnectionException.of(
                    Reason.TOKEN_UNAVAILABLE,
                    "the token has " + token.length() + " characters, allowed: 1 or more of visible ASCII",
                    null));
        } else {
            open(token);
        }
    }

    private void open(String token) {
        EngineSettings settings = parts.settings();
        boolean inHeader = settings.placement() == TokenPlacement.AUTHORIZATION_HEADER;
        firstMessageToken = inHeader ? null : token;
        ClientTransport.Request request = new ClientTransport.Request(
                settings.url(),
                inHeader ? Map.of("Authorization", "Bearer " + token) : Map.of(),
                settings.connectTimeout(),
                CLOSE_TIMEOUT,
                settings.maxMessageBytes());
        link = parts.world().transport().open(request, this, parts.lane());
    }

    // ---- the transport's calls

    @Override
    public void opened() {
        parts.lane().execute(() -> {
            String token = firstMessageToken;
            if (!ended && token != null) {
                send(ClientFrames.authenticate(token));
                firstMessageToken = null;
            }
        });
    }

    @Override
    public void message(String text, int sizeBytes) {
        if (parts.backlog().reserve(sizeBytes)) {
            parts.lane().execute(() -> received(text, sizeBytes));
        } else {
            // The lane comes to this before any later message, so nothing gets in behind the gap.
            String why = parts.backlog().describe();
            parts.lane().execute(() -> leave(ConnectionException.of(Reason.BACKLOG_OVERFLOW, why, null)));
        }
    }

    @Override
    public void ended(ConnectionException cause) {
        parts.lane().execute(() -> {
            gone.complete(null);
            fail(cause);
        });
    }

    // ---- on the lane

    /** There are new subscriptions. */
    void subscriptionsChanged() {
        if (requests != null && !ended) {
            requests.gather();
        }
    }

    /** {@code done} runs when the server has confirmed, or will not. */
    void unsubscribe(Subscription subscription, Runnable done) {
        if (requests == null || ended) {
            done.run();
        } else {
            requests.unsubscribe(subscription.channel(), done);
        }
    }

    /** Ends this generation and says goodbye; the stage completes when the socket is gone. */
    CompletableFuture<Void> close() {
        finish();
        if (link == null) {
            gone.complete(null);
        } else {
            link.close(NORMAL);
        }
        return gone;
    }

    /** Ends this generation with a goodbye, because of something that is our own fault. */
    void leave(ConnectionException cause) {
        if (!ended) {
            var unused = close();
            owner.ended(this, cause);
        }
    }

    /** Ends this generation at once. */
    void fail(ConnectionException cause) {
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
        if (deadline != null) {
            deadline.cancel();
        }
        if (requests != null) {
            requests.end();
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
                leave(ConnectionException.of(Reason.INVALID_FRAME, String.valueOf(e.getMessage()), null));
            }
        }
        if (delivery == null || !deliver(delivery, () -> parts.backlog().release(sizeBytes))) {
            parts.backlog().release(sizeBytes);
        }
    }

    private @Nullable Delivery understand(ServerFrame frame) {
        if (frame instanceof ServerFrame.Established established) {
            return established(established);
        }
        if (requests == null) {
            return frame instanceof ServerFrame.Failure || frame instanceof ServerFrame.Other
                    ? router.route(frame)
                    : null;
        }
        if (frame instanceof ServerFrame.Unsubscribed answer) {
            requests.unsubscribed(answer.ref(), answer.channel());
        } else if (frame instanceof ServerFrame.Failure failure && failure.ref() != null) {
            for (Subscription refusedForGood : requests.refused(failure.ref(), failure.error())) {
                deliver(router.reject(refusedForGood, failure.error()), () -> {});
            }
        }
        return router.route(frame);
    }

    private @Nullable Delivery established(ServerFrame.Established frame) {
        if (requests != null) {
            return null;
        }
        if (deadline != null) {
            deadline.cancel();
        }
        requests = new Requests(parts, frame.limits(), this::send);
        owner.established(this);
        requests.flush();
        ControlFrame control = frame.control();
        return router.toListener(it -> it.control(control));
    }

    private boolean deliver(Delivery delivery, Runnable handled) {
        boolean accepted = parts.user().offer(delivery.lane(), () -> {
            try {
                delivery.work().run();
            } finally {
                handled.run();
            }
        });
        if (!accepted) {
            leave(handlersUnavailable());
        }
        return accepted;
    }

    private static ConnectionException handlersUnavailable() {
        return ConnectionException.of(
                Reason.HANDLERS_UNAVAILABLE, "the executor for handlers refuses to run any", null);
    }
}
