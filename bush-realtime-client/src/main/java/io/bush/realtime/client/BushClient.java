package io.bush.realtime.client;

import io.bush.realtime.client.channel.Channel;
import io.bush.realtime.client.channel.ChannelHandle;
import io.bush.realtime.client.channel.SubscribeOptions;
import io.bush.realtime.client.connection.ConnectionStatus;
import io.bush.realtime.client.internal.engine.ClientEngine;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
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
 * <p>A client starts disconnected. {@link #connect} connects it; subscriptions may be made before, and are then asked for
 * together. When the connection ends, the client is disconnected until {@code connect} is called again; it then asks for
 * every subscription again, from where it had come. This version does not reconnect by itself.
 *
 * <p>Everything here may be called inside handlers. The stages complete on the handler executor, behind the handlers that
 * wait there, so a handler must not wait for one.
 *
 * <p>Thread safety: safe for use by any thread.
 */
public final class BushClient implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BushClient.class);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

    private final ClientEngine engine;

    BushClient(ClientEngine engine) {
        this.engine = engine;
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
     * Connects: asks for a token, opens the socket, waits until the server accepts. Joins an attempt that is under way.
     *
     * @return completes when connected, at once if it already is; fails with a {@code ConnectionException} that says why
     *     not
     */
    public CompletionStage<Void> connect() {
        return engine.connect();
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
     * Closes the client for good. No handler starts after this returned; events that wait for theirs are dropped.
     *
     * @return completes when the connection is gone and no handler and no listener runs or will run; never fails
     */
    public CompletionStage<Void> closeAsync() {
        return engine.close();
    }

    /**
     * Closes the client for good and waits until nothing of it runs, for at most 10 s if a handler does not end. Inside a
     * handler it does not wait, for that would be for itself.
     */
    @Override
    public void close() {
        CompletionStage<Void> closed = engine.close();
        if (engine.isCallerHandler()) {
            return;
        }
        try {
            closed.toCompletableFuture().get(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            LOG.warn("A handler has been running for {} after the client was closed", CLOSE_PATIENCE);
        } catch (ExecutionException e) {
            throw new IllegalStateException("closing never fails", e);
        }
    }
}
