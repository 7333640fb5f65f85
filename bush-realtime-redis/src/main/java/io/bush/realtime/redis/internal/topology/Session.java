package io.bush.realtime.redis.internal.topology;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection for commands, or in a cluster the set of them. Commands are executed in the order of the calls; stages
 * complete on threads of lettuce. Thread safety: safe for use by any thread.
 */
public final class Session {

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final byte[] PUBLISH =
            "return {redis.call('PUBLISH', ARGV[1], ARGV[2])}".getBytes(StandardCharsets.US_ASCII);

    private final StatefulConnection<String, byte[]> connection;
    private final RedisClusterAsyncCommands<String, byte[]> commands;
    private final Kind kind;
    private final Closings closings;
    /** Whether it was closed; lettuce complains of a second time. */
    private final AtomicBoolean closed = new AtomicBoolean();

    /** How many servers there are. */
    public enum Kind {
        /** One, which every command goes to. */
        ONE_SERVER,
        /** Several, and a command goes to the one that has its first key. */
        CLUSTER
    }

    /**
     * Makes a session of a connection.
     *
     * @param connection the connection
     * @param commands its commands
     * @param kind how many servers it reaches
     * @param closings closes it
     */
    Session(
            StatefulConnection<String, byte[]> connection,
            RedisClusterAsyncCommands<String, byte[]> commands,
            Kind kind,
            Closings closings) {
        this.connection = connection;
        this.commands = commands;
        this.kind = kind;
        this.closings = closings;
    }

    /**
     * Runs a script that the server may remember.
     *
     * @param sha1 its name there
     * @param keys its keys
     * @param arguments its arguments
     * @return the reply
     */
    public CompletionStage<List<@Nullable Object>> evalSha(String sha1, String[] keys, byte[][] arguments) {
        return sent(() -> commands.evalsha(sha1, ScriptOutputType.MULTI, keys, arguments));
    }

    /**
     * Runs a script by its text.
     *
     * @param text the script
     * @param keys its keys
     * @param arguments its arguments
     * @return the reply
     */
    public CompletionStage<List<@Nullable Object>> eval(byte[] text, String[] keys, byte[][] arguments) {
        return sent(() -> commands.eval(text, ScriptOutputType.MULTI, keys, arguments));
    }

    /**
     * Publishes a message.
     *
     * @param near a key: in a cluster the server that has it publishes, so that messages about it keep their order
     * @param busChannel the pub/sub channel
     * @param message the message
     * @return the reply
     */
    public CompletionStage<List<@Nullable Object>> publish(String near, String busChannel, byte[] message) {
        if (kind == Kind.CLUSTER) {
            return eval(
                    PUBLISH, new String[] {near}, new byte[][] {busChannel.getBytes(StandardCharsets.UTF_8), message});
        }
        return Session.<Long>sent(() -> commands.publish(busChannel, message)).thenApply(List::of);
    }

    /** Whatever lettuce throws instead of failing the command. */
    private static <T> CompletionStage<T> sent(Supplier<CompletionStage<T>> command) {
        try {
            return command.get();
        } catch (RedisException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    /**
     * Tells whether commands can be sent, as far as is known.
     *
     * @return false once it broke or was closed; in a cluster once it was closed, because a command finds its own server
     */
    public boolean isOpen() {
        return kind == Kind.CLUSTER ? !closed.get() : connection.isOpen();
    }

    /**
     * Tells whether it is one connection: then one that broke takes no command any more.
     *
     * @return false in a cluster, where a single server may be out of reach
     */
    public boolean isSingle() {
        return kind == Kind.ONE_SERVER;
    }

    /**
     * Does something when the connection breaks, on a thread of lettuce. In a cluster single connections are made anew
     * by lettuce and nothing is said.
     *
     * @param then what to do
     */
    public void onBroken(Runnable then) {
        if (kind == Kind.CLUSTER) {
            return;
        }
        connection.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> broken) {
                then.run();
            }
        });
    }

    /** Closes the connection, without waiting for it. What is under way fails. */
    public void close() {
        if (closed.compareAndSet(false, true)) {
            closings.close(connection);
        }
    }

    /**
     * Closes connections, each once: a client of lettuce that is shut down closes all it knows of, and warns the
     * application's log of each that somebody else closes too. And makes none any more from then on: Netty warns of who comes to
     * threads that have ended. Thread safety: safe for use by any thread.
     */
    static final class Closings {

        /**
         * Longest wait for who is on the way when the client is shut down. A connection ends by its own deadline; this is for a
         * machine that stands still, on which a second is not long.
         */
        private static final long MOST_MILLIS = 5_000;

        /** By what it is: a connection that is being closed, or a try to make one. */
        private final Map<Object, CompletableFuture<Void>> underWay = new ConcurrentHashMap<>();
        /** When the client has been shut down. */
        private final CompletableFuture<Void> shut = new CompletableFuture<>();
        /** Whether the client is being shut down, or has been. Only ever set. */
        private volatile boolean shutting;

        /**
         * Connects; the client is shut down when that is over, or takes too long. A socket whose making is still queued on a thread of
         * Netty when that ends would stay open for ever.
         *
         * @param connect begins it
         * @return what comes of it; a failure once the client is being shut down
         */
        <T> CompletionStage<T> connecting(Supplier<? extends CompletionStage<T>> connect) {
            Object lasts = new Object();
            // First, so that whoever shuts the client down either sees it or is seen.
            underWay.put(lasts, new CompletableFuture<>());
            CompletionStage<T> end;
            try {
                end = shutting ? leaving() : connect.get();
            } catch (RuntimeException | Error thrown) {
                end = CompletableFuture.failedFuture(thrown);
            }
            return end.whenComplete((done, failure) -> ended(lasts));
        }

        private static <T> CompletionStage<T> leaving() {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("the connections to Redis are being closed"));
        }

        /** Closes a connection, without waiting for it. One that broke has to be closed too, or its client keeps it. */
        void close(StatefulConnection<?, ?> connection) {
            // First, so that whoever shuts the client down either sees it or is seen.
            underWay.put(connection, new CompletableFuture<>());
            if (shutting) {
                ended(connection);
                CompletionStage<Void> over = shut;
                // It is closed by then, unless it was made too late.
                over.thenRun(() -> {
                    if (connection.isOpen()) {
                        closeNow(connection);
                    }
                });
            } else {
                closeNow(connection);
            }
        }

        private void closeNow(StatefulConnection<?, ?> connection) {
            CompletionStage<Void> closing = connection.closeAsync();
            closing.whenComplete((nothing, failure) -> {
                ended(connection);
                if (failure != null) {
                    LOG.debug("a connection to Redis did not close as it should", failure);
                }
            });
        }

        private void ended(Object what) {
            CompletableFuture<Void> closing = underWay.remove(what);
            if (closing != null) {
                closing.complete(null);
            }
        }

        /** Shuts the client down when no connection is being made or closed any more, or does not want to be. */
        void finish(Runnable shutDown) {
            shutting = true;
            try {
                CompletableFuture.allOf(underWay.values().toArray(CompletableFuture<?>[]::new))
                        .get(MOST_MILLIS, TimeUnit.MILLISECONDS);
            } catch (ExecutionException | TimeoutException late) {
                LOG.debug("{} connections to Redis are not made or closed yet", underWay.size(), late);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                shutDown.run();
                shut.complete(null);
            }
        }
    }
}
