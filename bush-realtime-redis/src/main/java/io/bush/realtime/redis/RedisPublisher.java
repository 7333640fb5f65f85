package io.bush.realtime.redis;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bush.realtime.EventPublisher;
import io.bush.realtime.Publication;
import io.bush.realtime.PublishResult;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.redis.internal.bus.RedisBus;
import io.bush.realtime.redis.internal.command.RedisCommands;
import io.bush.realtime.redis.internal.eventlog.RedisEventLog;
import io.bush.realtime.redis.internal.key.RedisKeys;
import io.bush.realtime.redis.internal.topology.Servers;
import io.bush.realtime.time.NodeRuntime;
import io.bush.realtime.time.SystemTime;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Publishes directly from a process that is no node: a batch job, a worker, another service (contract §6). It has one
 * connection for commands and a few daemon threads, no sockets and no subscriptions.
 *
 * <p>What it publishes is what a node would publish: the same checks, limits, options, numbers and idempotency keys, so that
 * a publish of unknown outcome may be repeated here or on any node. In an outage of Redis a publish answers within the command
 * time-out with {@link PublishResult.Rejected} ({@link PublishResult.Cause#UNAVAILABLE}) when it was certainly not done, else
 * with {@link PublishResult.Unknown}; nothing is kept for later, and {@link PublishResult.LocalOnly} never comes, because nobody
 * is here to deliver to. More than {@link RedisBounds#commandsInFlight} publishes at one time are rejected, too: a job that
 * publishes much waits for its results in between.
 *
 * <p>No method blocks, except {@link #open} and {@link #close}. Stages complete on a thread of the publisher, or inline; code
 * hung on them must not block. Thread safety: safe for use by any thread.
 */
public final class RedisPublisher implements EventPublisher, AutoCloseable {

    private static final int THREADS = 2;

    private final Duration patience;
    private final SystemTime time;
    private final ClientResources resources;
    private final RedisKeys keys;
    private final Servers servers;
    private final RedisCommands commands;
    private final RedisBus bus;
    private final EventPublisher publisher;
    /** Publishes without a result. */
    private final AtomicInteger underWay = new AtomicInteger();
    /** Completes when this is closed and nothing is under way. */
    private final CompletableFuture<Void> idle = new CompletableFuture<>();
    /** Whether nothing is taken any more. */
    private final AtomicBoolean closed = new AtomicBoolean();

    private RedisPublisher(
            RedisSettings settings,
            ChannelTypes types,
            ObjectMapper mapper,
            SystemTime time,
            ClientResources resources) {
        NodeRuntime runtime = time.runtime();
        String id = RedisBackplane.freshId(runtime);
        this.keys = new RedisKeys(settings.prefix());
        Outages outages = new Outages(runtime.clock());
        this.patience = settings.timing().command().multipliedBy(2);
        this.time = time;
        this.resources = resources;
        this.servers = Lettuce.servers(settings, resources, id, runtime);
        this.commands = RedisBackplane.commands(settings, servers, runtime, outages);
        this.bus = RedisBackplane.bus(settings, servers, commands, keys, id, runtime);
        outages.tell(bus);
        RedisBackplane.follow(servers, commands, bus, runtime);
        this.publisher = EventPublisher.over(
                new RedisEventLog(commands, keys, runtime, settings.bounds().commandsInFlight(), servers.kind()),
                bus,
                types,
                mapper,
                runtime.clock());
    }

    /**
     * Connects, and makes sure that publishing works. Blocks for that, for at most a few times the connect time-out.
     *
     * @param settings the same as the nodes'; what is said there of links, subscriptions and ingestion is of no concern here
     * @param types the channel types, as the nodes have them
     * @param mapper writes events' data; not changed and not closed
     * @return the publisher
     * @throws RedisStartException when a setting is wrong, or Redis cannot be reached and the settings say
     *     {@link RedisSettings.WhenUnreachable#FAIL}
     */
    public static RedisPublisher open(RedisSettings settings, ChannelTypes types, ObjectMapper mapper) {
        SystemTime time = SystemTime.start(THREADS);
        ClientResources resources = RedisBackplane.ownThreads();
        RedisPublisher made = null;
        try {
            made = new RedisPublisher(settings, types, mapper, time, resources);
            new StartCheck(settings, made.servers, made.keys, made.commands, made.bus).runWithoutLink();
            return made;
        } catch (RuntimeException failed) {
            if (made != null) {
                made.close();
            } else {
                RedisBackplane.endAll(() -> RedisBackplane.endThreads(resources), time::close);
            }
            throw failed;
        }
    }

    /**
     * As {@link #open(RedisSettings, ChannelTypes, ObjectMapper)}, with a mapper that knows the modules on the class path, as a
     * node's default mapper does.
     *
     * @param settings the same as the nodes'
     * @param types the channel types, as the nodes have them
     * @return the publisher
     */
    public static RedisPublisher open(RedisSettings settings, ChannelTypes types) {
        return open(settings, types, JsonMapper.builder().findAndAddModules().build());
    }

    @Override
    public CompletionStage<PublishResult> publish(Publication publication) {
        underWay.incrementAndGet();
        if (closed.get()) {
            leave();
            return CompletableFuture.completedFuture(
                    new PublishResult.Rejected(PublishResult.Cause.CLOSED, "the publisher is closed"));
        }
        try {
            CompletableFuture<PublishResult> answer = new CompletableFuture<>();
            publisher.publish(publication).whenComplete((result, failure) -> {
                // First, so that whoever waits for the last one to leave finds every answer given.
                if (failure == null) {
                    answer.complete(result);
                } else {
                    answer.completeExceptionally(failure);
                }
                leave();
            });
            return answer;
        } catch (RuntimeException refused) {
            leave();
            throw refused;
        }
    }

    private void leave() {
        if (underWay.decrementAndGet() == 0 && closed.get()) {
            idle.complete(null);
        }
    }

    /**
     * Takes nothing more, waits for the results of what is under way, for at most the command time-out twice, and ends every
     * connection and thread. Closing twice does nothing. Must not be called by code hung on a stage of this publisher.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        if (underWay.get() == 0) {
            idle.complete(null);
        }
        RedisBackplane.await(idle, patience, "publishes");
        RedisBackplane.endAll(
                bus::close, commands::close, servers::close, () -> RedisBackplane.endThreads(resources), time::close);
    }
}
