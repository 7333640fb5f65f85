package io.bush.realtime.client.internal.engine;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.client.call.CallException;
import io.bush.realtime.client.call.CallOptions;
import io.bush.realtime.client.channel.Channel;
import io.bush.realtime.client.channel.ChannelHandle;
import io.bush.realtime.client.channel.SubscribeOptions;
import io.bush.realtime.client.connection.Activity;
import io.bush.realtime.client.connection.ConnectionState;
import io.bush.realtime.client.connection.ConnectionStatus;
import io.bush.realtime.client.internal.call.CallQueue;
import io.bush.realtime.client.internal.lane.Lane;
import io.bush.realtime.client.internal.parts.ClientSettings;
import io.bush.realtime.client.internal.parts.Parts;
import io.bush.realtime.client.internal.parts.World;
import io.bush.realtime.client.internal.subscription.Subscription;
import io.bush.realtime.client.internal.subscription.Subscriptions;
import io.bush.realtime.client.internal.user.Backlog;
import io.bush.realtime.client.internal.user.TokenDesk;
import io.bush.realtime.client.internal.user.UserCode;
import io.bush.realtime.client.lock.CommentLocks;
import io.bush.realtime.client.presence.PresenceHandle;
import io.bush.realtime.client.signal.Signals;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way into a client from any thread: what is asked here becomes a task of the client's lane, where {@link Connector}
 * and its parts work. The application's code never runs there. Thread safety: safe for use by any thread.
 */
public final class ClientEngine {

    private static final Logger LOG = LoggerFactory.getLogger("io.bush.realtime.client");

    private final Parts parts;
    private final Lane lane;
    private final StatusBoard board;
    private final CallQueue calls;
    private final Collaboration collaboration;
    private final Connector connector;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final CompletableFuture<Void> socketGone = new CompletableFuture<>();
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
    public ClientEngine(ClientSettings settings, World world) {
        lane = new Lane(world.executor(), failure -> LOG.error("A fault of the client", failure));
        UserCode user = new UserCode(world.handlers(), settings.listener(), this::handlersRefused);
        parts = new Parts(
                settings,
                world,
                lane,
                user,
                user.newLane(),
                new TokenDesk(settings.tokens(), user, lane, world.scheduler()),
                new Backlog(settings.limits()),
                new Subscriptions());
        board = new StatusBoard(parts);
        calls = new CallQueue(parts);
        collaboration = new Collaboration(parts);
        connector = new Connector(parts, board, calls, collaboration);
    }

    /**
     * Returns where the connection stands.
     *
     * @return the status
     */
    public ConnectionStatus status() {
        return board.status();
    }

    /**
     * Waits for a state.
     *
     * @param state which
     * @return completes when it is reached
     */
    public CompletionStage<ConnectionStatus> when(ConnectionState state) {
        return board.when(state);
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
        if (closing || !lane.offer(() -> connector.connect(done))) {
            done.completeExceptionally(Connector.closed());
        }
        // Not a copy, which would wrap the failure; nobody else waits for this one.
        return done;
    }

    /** Gives the connection up; subscriptions stay. */
    public void disconnect() {
        lane.execute(() -> {
            connector.disconnect();
            collaboration.disconnected();
        });
    }

    /**
     * Says how much anybody looks.
     *
     * @param now how much
     */
    public void activity(Activity now) {
        lane.execute(() -> connector.activity(now));
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
                channel, options, parts.user(), parts.settings().mapper(), parts.backoff(), this::unsubscribe);
        setup.accept(subscription.handle());
        refuseDuplicate(parts.subscriptions().add(subscription), channel);
        lane.execute(connector::subscriptionsChanged);
        return subscription.handle();
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
        return Optional.ofNullable(parts.subscriptions().find(channel)).map(Subscription::handle);
    }

    /**
     * Returns the presence in a channel; made at the first time.
     *
     * @param handle of the subscription
     * @param idleAfter how long nobody may do anything before they count as idle; counts the first time
     * @return the presence
     */
    public PresenceHandle presence(ChannelHandle handle, Duration idleAfter) {
        return collaboration.presence(handle, idleAfter, connector::subscriptionsChanged);
    }

    /**
     * Returns the locks in a channel; made at the first time.
     *
     * @param handle of the subscription
     * @return the locks
     */
    public CommentLocks locks(ChannelHandle handle) {
        return collaboration.locks(handle, connector::subscriptionsChanged);
    }

    /**
     * Returns the signals in a channel; made at the first time.
     *
     * @param handle of the subscription
     * @return the signals
     */
    public Signals signals(ChannelHandle handle) {
        return collaboration.signals(handle);
    }

    /**
     * Makes a call.
     *
     * @param method what
     * @param params with what; not changed
     * @param options how
     * @return the answer
     */
    public CompletableFuture<JsonNode> call(String method, JsonNode params, CallOptions options) {
        CompletableFuture<JsonNode> result = new CompletableFuture<>();
        if (closing || !lane.offer(() -> calls.call(method, params, options, result))) {
            result.completeExceptionally(CallException.of(
                    CallException.Reason.CLOSED, CallException.Outcome.NOT_DONE, "the client is closed", null));
        }
        return result;
    }

    /**
     * Closes for good.
     *
     * @return completes when nothing of the client runs any more
     */
    public CompletionStage<Void> close() {
        closing = true;
        parts.subscriptions().all().forEach(Subscription::silence);
        parts.user().shut();
        lane.execute(this::beginClose);
        return closed.minimalCompletionStage();
    }

    /**
     * Returns what completes when, after {@link #close}, the socket is gone and no handler runs; stages may still have to
     * complete.
     *
     * @return a future
     */
    public CompletableFuture<Void> still() {
        return CompletableFuture.allOf(socketGone, parts.user().still());
    }

    private void unsubscribe(Subscription subscription, CompletableFuture<Void> done) {
        parts.subscriptions().remove(subscription);
        Runnable complete = () -> parts.user().complete(subscription.lane(), () -> done.complete(null));
        boolean accepted = lane.offer(() -> {
            boolean known = subscription.isKnownToServer();
            subscription.end();
            if (known) {
                connector.unsubscribe(subscription, complete);
            } else {
                complete.run();
            }
        });
        if (!accepted) {
            done.complete(null);
        }
    }

    private void handlersRefused(Throwable refusal) {
        lane.execute(() -> connector.handlersRefused(refusal));
    }

    // ---- on the lane

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
        var unused = connector.close().whenComplete((it, failure) -> {
            socketGone.complete(null);
            var ignored = parts.user().idle().whenComplete((done, none) -> lane.execute(this::finishClose));
        });
    }

    private void finishClose() {
        if (!lane.closeIfDry()) {
            // Whoever asked for something in this very moment waits for an answer.
            lane.execute(this::finishClose);
            return;
        }
        try {
            parts.world().handlers().execute(() -> closed.complete(null));
        } catch (RuntimeException refusal) {
            closed.complete(null);
        }
        parts.world().release().run();
    }
}
