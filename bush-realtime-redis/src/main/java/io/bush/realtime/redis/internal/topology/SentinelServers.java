package io.bush.realtime.redis.internal.topology;

import io.bush.realtime.redis.internal.topology.NoMasterException.Reason;
import io.bush.realtime.time.NodeRuntime;
import io.bush.realtime.time.Scheduler.Cancellable;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The master that Sentinels name. They are asked before each connection, and again and again while there is one: an old
 * master that is alive says nothing of its end, and takes writes for as long as nobody tells it. What is connected must say
 * itself that it is a master (ROLE), because a Sentinel can be late. Thread safety: safe for use by any thread.
 */
public final class SentinelServers implements Servers {

    private static final Logger LOG = LoggerFactory.getLogger(SentinelServers.class);

    /** How soon a doubt is looked into. */
    private static final Duration SOON = Duration.ofMillis(200);

    /** How lettuce 7 says now and then that a connection it has handed out is not connected. */
    private static final String NOT_YET = "Currently not connected";

    private static final Duration MOMENT = Duration.ofMillis(20);
    private static final int ROLE_TRIES = 5;

    private final Access access;
    private final Target target;
    private final NodeRuntime runtime;
    private final RedisClient client;
    private final Sentinels sentinels;
    private final Session.Closings closings = new Session.Closings();
    /** Where the last connection of each kind leads; null before the first. */
    private volatile @Nullable Master commandsAt;

    private volatile @Nullable Master busAt;
    /** Who hears of moves; null before. Guarded by this, as all below. */
    private @Nullable Moves moves;

    private @Nullable Cancellable nextLook;
    /** Whether a doubt has asked for it: the next ones do not put it off. */
    private boolean soon;

    private boolean looking;
    /** Whether a doubt came while they were being asked: what they answer may be older than its reason. */
    private boolean doubted;

    private boolean closed;

    /**
     * Which master.
     *
     * @param name how the Sentinels call it
     * @param database its database
     * @param sentinelLogin how to log in to the Sentinels, or null
     * @param poll how often they are asked
     */
    public record Target(String name, int database, Access.@Nullable Login sentinelLogin, Duration poll) {}

    /**
     * Where a Sentinel listens.
     *
     * @param host where
     * @param port where
     */
    public record Place(String host, int port) {}

    /**
     * Makes no connection yet.
     *
     * @param access how to get there
     * @param target which master
     * @param places where the Sentinels listen
     * @param runtime the node's
     */
    public SentinelServers(Access access, Target target, List<Place> places, NodeRuntime runtime) {
        this.access = access;
        this.target = target;
        this.runtime = runtime;
        this.client = RedisClient.create(access.resources());
        this.client.setOptions(access.options());
        this.sentinels = new Sentinels(
                runtime,
                target.name(),
                places.stream()
                        .map(place -> access.uri(place.host(), place.port(), 0, target.sentinelLogin()))
                        .map(uri -> new OneSentinel(client, uri, closings))
                        .toList(),
                access.patience());
    }

    @Override
    public CompletionStage<Session> commands() {
        return connect(
                        uri -> client.connectAsync(Access.CODEC, uri),
                        made -> made.async().role())
                .thenApply(to -> {
                    commandsAt = to.master();
                    return new Session(to.connection(), to.connection().async(), Session.Kind.ONE_SERVER, closings);
                });
    }

    @Override
    public CompletionStage<StatefulRedisPubSubConnection<String, byte[]>> bus() {
        return connect(
                        uri -> client.connectPubSubAsync(Access.CODEC, uri),
                        made -> made.async().role())
                .thenApply(to -> {
                    busAt = to.master();
                    return to.connection();
                });
    }

    @Override
    public void close(StatefulRedisPubSubConnection<String, byte[]> connection) {
        closings.close(connection);
    }

    /** A connection and where it leads. */
    private record To<C>(C connection, Master master) {}

