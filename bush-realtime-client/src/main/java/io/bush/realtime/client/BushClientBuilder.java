package io.bush.realtime.client;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bush.realtime.client.connection.ClientLimits;
import io.bush.realtime.client.connection.ClientListener;
import io.bush.realtime.client.connection.TokenPlacement;
import io.bush.realtime.client.connection.TokenSource;
import io.bush.realtime.client.internal.engine.ClientEngine;
import io.bush.realtime.client.internal.parts.ClientSettings;
import io.bush.realtime.client.internal.parts.World;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Describes a {@link BushClient}. Required: {@link #token}, {@link #tokenSupplier} or {@link #tokenSource}; everything else has a default.
 * Thread safety: for one thread.
 */
public final class BushClientBuilder {

    private final URI url;
    private @Nullable URI pollUrl;
    private @Nullable TokenSource tokens;
    private TokenPlacement placement = TokenPlacement.AUTHORIZATION_HEADER;
    private @Nullable Executor handlers;
    private ObjectMapper mapper = JsonMapper.builder()
            .findAndAddModules()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private Duration connectTimeout = Duration.ofSeconds(10);
    private ClientLimits limits = ClientLimits.DEFAULT;
    private ClientListener listener = new LoggingListener();
    private @Nullable ClientRuntime runtime;
    private @Nullable World world;

    BushClientBuilder(URI url) {
        this.url = checked(url, "ws");
    }

    private static URI checked(URI url, String scheme) {
        String secure = scheme + "s";
        if (url.getHost() == null || !(scheme.equals(url.getScheme()) || secure.equals(url.getScheme()))) {
            throw new IllegalArgumentException("scheme is " + url.getScheme() + " and host is " + url.getHost()
                    + ", allowed: " + scheme + "://host/… or " + secure + "://host/…");
        }
        return url;
    }

    /**
     * Sets a token that does not change: an access token, or the token of a share.
     *
     * @param fixed the token
     * @return this
     */
    public BushClientBuilder token(String fixed) {
        Objects.requireNonNull(fixed, "token");
        return tokenSupplier(() -> CompletableFuture.completedFuture(fixed));
    }

    /**
     * Sets where tokens come from, for a supplier that keeps none. See {@link TokenSource} for one that does.
     *
     * @param supplier gives a token
     * @return this
     */
    public BushClientBuilder tokenSupplier(Supplier<? extends CompletionStage<String>> supplier) {
        return tokenSource(TokenSource.of(Objects.requireNonNull(supplier, "tokenSupplier")));
    }

    /**
     * Sets where tokens come from. Asked for each attempt to connect, before a token ends and after one was refused.
     *
     * @param source gives tokens
     * @return this
     */
    public BushClientBuilder tokenSource(TokenSource source) {
        tokens = Objects.requireNonNull(source, "tokenSource");
        return this;
    }

    /**
     * Sets where the token travels. The default is the {@code Authorization} header.
     *
     * @param where the place
     * @return this
     */
    public BushClientBuilder tokenPlacement(TokenPlacement where) {
        placement = Objects.requireNonNull(where, "tokenPlacement");
        return this;
    }

    /**
     * Sets where to poll when no WebSocket gets through: the server's {@code …/events/poll}. Without it the client goes on
     * trying the WebSocket alone.
     *
     * @param address {@code http://…} or {@code https://…}
     * @return this
     * @throws IllegalArgumentException if it is no such address
     */
    public BushClientBuilder pollUrl(URI address) {
        pollUrl = checked(address, "http");
        return this;
    }

    /**
     * Sets where handlers and the listener run, for example {@code SwingUtilities::invokeLater}. The default is one daemon
     * thread of the client's own, or those of its {@link ClientRuntime}. With several threads the handlers of different
     * channels run side by side, those of one channel still one at a time.
     *
     * @param executor the executor; not shut down by the client
     * @return this
     */
    public BushClientBuilder handlerExecutor(Executor executor) {
        handlers = Objects.requireNonNull(executor, "handlerExecutor");
        return this;
    }

    /**
     * Sets the mapper that reads events' data for typed handlers, and writes and reads calls. The default has every module it finds and ignores unknown
     * fields.
     *
     * @param reader the mapper; not changed
     * @return this
     */
    public BushClientBuilder objectMapper(ObjectMapper reader) {
        mapper = Objects.requireNonNull(reader, "objectMapper");
        return this;
    }

    /**
     * Sets how long an attempt to connect may take, from the question for a token to the server's acceptance. The
     * default is 10 s.
     *
     * @param timeout more than zero
     * @return this
     */
    public BushClientBuilder connectTimeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("connectTimeout is " + timeout + ", allowed: more than zero");
        }
        connectTimeout = timeout;
        return this;
    }

    /**
     * Sets how much the client holds at most.
     *
     * @param most the limits
     * @return this
     */
    public BushClientBuilder limits(ClientLimits most) {
        limits = Objects.requireNonNull(most, "limits");
        return this;
    }

    /**
     * Sets who hears what happens to the client. The default logs what goes wrong.
     *
     * @param hears the listener
     * @return this
     */
    public BushClientBuilder listener(ClientListener hears) {
        listener = Objects.requireNonNull(hears, "listener");
        return this;
    }

    /**
     * Sets what the client shares with others. The default is a runtime of its own, closed with the client.
     *
     * @param shared the runtime; not closed with the client, which is closed with it
     * @return this
     */
    public BushClientBuilder runtime(ClientRuntime shared) {
        runtime = Objects.requireNonNull(shared, "runtime");
        return this;
    }

    /** Sets time, threads and sockets, for tests. */
    BushClientBuilder world(World test) {
        world = test;
        return this;
    }

    /**
     * Builds the client; it does nothing until {@link BushClient#connect}.
     *
     * @return the client
     * @throws IllegalStateException if there is no token, or the runtime is closed
     */
    public BushClient build() {
        if (tokens == null) {
            throw new IllegalStateException("token is not set: give a token, a tokenSupplier or a tokenSource");
        }
        ClientSettings settings =
                new ClientSettings(url, pollUrl, tokens, placement, connectTimeout, limits, mapper, listener);
        ClientRuntime shared = runtime;
        if (world != null || shared == null) {
            World own = world == null ? ClientRuntime.single().owned(handlers) : world;
            return new BushClient(new ClientEngine(settings, own), mapper);
        }
        World part = shared.shared(handlers);
        BushClient client = new BushClient(new ClientEngine(settings, part), mapper);
        shared.taken(part, client);
        return client;
    }
}
