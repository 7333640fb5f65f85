package io.bush.realtime.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bush.realtime.client.call.CallException;
import io.bush.realtime.client.call.CallOptions;
import io.bush.realtime.client.channel.Channel;
import io.bush.realtime.client.channel.ChannelHandle;
import io.bush.realtime.client.channel.SubscribeOptions;
import io.bush.realtime.client.connection.Activity;
import io.bush.realtime.client.connection.ConnectionState;
import io.bush.realtime.client.connection.ConnectionStatus;
import io.bush.realtime.client.internal.engine.ClientEngine;
import io.bush.realtime.client.lock.CommentLocks;
import io.bush.realtime.client.presence.PresenceHandle;
import io.bush.realtime.client.signal.Signals;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to a bush-realtime server, and the subscriptions on it (contract P12).
 *
 * <pre>{@code
 * BushClient client = BushClient.builder(URI.create("wss://example.org/v4/cable"))
 *         .tokenSupplier(session::accessToken)
 *         .build();
 * client.subscribe("file", "file_xyz", SubscribeOptions.DEFAULT, file -> {
 *     file.on("comment.created", Comment.class, (comment, event) -> show(comment));
 *     file.onReset(reset -> reload());
 * });
 * client.connect();
 * }</pre>
 *
 * <p>A client starts disconnected. From {@link #connect} until {@link #disconnect} or {@link #close} it sees to it that there
 * is a connection: it comes back when one ends, asks for every subscription again from where it had come, and polls if it
 * was told where and no WebSocket gets through. It gives up only where trying again makes no sense: the server refuses the
 * token or the client, or finds its frames invalid. Subscriptions may be made at any time, also before.
 *
 * <p>Everything here may be called inside handlers. The stages complete on the handler executor, so a handler must not wait
 * for one.
 *
 * <p>Thread safety: safe for use by any thread.
 */
public final class BushClient implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BushClient.class);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

    private final ClientEngine engine;
    private final ObjectMapper mapper;

    BushClient(ClientEngine engine, ObjectMapper mapper) {
        this.engine = engine;
        this.mapper = mapper;
    }

    /**
     * Describes a client.
     *
     * @param url the server's address, {@code ws://…} or {@code wss://…}
     * @return a builder that still needs a token
     * @throws IllegalArgumentException if it is no such address
     */
    public static BushClientBuilder builder(URI url) {
        return new BushClientBuilder(url);
    }

    /**
     * Connects, and stays connected. Joins an attempt that is under way; tries at once if the client waits before its next
     * one, unless the server asked it to wait. An attempt that fails is not the end: the client goes on, and the listener
     * and {@link #status} say why there is no connection.
     *
     * @return completes when connected, at once if it already is; fails with a {@code ConnectionException} when the client
     *     gives up, is told to disconnect or closed
     */
    public CompletionStage<Void> connect() {
        return engine.connect();
    }

    /**
     * Ends the connection and polling until {@link #connect} is called again. Subscriptions stay, and go on from where they
     * were; calls without an answer fail.
     */
    public void disconnect() {
        engine.disconnect();
    }

    /**
     * Returns where the connection stands, since when and why.
     *
     * @return the status
     */
    public ConnectionStatus status() {
        return engine.status();
    }

    /**
     * Waits for a state.
     *
     * @param state which
     * @return completes as soon as the client is in that state, at once if it is; fails with a {@code ConnectionException}
     *     when the client is closed before
     */
    public CompletionStage<ConnectionStatus> when(ConnectionState state) {
        return engine.when(state);
    }

    /**
     * Says how much anybody looks at what the client brings. Only polling depends on it. A client starts active.
     *
     * @param activity how much
     */
    public void activity(Activity activity) {
        engine.activity(Objects.requireNonNull(activity, "activity"));
    }

    /**
     * Calls a method of the server's application and waits for its answer at most 30 s; not repeated.
     *
     * @param method its name
     * @param params its parameters, written as a JSON object
     * @param result what to read the answer as
     * @param <T> what the answer is read as
     * @return the answer; fails with a {@code CallException} that says why there is none
     * @throws IllegalArgumentException if the parameters cannot be written as a JSON object
     */
    public <T> CompletionStage<T> call(String method, Object params, Class<T> result) {
        return call(method, params, result, CallOptions.DEFAULT);
    }

    /**
     * Calls a method of the server's application. While there is no connection the call waits for one; while none is
     * wanted, or too many wait, it fails at once.
     *
     * @param method its name
     * @param params its parameters, written as a JSON object
     * @param result what to read the answer as
     * @param options how long to wait, and whether the call may be repeated
     * @param <T> what the answer is read as
     * @return the answer; fails with a {@code CallException} that says why there is none
     * @throws IllegalArgumentException if the parameters cannot be written as a JSON object
     */
    public <T> CompletionStage<T> call(String method, Object params, Class<T> result, CallOptions options) {
        JsonNode json = mapper.valueToTree(params);
        if (!json.isObject()) {
            throw new IllegalArgumentException("params are " + json.getNodeType() + ", allowed: an object");
        }
        CompletableFuture<T> typed = new CompletableFuture<>();
        var unused = engine.call(method, json.deepCopy(), options).whenComplete((answer, failure) -> {
            if (failure != null) {
                typed.completeExceptionally(failure);
                return;
            }
            try {
                typed.complete(mapper.treeToValue(answer, result));
            } catch (JsonProcessingException | RuntimeException unreadable) {
                typed.completeExceptionally(CallException.of(
                        CallException.Reason.UNREADABLE,
                        CallException.Outcome.DONE,
                        "the answer cannot be read as " + result.getSimpleName(),
                        unreadable));
            }
        });
        return typed;
    }

    /**
     * Subscribes to live events.
     *
     * @param channelType for example {@code file}
     * @param resourceId for example {@code file_xyz}
     * @return the handle; handlers added to it may miss what arrives before
     * @throws IllegalArgumentException if no channel can be called that
     * @throws IllegalStateException if there is a subscription to this channel, or the client is closed
     */
    public ChannelHandle subscribe(String channelType, String resourceId) {
        return subscribe(channelType, resourceId, SubscribeOptions.DEFAULT, handle -> {});
    }

    /**
     * Subscribes from a position or to certain events, with handlers that miss nothing.
     *
     * @param channelType for example {@code file}
     * @param resourceId for example {@code file_xyz}
     * @param options from where, and which events
     * @param setup adds handlers; runs before this returns, on the caller's thread, before the server is asked
     * @return the handle
     * @throws IllegalArgumentException if no channel can be called that
     * @throws IllegalStateException if there is a subscription to this channel, or the client is closed
     */
    public ChannelHandle subscribe(
            String channelType, String resourceId, SubscribeOptions options, Consumer<? super ChannelHandle> setup) {
        return engine.subscribe(new Channel(channelType, resourceId), options, setup);
    }

    /**
     * Returns the subscription to a channel.
     *
     * @param channel which
     * @return its handle; empty if there is none, or it has ended
     */
    public Optional<ChannelHandle> subscription(Channel channel) {
        return engine.subscription(channel);
    }

    /**
     * Returns the own presence in a channel and that of others. Ask for it in the {@code setup} of {@code subscribe}: later
     * the server has to be asked again who is there.
     *
     * @param channel the subscription; the type of its channel has to offer presence
     * @return the presence, the same each time
     * @throws IllegalArgumentException if the handle is not a client's
     */
    public PresenceHandle presence(ChannelHandle channel) {
        return presence(channel, PresenceHandle.IDLE_AFTER);
    }

    /**
     * The same, with another time after which the user counts as idle.
     *
     * @param channel the subscription
     * @param idleAfter how long nobody may do anything, more than zero; counts the first time the presence is asked for
     * @return the presence, the same each time
     * @throws IllegalArgumentException if the handle is not a client's, or the time not more than zero
     */
    public PresenceHandle presence(ChannelHandle channel, Duration idleAfter) {
        if (idleAfter.isNegative() || idleAfter.isZero()) {
            throw new IllegalArgumentException("idleAfter is " + idleAfter + ", allowed: more than zero");
        }
        return engine.presence(channel, idleAfter);
    }

    /**
     * Returns the locks on the comments of a channel. Ask for them in the {@code setup} of {@code subscribe}: later the
     * server has to be asked again who edits what.
     *
     * @param channel the subscription; the type of its channel has to offer locks
     * @return the locks, the same each time
     * @throws IllegalArgumentException if the handle is not a client's
     */
    public CommentLocks locks(ChannelHandle channel) {
        return engine.locks(channel);
    }

    /**
     * Returns the signals of a channel: typing, cursors, and whatever else is kept nowhere.
     *
     * @param channel the subscription; the type of its channel has to offer signals
     * @return the signals, the same each time
     * @throws IllegalArgumentException if the handle is not a client's
     */
    public Signals signals(ChannelHandle channel) {
        return engine.signals(channel);
    }

    /**
     * Closes the client for good. No handler starts after this returned; events that wait for theirs are dropped, calls and
     * whoever else waits fail.
     *
     * @return completes when the connection is gone and nothing of the client runs or will run; never fails
     */
    public CompletionStage<Void> closeAsync() {
        return engine.close();
    }

    /**
     * Closes the client for good and waits until the connection is gone and no handler runs, for at most 10 s if one does
     * not end. Stages that others wait for fail on the handler executor and the listener hears of the end there, perhaps a
     * moment later; {@link #closeAsync} completes behind all of it. Inside a handler it does not wait, for that would be for
     * itself.
     */
    @Override
    public void close() {
        var unused = engine.close();
        if (engine.isCallerHandler()) {
            return;
        }
        try {
            engine.still().get(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            LOG.warn("A handler has been running for {} after the client was closed", CLOSE_PATIENCE);
        } catch (ExecutionException e) {
            throw new IllegalStateException("closing never fails", e);
        }
    }
}
