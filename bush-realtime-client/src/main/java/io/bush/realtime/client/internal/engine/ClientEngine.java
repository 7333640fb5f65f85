package io.bush.realtime.client.internal.engine;

import io.bush.realtime.client.channel.Channel;
import io.bush.realtime.client.channel.ChannelHandle;
import io.bush.realtime.client.channel.SubscribeOptions;
import io.bush.realtime.client.connection.ConnectionException;
import io.bush.realtime.client.connection.ConnectionException.Reason;
import io.bush.realtime.client.connection.ConnectionState;
import io.bush.realtime.client.connection.ConnectionStatus;
import io.bush.realtime.client.internal.lane.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The machine behind a client: at most one session at a time, and the subscriptions that outlive sessions. All state
 * changes on one lane; the application's code never runs there.
 *
 * <p>Thread safety: public methods are safe for use by any thread, the others are for the lane.
 */
public final class ClientEngine implements Session.Owner {

    private static final Logger LOG = LoggerFactory.getLogger("io.bush.realtime.client");

    private final Parts parts;
    private final Lane lane;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    /** Those who wait for the connection; for the lane. */
    private final List<CompletableFuture<Void>> waiting = new ArrayList<>();
    /** The connection, or the attempt; null while disconnected. For the lane. */
    private @Nullable Session session;
    /** Where we are; written on the lane. */
    private volatile ConnectionStatus status;
    /** Whether the application has closed the client; written by any thread. */
    private volatile boolean closing;
    /** Whether the close is under way; for the lane. */
    private boolean closeBegun;

    /**
     * Makes an engine that is not connected.
     *
     * @param settings what the application chose
     * @param world time, threads, sockets
     */
    public ClientEngine(EngineSettings settings, World world) {
        lane = new Lane(world.executor(), failure -> LOG.error("A fault of the client", failure));
        UserCode user = new UserCode(world.handlers(), settings.listener(), this::handlersRefused);
        parts = new Parts(
                settings, world, lane, user, user.newLane(), new Backlog(settings.backlog()), new Subscriptions());
        status =
                new ConnectionStatus(ConnectionState.DISCONNECTED, world.clock().wallTime(), null);
    }

    /**
     * Returns where the connection stands.
     *
     * @return the status
     */
    public ConnectionStatus status() {
        return status;
    }

    /**
     * Returns whether the caller is a handler of this client.
     *
     * @return whether it would wait for itself
     */
    public boolean isCallerHandler() {
        return parts.user().isCaller();
    }

