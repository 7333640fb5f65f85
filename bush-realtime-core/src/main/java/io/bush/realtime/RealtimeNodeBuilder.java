package io.bush.realtime;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bush.realtime.auth.Authenticator;
import io.bush.realtime.auth.ChannelAuthorizer;
import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.call.Calls;
import io.bush.realtime.channel.ChannelType;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.internal.action.ActionContext;
import io.bush.realtime.internal.action.Authorizers;
import io.bush.realtime.internal.call.CallRunner;
import io.bush.realtime.internal.connection.ConnectionRegistry;
import io.bush.realtime.internal.connection.Counters;
import io.bush.realtime.internal.connection.GuardedListener;
import io.bush.realtime.internal.connection.NodeContext;
import io.bush.realtime.internal.control.BusSplit;
import io.bush.realtime.internal.control.ControlLog;
import io.bush.realtime.internal.guard.GuardedBackplane;
import io.bush.realtime.internal.hub.Hub;
import io.bush.realtime.internal.hub.HubContext;
import io.bush.realtime.internal.lane.Halt;
import io.bush.realtime.internal.lane.Lane;
import io.bush.realtime.internal.lane.Lanes;
import io.bush.realtime.internal.outage.LocalEvents;
import io.bush.realtime.internal.outage.Outage;
import io.bush.realtime.internal.polling.Polls;
import io.bush.realtime.internal.reading.HeadCheck;
import io.bush.realtime.internal.reading.LogReads;
import io.bush.realtime.internal.reading.Turnstile;
import io.bush.realtime.internal.sideband.SidebandContext;
import io.bush.realtime.lock.CommentChannels;
import io.bush.realtime.lock.EditLocks;
import io.bush.realtime.observe.LoggingListener;
import io.bush.realtime.observe.RealtimeListener;
import io.bush.realtime.protocol.BushDialect;
import io.bush.realtime.ratelimit.AddressLimiter;
import io.bush.realtime.ratelimit.HitMemory;
import io.bush.realtime.time.NodeRuntime;
import io.bush.realtime.time.SystemTime;
import io.bush.realtime.transport.ConnectionLimits;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Describes a {@link RealtimeNode}. Required: {@link #authenticator} and {@link #authorizer}; everything else has the
 * contract's defaults. Thread safety: for one thread.
 */
public final class RealtimeNodeBuilder {

    /** Lanes of each kind: enough that two busy channels seldom share one. */
    private static final int LANES = 16;

    private @Nullable Authenticator authenticator;
    private @Nullable ChannelAuthorizer authorizer;
    private ChannelTypes types = ChannelTypes.defaults();
    private final Map<String, ChannelAuthorizer> authorizersByType = new LinkedHashMap<>();
    private RealtimeSettings settings = RealtimeSettings.DEFAULT;
    private RealtimeListener listener = new LoggingListener();
    private Backplane.Factory backplane = Backplane.inMemory();
    private ObjectMapper mapper = JsonMapper.builder().findAndAddModules().build();
    private Calls calls = Calls.none();
    private @Nullable NodeRuntime runtime;
    private @Nullable CommentChannels comments;

    RealtimeNodeBuilder() {}

    /**
     * Sets who judges tokens. Required.
     *
     * @param judge the application's authenticator
     * @return this
     */
    public RealtimeNodeBuilder authenticator(Authenticator judge) {
        authenticator = Objects.requireNonNull(judge, "authenticator");
        return this;
    }

    /**
     * Sets who judges subscriptions to every channel type without an authorizer of its own. Required.
     *
     * @param judge the application's authorizer, for example a {@link io.bush.realtime.auth.ProjectAuthorizer}
     * @return this
     */
    public RealtimeNodeBuilder authorizer(ChannelAuthorizer judge) {
        authorizer = Objects.requireNonNull(judge, "authorizer");
        return this;
    }

    /**
     * Adds a channel type, or replaces one of the same name.
     *
     * @param type the type
     * @return this
     */
    public RealtimeNodeBuilder channelType(ChannelType type) {
        types = types.with(type);
        return this;
    }

    /**
     * Adds a channel type with an authorizer of its own, or replaces one of the same name.
     *
     * @param type the type
     * @param judge who judges subscriptions to it
     * @return this
     */
    public RealtimeNodeBuilder channelType(ChannelType type, ChannelAuthorizer judge) {
        types = types.with(type);
        authorizersByType.put(type.name(), Objects.requireNonNull(judge, "authorizer"));
        return this;
    }

    /**
     * Sets every figure.
     *
     * @param figures the settings
     * @return this
     */
    public RealtimeNodeBuilder settings(RealtimeSettings figures) {
        settings = Objects.requireNonNull(figures, "settings");
        return this;
    }

    /**
     * Sets who hears what the node does. Without it what goes wrong is logged ({@link LoggingListener}); a listener of the
     * application's takes the place of that.
     *
     * @param hears the listener
     * @return this
     */
    public RealtimeNodeBuilder listener(RealtimeListener hears) {
        listener = Objects.requireNonNull(hears, "listener");
        return this;
    }

    /**
     * Sets who knows which channel a comment belongs to. Without it there are no locks on comments.
     *
     * @param knows the application's comments
     * @return this
     */
    public RealtimeNodeBuilder commentChannels(CommentChannels knows) {
        comments = Objects.requireNonNull(knows, "commentChannels");
        return this;
    }

    /**
     * Sets what the nodes of a system share. The default is this process's memory, for a single node.
     *
     * @param factory makes the backplane when the node is built
     * @return this
     */
    public RealtimeNodeBuilder backplane(Backplane.Factory factory) {
        backplane = Objects.requireNonNull(factory, "backplane");
        return this;
    }

    /**
     * Sets the mapper that writes events' data and reads and writes what calls take and return.
     *
     * @param writer the mapper; not changed and not closed
     * @return this
     */
    public RealtimeNodeBuilder objectMapper(ObjectMapper writer) {
        mapper = Objects.requireNonNull(writer, "objectMapper");
        return this;
    }

    /**
     * Sets what clients can call. The default is nothing.
     *
     * @param registered the methods and their handlers
     * @return this
     */
    public RealtimeNodeBuilder calls(Calls registered) {
        calls = Objects.requireNonNull(registered, "calls");
        return this;
    }

    /**
     * Sets time, threads and randomness. The default starts a timer thread and a few daemon threads that the node closes;
     * what is set here the node does not close.
     *
     * @param world the runtime
     * @return this
     */
    public RealtimeNodeBuilder runtime(NodeRuntime world) {
        runtime = Objects.requireNonNull(world, "runtime");
        return this;
    }

    /**
     * Builds and starts the node.
     *
     * @return the running node
     * @throws IllegalStateException when a required part is missing; the message names it
     */
    public RealtimeNode build() {
        if (authenticator == null) {
            throw new IllegalStateException("authenticator is not set: say who judges tokens");
        }
        if (authorizer == null) {
            throw new IllegalStateException("authorizer is not set: say who judges subscriptions");
        }
        SystemTime own = runtime == null ? SystemTime.start(threads()) : null;
        NodeRuntime world = own == null ? Objects.requireNonNull(runtime) : own.runtime();
        try {
            return node(authenticator, authorizer, world, own).start();
        } catch (RuntimeException | Error failure) {
            if (own != null) {
                own.close();
            }
            throw failure;
        }
    }

    private EngineNode node(
            Authenticator judge, ChannelAuthorizer byDefault, NodeRuntime given, @Nullable SystemTime own) {
        NodeTimers timers = new NodeTimers(given.scheduler());
        NodeRuntime world = new NodeRuntime(given.clock(), timers, given.executor(), given.random());
        RealtimeListener hears = GuardedListener.guard(listener);
        Counters counters = new Counters();
        Halt halt = new Halt(world);
        Lanes lanes = new Lanes(LANES, world.executor(), failure -> hears.failed("lane", failure), halt);
        Backplane shared = new GuardedBackplane(backplane.create(given), hears);
        Turnstile turnstile = new Turnstile(settings.repair().readsInFlight());
        // Of what comes before the channels: what it does is short, and it never stands still.
        Lane first = new Lanes(1, world.executor(), failure -> hears.failed("lane", failure)).of("first");
        Outage outage = new Outage(world, first, hears);
        shared.listen(outage);
        HubContext channels = new HubContext(
                world,
                lanes,
                halt,
                new LogReads(shared.eventLog(), turnstile),
                new HeadCheck(world, shared.eventLog(), hears, settings.repair().headCheck()),
                shared.bus(),
                types,
                hears,
                counters,
                new SidebandContext(
                        world,
                        turnstile,
                        shared.presence(),
                        shared.locks(),
                        settings.presence(),
                        settings.guests(),
                        hears,
                        counters),
                settings.repair(),
                outage,
                settings.outage());
        Hub hub = new Hub(channels);
        LocalEvents local = new LocalEvents(
                world, first, hears, settings.outage(), outage, shared.eventLog(), types, hub::deliverLocally);
        ConnectionLimits limits = settings.connections();
        NodeContext node = new NodeContext(
                world,
                // Apart from the channels' lanes: a flood of frames must not delay the fan-out.
                new Lanes(LANES, world.executor(), failure -> hears.failed("lane", failure)),
                hears,
                new NodeContext.Settings(
                        settings.heartbeat(),
                        settings.rateLimits(),
                        settings.outbound(),
                        limits,
                        settings.access(),
                        settings.presence(),
                        settings.guests()),
                new ConnectionRegistry(),
                counters,
                new AddressLimiter(
                        limits.failedAuthsPerMinute(),
                        limits.attemptsPerMinute(),
                        AddressLimiter.DEFAULT_ADDRESSES,
                        world.clock()),
                new HitMemory(settings.rateLimits().hits(), world.clock(), HitMemory.DEFAULT_PRINCIPALS));
        Authorizers authorizers = new Authorizers(
                byDefault, authorizersByType, world, settings.access().askDeadline());
        ActionContext actions = new ActionContext(
                node,
                hub,
                types,
                judge,
                authorizers,
                outage,
                shared.connectionLeases(),
                shared.bus(),
                shared.presence(),
                new EditLocks(shared.locks(), settings.locks()),
                comments,
                new CallRunner(node, calls, mapper, settings.calls()));
        ControlLog control = new ControlLog(channels, node, hub, first);
        shared.bus().listen(new BusSplit(control, hub));
        BushDialect dialect = new BushDialect();
        Publisher publisher = new Publisher(
                shared.eventLog(),
                shared.bus(),
                local::deliver,
                types,
                mapper,
                dialect,
                world.clock(),
                hears,
                counters);
        Polls polls = new Polls(actions, channels.log(), dialect, settings.polling());
        return new EngineNode(
                actions,
                control,
                local,
                new NodeComeback(node, hub, control, local),
                shared,
                publisher,
                new NodeGate(actions, dialect, polls),
                timers,
                own);
    }

    /** Enough to use the machine, and never only one: a task that blocks by mistake must not stop everything. */
    private static int threads() {
        return Math.max(2, Runtime.getRuntime().availableProcessors());
    }
}
