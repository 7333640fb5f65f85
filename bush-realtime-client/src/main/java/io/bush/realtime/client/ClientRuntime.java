package io.bush.realtime.client;

import io.bush.realtime.client.internal.lane.Awakenings;
import io.bush.realtime.client.internal.lane.SleepWatch;
import io.bush.realtime.client.internal.parts.World;
import io.bush.realtime.client.internal.transport.ClientTransport;
import io.bush.realtime.client.internal.transport.JdkTransport;
import java.net.http.HttpClient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Threads and an HTTP client that many clients share: one selector for all their sockets, a few threads for all their
 * frames, timers and handlers. A client without one has its own, with a single thread of each kind.
 *
 * <pre>{@code
 * try (ClientRuntime runtime = ClientRuntime.create()) {
 *     BushClient one = BushClient.builder(url).token(token).runtime(runtime).build();
 *     …
 * }
 * }</pre>
 *
 * <p>Thread safety: safe for use by any thread.
 */
public final class ClientRuntime implements AutoCloseable {

    private final SystemSeams seams;
    /** One for all clients. */
    private final Awakenings awakenings;
    /** The clients that share this and have not ended, by what only they have; guarded by this. */
    private final Map<ClientTransport, BushClient> open = new LinkedHashMap<>();
    /** Whether nobody may share this any more; guarded by this. */
    private boolean closed;

    private ClientRuntime(int threads, @Nullable HttpClient http) {
        seams = new SystemSeams(threads, http);
        awakenings = new SleepWatch(seams, seams);
    }

    /**
     * Makes a runtime with an HTTP client of its own and as many threads of each kind as the machine has processors, which
     * start when there is something to do.
     *
     * @return the runtime
     */
    public static ClientRuntime create() {
        return new ClientRuntime(processors(), null);
    }

    /**
     * Makes a runtime around an HTTP client of the application's: for a proxy, for TLS settings. It must not follow
     * redirects, which would carry tokens elsewhere.
     *
     * @param http opens sockets and sends polls; not closed
     * @return the runtime
     * @throws IllegalArgumentException if it follows redirects
     */
    public static ClientRuntime create(HttpClient http) {
        if (http.followRedirects() != HttpClient.Redirect.NEVER) {
            throw new IllegalArgumentException(
                    "http follows redirects: " + http.followRedirects() + ", allowed: NEVER");
        }
        return new ClientRuntime(processors(), http);
    }

    private static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** For a client without one. */
    static ClientRuntime single() {
        return new ClientRuntime(1, null);
    }

    /** The world of a client that shares this, and is to be {@link #taken} by it. */
    World shared(@Nullable Executor handlers) {
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("the runtime is closed");
            }
        }
        JdkTransport transport = transport();
        return world(handlers, transport, () -> left(transport));
    }

    /** A client has the world that {@link #shared} gave. */
    void taken(World by, BushClient client) {
        boolean late;
        synchronized (this) {
            late = closed;
            if (!late) {
                open.put(by.transport(), client);
            }
        }
        if (late) {
            var unused = client.closeAsync();
        }
    }

    private synchronized void left(ClientTransport by) {
        open.remove(by);
    }

    /** The world of the one client that has this. */
    World owned(@Nullable Executor handlers) {
        return world(handlers, transport(), seams::release);
    }

    private JdkTransport transport() {
        return new JdkTransport(seams.http(), seams);
    }

    private World world(@Nullable Executor handlers, JdkTransport transport, Runnable release) {
        return new World(
                seams,
                seams,
                awakenings,
                seams.random(),
                seams.core(),
                handlers == null ? seams.handlers() : handlers,
                transport,
                release);
    }

    /**
     * Closes the clients that are still open, as {@link BushClient#closeAsync} does, and ends the threads behind them; does
     * not wait for it. Closing twice does nothing more.
     */
    @Override
    public void close() {
        List<BushClient> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(open.values());
        }
        CompletableFuture<?>[] ends = left.stream()
                .map(client -> client.closeAsync().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        var unused = CompletableFuture.allOf(ends).thenRun(seams::release);
    }
}
