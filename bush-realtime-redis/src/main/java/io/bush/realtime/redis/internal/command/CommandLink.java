package io.bush.realtime.redis.internal.command;

import io.bush.realtime.redis.internal.command.RedisFailure.Kind;
import io.bush.realtime.redis.internal.command.RedisFailure.Outcome;
import io.bush.realtime.redis.internal.lane.Lane;
import io.bush.realtime.redis.internal.topology.Attempts;
import io.bush.realtime.redis.internal.topology.Servers;
import io.bush.realtime.redis.internal.topology.Session;
import io.bush.realtime.time.NodeRuntime;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection for commands: one at a time, made anew whenever it broke or is not to be trusted. lettuce does not
 * reconnect by itself, because it would send again what may have been executed. Thread safety: safe for use by any thread;
 * what happens to the connection happens on the link's lane.
 */
final class CommandLink {

    private static final Logger LOG = LoggerFactory.getLogger(CommandLink.class);

    private final Servers servers;
    private final Lane lane;
    private final Listener listener;
    private final Attempts<Session> attempts;
    /** How the first try went that told something. */
    private final CompletableFuture<Void> first = new CompletableFuture<>();
    /** The connection, or null while there is none. Written on the lane. */
    private volatile @Nullable Session session;
    /**
     * Why the last try failed that told something, before one that only took too long; null when there was none since the last
     * connection. Written on the lane.
     */
    private volatile @Nullable Throwable why;
    /** Whether this node has left. Only ever set. */
    private volatile boolean closed;

    /** What happens to the connection. Called on the link's lane. */
    interface Listener {
        /** There is a connection. */
        void connected();

        /** There is none any more, or the try to make one failed. */
        void failed(RedisFailure failure);
    }

    CommandLink(Servers servers, NodeRuntime runtime, Lane lane, Listener listener) {
        this.servers = servers;
        this.lane = lane;
        this.listener = listener;
        this.attempts = new Attempts<>(
                runtime, lane, servers.patience(), servers::commands, Session::close, new Attempts.Listener<>() {
                    @Override
                    public void made(Session connection) {
                        connected(connection);
                    }

                    @Override
                    public void failed(Throwable why) {
                        notConnected(why);
                    }
                });
    }

    @Nullable
    Session session() {
        return session;
    }

    /** The connection, unless it is known to have broken. */
    @Nullable
    Session openSession() {
        Session present = session;
        return present != null && present.isOpen() ? present : null;
    }

    /** Why there is no connection, as far as a try has told; null when there is one, or nothing is known. */
    @Nullable
    Throwable why() {
        return why;
    }

    /** Makes the first connection and tells how that went; goes on trying in any case. */
    CompletionStage<Void> start() {
        lane.execute(attempts::begin);
        return first;
    }

    private void connected(Session made) {
        attempts.worked();
        why = null;
        session = made;
        if (closed) {
            made.close();
            return;
        }
        made.onBroken(() -> lane.execute(() -> lost(made)));
        if (!made.isOpen()) {
            lane.execute(() -> lost(made));
        }
        first.complete(null);
        listener.connected();
    }

    private void notConnected(Throwable failure) {
        LOG.debug("no connection to Redis at {}", servers, failure);
        if (!attempts.mayTellMore()) {
            Throwable told = why;
            why = told != null && Failures.isSlow(failure) ? told : failure;
            first.completeExceptionally(failure);
        }
        listener.failed(new RedisFailure(
                Outcome.NOT_DONE,
                Kind.NO_CONNECTION,
                "cannot connect to Redis at " + servers + ": " + Failures.said(failure),
                Failures.unwrapped(failure)));
    }

    private void lost(Session broken) {
        if (session == broken && !closed) {
            session = null;
            broken.close();
            listener.failed(new RedisFailure(
                    Outcome.UNKNOWN, Kind.CONNECTION_LOST, "the connection to Redis at " + servers + " broke", null));
            attempts.begin();
        }
    }

    /** Closes a connection that is not to be trusted any more and makes another; nothing when it is not the present one. */
    void condemn(Session doubtful, String why) {
        lane.execute(() -> {
            if (session == doubtful && !closed) {
                LOG.info("the connection to Redis at {} is made anew: {}", servers, why);
                session = null;
                doubtful.close();
                attempts.beginLater();
            }
        });
    }

    /** Ends it; what is under way fails. */
    void close() {
        closed = true;
        attempts.close();
        Session last = session;
        if (last != null) {
            last.close();
        }
    }
}