    private <C extends StatefulConnection<String, byte[]>> CompletionStage<To<C>> connect(
            Function<RedisURI, CompletionStage<C>> make, Function<C, RedisFuture<List<Object>>> role) {
        return sentinels
                .master()
                .thenCompose(master -> closings.connecting(
                                () -> make.apply(access.uri(master.host(), master.port(), target.database())))
                        .thenCompose(made -> role(() -> role.apply(made), ROLE_TRIES)
                                .handle((parts, failure) -> {
                                    if (failure == null && isMaster(parts)) {
                                        return CompletableFuture.completedFuture(new To<>(made, master));
                                    }
                                    closings.close(made);
                                    return CompletableFuture.<To<C>>failedFuture(
                                            failure != null
                                                    ? failure
                                                    : new NoMasterException(
                                                            Reason.NOT_NOW,
                                                            "the Sentinels name " + master
                                                                    + ", which says that it is no master",
                                                            null));
                                }))
                        .thenCompose(either -> either));
    }

    /** Asks for the role; again when lettuce does not know yet that the connection it has just made is there. */
    private CompletionStage<List<Object>> role(Supplier<RedisFuture<List<Object>>> question, int tries) {
        return inTime(question.get())
                .handle((parts, failure) -> {
                    if (failure == null) {
                        return CompletableFuture.completedFuture(parts);
                    }
                    return tries > 1 && Causes.say(failure, NOT_YET)
                            ? moment().thenCompose(over -> role(question, tries - 1))
                            : CompletableFuture.<List<Object>>failedFuture(failure);
                })
                .thenCompose(either -> either);
    }

    private CompletionStage<Void> moment() {
        CompletableFuture<Void> over = new CompletableFuture<>();
        runtime.scheduler().schedule(MOMENT, () -> over.complete(null));
        return over;
    }

    /** lettuce counts no time. */
    private <T> CompletionStage<T> inTime(CompletionStage<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Cancellable end = runtime.scheduler()
                .schedule(
                        access.connect(),
                        () -> answer.completeExceptionally(new IllegalStateException("no answer to ROLE")));
        question.whenComplete((parts, failure) -> {
            end.cancel();
            if (failure == null) {
                answer.complete(parts);
            } else {
                answer.completeExceptionally(failure);
            }
        });
        return answer;
    }

    private static boolean isMaster(List<Object> role) {
        Object first = role.isEmpty() ? null : role.get(0);
        String text = first instanceof byte[] raw ? new String(raw, StandardCharsets.US_ASCII) : String.valueOf(first);
        return text.equals("master");
    }

    /** The Sentinels, the master, and what it says of itself. */
    @Override
    public Duration patience() {
        return access.patience().multipliedBy(2).plus(access.connect());
    }

    // ---- whether it is still the one ----

    @Override
    public synchronized void watch(Moves hears) {
        moves = hears;
        lookIn(target.poll());
    }

    @Override
    public synchronized void doubt() {
        if (looking) {
            doubted = true;
        } else if (moves != null && !soon) {
            soon = true;
            lookIn(SOON);
        }
    }

    private void lookIn(Duration delay) {
        if (nextLook != null) {
            nextLook.cancel();
        }
        nextLook = closed
                ? null
                : runtime.scheduler().schedule(delay, () -> runtime.executor().execute(this::look));
    }

    private void look() {
        synchronized (this) {
            if (closed || looking) {
                return;
            }
            looking = true;
            doubted = false;
        }
        sentinels.master().whenCompleteAsync(this::looked, runtime.executor());
    }

    private void looked(@Nullable Master master, @Nullable Throwable failure) {
        Moves hears;
        synchronized (this) {
            looking = false;
            soon = doubted;
            lookIn(soon ? SOON : target.poll());
            hears = closed ? null : moves;
        }
        if (master == null) {
            LOG.debug("the Sentinels could not be asked for {}", target.name(), failure);
        } else if (hears != null) {
            String why = "the Sentinels name " + master + " as master now";
            if (isOld(commandsAt, master)) {
                hears.commandsMoved(why);
            }
            if (isOld(busAt, master)) {
                hears.busMoved(why);
            }
        }
    }

    private static boolean isOld(@Nullable Master connected, Master named) {
        return connected != null && !connected.isAt(named) && connected.epoch() <= named.epoch();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (nextLook != null) {
                nextLook.cancel();
            }
        }
        closings.finish(() -> client.shutdown(Duration.ZERO, Duration.ofSeconds(2)));
    }

    @Override
    public String toString() {
        Master last = commandsAt;
        return "master " + target.name() + (last == null ? "" : ", last " + last);
    }
}
