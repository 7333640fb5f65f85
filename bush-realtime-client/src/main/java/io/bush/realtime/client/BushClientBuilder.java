package io.bush.realtime.client;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bush.realtime.client.connection.BacklogLimits;
import io.bush.realtime.client.connection.ClientListener;
import io.bush.realtime.client.connection.TokenPlacement;
import io.bush.realtime.client.internal.engine.ClientEngine;
import io.bush.realtime.client.internal.engine.EngineSettings;
import io.bush.realtime.client.internal.engine.World;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Describes a {@link BushClient}. Required: {@link #token} or {@link #tokenSupplier}; everything else has a default.
 * Thread safety: for one thread.
 */
public final class BushClientBuilder {

    private static final int MIN_MESSAGE_BYTES = 1024;
    private static final int DEFAULT_MESSAGE_BYTES = 1024 * 1024;

    private final URI url;
    private @Nullable Supplier<? extends CompletionStage<String>> tokens;
    private TokenPlacement placement = TokenPlacement.AUTHORIZATION_HEADER;
    private @Nullable Executor handlers;
    private ObjectMapper mapper = JsonMapper.builder()
            .findAndAddModules()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private Duration connectTimeout = Duration.ofSeconds(10);
    private int maxMessageBytes = DEFAULT_MESSAGE_BYTES;
    private BacklogLimits backlog = BacklogLimits.DEFAULT;
    private ClientListener listener = new LoggingListener();
    private @Nullable HttpClient http;
    private @Nullable World world;

    BushClientBuilder(URI url) {
        if (url.getHost() == null || !("ws".equals(url.getScheme()) || "wss".equals(url.getScheme()))) {
            throw new IllegalArgumentException("scheme is " + url.getScheme() + " and host is " + url.getHost()
                    + ", allowed: ws://host/… or wss://host/…");
        }
        this.url = url;
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
     * Sets where tokens come from. Asked once per attempt to connect, on the handler executor; may block there, which holds
     * up handlers.
     *
     * @param supplier gives a token; if the stage fails, so does the attempt
     * @return this
     */
    public BushClientBuilder tokenSupplier(Supplier<? extends CompletionStage<String>> supplier) {
        tokens = Objects.requireNonNull(supplier, "tokenSupplier");
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
     * Sets where handlers and the listener run. The default is one daemon thread of the client's own. With several threads
     * the handlers of different channels run side by side, those of one channel still one at a time.
     *
     * @param executor the executor; not shut down by the client
     * @return this
     */
    public BushClientBuilder handlerExecutor(Executor executor) {
        handlers = Objects.requireNonNull(executor, "handlerExecutor");
        return this;
    }

    /**
     * Sets the mapper that reads events' data for typed handlers. The default has every module it finds and ignores unknown
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
     * Sets how long an attempt to connect may take, from {@code connect} over the token to the server's acceptance. The
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
     * Sets the largest message of the server that is accepted. A larger one ends the connection. The default is 1 MiB.
     *
     * @param bytes bytes of UTF-8, at least 1024
     * @return this
     */
    public BushClientBuilder maxMessageBytes(int bytes) {
        if (bytes < MIN_MESSAGE_BYTES) {
            throw new IllegalArgumentException(
                    "maxMessageBytes is " + bytes + ", allowed: " + MIN_MESSAGE_BYTES + " or more");
        }
        maxMessageBytes = bytes;
        return this;
    }

    /**
     * Sets how far handlers may be behind. The default is 10,000 frames and 16 MiB.
     *
     * @param limits the limits
     * @return this
     */
    public BushClientBuilder backlogLimits(BacklogLimits limits) {
        backlog = Objects.requireNonNull(limits, "backlogLimits");
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
     * Sets the HTTP client that opens the socket: for a proxy, for TLS settings, or to share one between clients. It must
     * not follow redirects, which would carry the token elsewhere. The default is one of the client's own.
     *
     * @param client the HTTP client; not closed
     * @return this
     */
    public BushClientBuilder httpClient(HttpClient client) {
        if (client.followRedirects() != HttpClient.Redirect.NEVER) {
            throw new IllegalArgumentException(
                    "httpClient follows redirects: " + client.followRedirects() + ", allowed: NEVER");
        }
        http = client;
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
     * @throws IllegalStateException if there is no token
     */
    public BushClient build() {
        if (tokens == null) {
            throw new IllegalStateException("token is not set: give a token or a tokenSupplier");
        }
        EngineSettings settings =
                new EngineSettings(url, tokens, placement, connectTimeout, maxMessageBytes, backlog, mapper, listener);
        return new BushClient(new ClientEngine(settings, world == null ? systemWorld() : world));
    }

    private World systemWorld() {
        SystemSeams seams = new SystemSeams(handlers);
        return new World(seams, seams, seams.core(), seams.handlers(handlers), seams.transport(http), seams::release);
    }
}
