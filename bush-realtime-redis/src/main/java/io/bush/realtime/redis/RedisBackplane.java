package io.bush.realtime.redis;

import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.backplane.BackplaneListener;
import io.bush.realtime.backplane.ConnectionLeases;
import io.bush.realtime.bus.Bus;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.lock.LockStore;
import io.bush.realtime.presence.PresenceStore;
import io.bush.realtime.redis.internal.bus.RedisBus;
import io.bush.realtime.redis.internal.command.RedisCommands;
import io.bush.realtime.redis.internal.command.ScriptRunner;
import io.bush.realtime.redis.internal.eventlog.RedisEventLog;
import io.bush.realtime.redis.internal.ingest.IngestWorld;
import io.bush.realtime.redis.internal.ingest.Ingestion;
import io.bush.realtime.redis.internal.key.RedisKeys;
import io.bush.realtime.redis.internal.lease.RedisConnectionLeases;
import io.bush.realtime.redis.internal.lock.RedisLockStore;
import io.bush.realtime.redis.internal.presence.RedisPresenceStore;
import io.bush.realtime.redis.internal.topology.Servers;
import io.bush.realtime.time.NodeRuntime;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the nodes of one system share, in Redis (contract §6): event log, bus, presence, locks and connection leases.
 *
 * <p>A node needs one connection for commands and one for pub/sub. When Redis cannot be reached, everything answers within
 * the command time-out and says truly what is known of it; the node hears of the outage and of the return (contract §7).
 * Thread safety: as its parts.
 */
public final class RedisBackplane implements Backplane {

    private static final Logger LOG = LoggerFactory.getLogger(RedisBackplane.class);
    private static final int DRIVER_THREADS = 2;
    /** How long a node has an ingestion stream from each look on: so long a dead node's is left alone. */
    private static final Duration CONSUMER_LEASE = Duration.ofSeconds(15);
    /** How long to wait, about, before a stream is looked for again that another node has. */
    private static final Duration CONSUMED_ELSEWHERE = Duration.ofSeconds(5);

    private final RedisSettings settings;
    private final RedisKeys keys;
    private final Servers servers;
    private final Outages outages;
    private final RedisCommands commands;
    private final RedisBus bus;
    private final RedisEventLog eventLog;
    private final RedisPresenceStore presence;
    private final RedisLockStore locks;
    private final RedisConnectionLeases leases;
    /** Publishes what others put into streams; null when the settings do not ask for it. */
    private final @Nullable Ingestion ingestion;
    /** lettuce's threads, when they are ours to stop. */
    private final @Nullable ClientResources owned;

    private final AtomicBoolean closed = new AtomicBoolean();

    private RedisBackplane(
            RedisSettings settings,
            ClientResources resources,
            @Nullable ClientResources owned,
            NodeRuntime runtime,
            UnaryOperator<ScriptRunner> scripts) {
        String nodeId = freshId(runtime);
        this.keys = new RedisKeys(settings.prefix());
        this.settings = settings;
        this.owned = owned;
        this.servers = Lettuce.servers(settings, resources, nodeId, runtime);
        this.outages = new Outages(runtime.clock());
        this.commands = commands(settings, servers, runtime, outages);
        this.bus = bus(settings, servers, commands, keys, nodeId, runtime);
        outages.tell(bus);
        follow(servers, commands, bus, runtime);
        ScriptRunner runner = scripts.apply(commands);
        this.eventLog = new RedisEventLog(
                runner, keys, runtime, settings.bounds().commandsInFlight(), servers.kind(), servers::doubt);
        this.presence = new RedisPresenceStore(runner, keys, bus);
        this.locks = new RedisLockStore(runner, keys, bus);
        this.leases = RedisConnectionLeases.start(runner, keys, runtime, nodeId);
        this.ingestion = ingestion(settings.ingestion(), nodeId, runner, keys, runtime);
    }

    /** An id that no other node or publisher has. */
    static String freshId(NodeRuntime runtime) {
        return "%08x%08x".formatted(runtime.random().nextInt(), runtime.random().nextInt());
    }

    /** Makes connections anew whose server is not the one to ask any more. */
    static void follow(Servers servers, RedisCommands commands, RedisBus bus, NodeRuntime runtime) {
        servers.watch(new Servers.Moves() {
            @Override
            public void commandsMoved(String why) {
                commands.renew(why);
            }

            @Override
            public void busMoved(String why) {
                bus.renew(runtime.clock().nanoTime(), why);
            }
        });
    }

    static RedisCommands commands(RedisSettings settings, Servers servers, NodeRuntime runtime, Outages outages) {
        RedisTiming timing = settings.timing();
        return new RedisCommands(
                servers,
                runtime,
                new RedisCommands.Limits(timing.command(), settings.bounds().commandsInFlight()),
                outages::probe,
                outages);
    }