    /**
     * Connects, or joins the attempt under way.
     *
     * @return completes when connected
     */
    public CompletionStage<Void> connect() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (closing || !lane.offer(() -> connect(done))) {
            done.completeExceptionally(closedByApplication());
        }
        // Not a copy, which would wrap the failure; nobody else waits for this one.
        return done;
    }

    /**
     * Subscribes.
     *
     * @param channel to what
     * @param options from where, and which events
     * @param setup adds handlers before anything can arrive
     * @return the handle
     */
    public ChannelHandle subscribe(Channel channel, SubscribeOptions options, Consumer<? super ChannelHandle> setup) {
        if (closing) {
            throw new IllegalStateException("the client is closed");
        }
        refuseDuplicate(parts.subscriptions().find(channel) == null, channel);
        Subscription subscription = new Subscription(
                channel, options, parts.user(), parts.settings().mapper(), this::unsubscribe);
        setup.accept(subscription);
        refuseDuplicate(parts.subscriptions().add(subscription), channel);
        lane.execute(() -> {
            if (session != null) {
                session.subscriptionsChanged();
            }
        });
        return subscription;
    }

    private static void refuseDuplicate(boolean free, Channel channel) {
        if (!free) {
            throw new IllegalStateException(
                    "already subscribed to " + channel + ": use its handle, or unsubscribe first");
        }
    }

    /**
     * Returns the handle of a subscription that has not ended.
     *
     * @param channel which
     * @return its handle
     */
    public Optional<ChannelHandle> subscription(Channel channel) {
        return Optional.ofNullable(parts.subscriptions().find(channel));
    }

    /**
     * Closes for good.
     *
     * @return completes when nothing of the client runs any more
     */
    public CompletionStage<Void> close() {
        closing = true;
        parts.subscriptions().all().forEach(Subscription::silence);
        lane.execute(this::beginClose);
        return closed.minimalCompletionStage();
    }

    private void unsubscribe(Subscription subscription, CompletableFuture<Void> done) {
        parts.subscriptions().remove(subscription);
        Runnable complete = () -> {
            if (!parts.user().offer(subscription.lane(), () -> done.complete(null))) {
                done.complete(null);
            }
        };
        boolean accepted = lane.offer(() -> {
            boolean known = subscription.isKnownToServer();
            subscription.end();
            if (known && session != null) {
                session.unsubscribe(subscription, complete);
            } else {
                complete.run();
            }
        });
        if (!accepted) {
            done.complete(null);
        }
    }

    private void handlersRefused(Throwable refusal) {
        lane.execute(() -> {
            if (session != null) {
                session.leave(ConnectionException.of(
                        Reason.HANDLERS_UNAVAILABLE, "the executor for handlers refuses to run any", refusal));
            }
        });
    }

    // ---- on the lane

    private void connect(CompletableFuture<Void> done) {
        if (closeBegun) {
            done.completeExceptionally(closedByApplication());
            return;
        }
        if (status.state() == ConnectionState.CONNECTED) {
            tell(done, null);
            return;
        }
        waiting.add(done);
        if (session == null) {
            session = new Session(parts, this);
            become(ConnectionState.CONNECTING, null);
            session.start();
        }
    }

    @Override
    public void established(Session which) {
        become(ConnectionState.CONNECTED, null);
        tellWaiting(null);
    }

    @Override
    public void ended(Session which, ConnectionException cause) {
        disconnected(cause);
        tellWaiting(cause);
    }

    private void disconnected(@Nullable ConnectionException cause) {
        session = null;
        parts.subscriptions().all().forEach(Subscription::unasked);
        become(ConnectionState.DISCONNECTED, cause);
    }

    private void become(ConnectionState state, @Nullable ConnectionException cause) {
        ConnectionStatus now = new ConnectionStatus(state, parts.world().clock().wallTime(), cause);
        status = now;
        var unused = parts.user().offer(parts.listenerLane(), () -> parts.user().tell(it -> it.stateChanged(now)));
    }

    private void tellWaiting(@Nullable ConnectionException failure) {
        waiting.forEach(it -> tell(it, failure));
        waiting.clear();
    }

    private void tell(CompletableFuture<Void> done, @Nullable ConnectionException failure) {
        Runnable complete = () -> {
            if (failure == null) {
                done.complete(null);
            } else {
                done.completeExceptionally(failure);
            }
        };
        if (!parts.user().offer(parts.listenerLane(), complete)) {
            complete.run();
        }
    }

    private void beginClose() {
        if (closeBegun) {
            return;
        }
        closeBegun = true;
        for (Subscription subscription : parts.subscriptions().all()) {
            subscription.silence();
            subscription.end();
            parts.subscriptions().remove(subscription);
        }
        CompletableFuture<Void> socketGone = CompletableFuture.completedFuture(null);
        if (session != null) {
            socketGone = session.close();
            disconnected(null);
        }
        tellWaiting(closedByApplication());
        var unused = socketGone
                .thenCompose(it -> parts.user().idle())
                .whenComplete((it, failure) -> lane.execute(this::finishClose));
    }

    private void finishClose() {
        parts.world().transport().close();
        parts.world().release().run();
        closed.complete(null);
        lane.close();
    }

    private static ConnectionException closedByApplication() {
        return ConnectionException.of(Reason.CLOSED, "the client is closed", null);
    }
}