    static RedisBus bus(
            RedisSettings settings,
            Servers servers,
            RedisCommands commands,
            RedisKeys keys,
            String nodeId,
            NodeRuntime runtime) {
        RedisTiming timing = settings.timing();
        RedisBounds bounds = settings.bounds();
        return new RedisBus(
                servers,
                commands,
                keys,
                nodeId,
                runtime,
                new RedisBus.Settings(
                        timing.probeAnswer(),
                        timing.probe(),
                        timing.probeAnswer(),
                        timing.linger(),
                        bounds.messagesWaiting(),
                        bounds.bytesWaiting(),
                        bounds.channelWaiting()));
    }

    private @Nullable Ingestion ingestion(
            @Nullable RedisIngestion wanted, String nodeId, ScriptRunner runner, RedisKeys keys, NodeRuntime runtime) {
        return wanted == null
                ? null
                : new Ingestion(new IngestWorld(
                        nodeId,
                        runner,
                        keys,
                        runtime,
                        eventLog,
                        bus,
                        wanted.types(),
                        new IngestWorld.Settings(
                                wanted.poll(), CONSUMER_LEASE, CONSUMED_ELSEWHERE, wanted.deadEntries())));
    }

    /**
     * Returns a back end on threads of its own.
     *
     * @param settings which Redis, and how to treat it
     * @return makes the back end of a node; throws {@link RedisStartException} when a setting is wrong, or Redis cannot be
     *     reached and the settings say {@link RedisSettings.WhenUnreachable#FAIL}
     */
    public static Factory with(RedisSettings settings) {
        return runtime -> {
            ClientResources own = ownThreads();
            return start(settings, own, own, runtime, UnaryOperator.identity());
        };
    }

    /** Few, because nothing is done on them but reading and writing. */
    static ClientResources ownThreads() {
        return DefaultClientResources.builder()
                .ioThreadPoolSize(DRIVER_THREADS)
                .computationThreadPoolSize(DRIVER_THREADS)
                .build();
    }

    /**
     * Returns a back end on the application's own lettuce threads.
     *
     * @param settings which Redis, and how to treat it
     * @param resources lettuce's threads; closing the back end leaves them running
     * @return as {@link #with(RedisSettings)}
     */
    public static Factory with(RedisSettings settings, ClientResources resources) {
        return runtime -> start(settings, resources, null, runtime, UnaryOperator.identity());
    }

    /** With another way to run scripts; for tests, which let time pass in them. */
    static RedisBackplane start(
            RedisSettings settings,
            ClientResources resources,
            @Nullable ClientResources owned,
            NodeRuntime runtime,
            UnaryOperator<ScriptRunner> scripts) {
        RedisBackplane made = new RedisBackplane(settings, resources, owned, runtime, scripts);
        try {
            new StartCheck(settings, made.servers, made.keys, made.commands, made.bus).run();
            if (made.ingestion != null) {
                made.ingestion.start();
            }
            return made;
        } catch (RuntimeException failed) {
            // Nobody waits for what it gives back: a node that did not start has nothing.
            CompletionStage<Void> unused = made.leases.close();
            made.end();
            throw failed;
        }
    }

    @Override
    public void listen(BackplaneListener listener) {
        outages.tell(listener);
    }

    @Override
    public EventLog eventLog() {
        return eventLog;
    }

    @Override
    public Bus bus() {
        return bus;
    }

    @Override
    public ConnectionLeases connectionLeases() {
        return leases;
    }

    @Override
    public PresenceStore presence() {
        return presence;
    }

    @Override
    public LockStore locks() {
        return locks;
    }

    /** Gives the leases back, for at most the command time-out twice, and ends everything that is ours. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            CompletionStage<?> left = leases.close();
            if (ingestion != null) {
                left = left.thenCombine(ingestion.close(), (leases, streams) -> leases);
            }
            await(left.toCompletableFuture(), settings.timing().command().multipliedBy(2), "leases");
            end();
        }
    }

    static void await(Future<?> end, Duration longest, String what) {
        try {
            end.get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the {} of the Redis back end did not end within {}", what, longest);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The bus first, so that nothing arrives any more; then the commands, and last lettuce. */
    private void end() {
        closed.set(true);
        endAll(bus::close, commands::close, servers::close, () -> {
            if (owned != null) {
                endThreads(owned);
            }
        });
    }

    /** Ends one thing after the other; neither an interrupt nor one that fails keeps the others from it. */
    static void endAll(Runnable... ends) {
        boolean interrupted = Thread.interrupted();
        for (Runnable end : ends) {
            try {
                end.run();
            } catch (RuntimeException failure) {
                LOG.warn("a part of the Redis back end did not end as it should", failure);
            }
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    static void endThreads(ClientResources owned) {
        await(owned.shutdown(0, 2, TimeUnit.SECONDS), Duration.ofSeconds(5), "threads");
    }
}
