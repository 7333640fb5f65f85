package io.bush.realtime;

import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.internal.action.ActionContext;
import io.bush.realtime.internal.connection.Connection;
import io.bush.realtime.internal.connection.ConnectionRegistry;
import io.bush.realtime.internal.connection.NodeContext;
import io.bush.realtime.internal.control.ControlEntry;
import io.bush.realtime.internal.control.ControlLog;
import io.bush.realtime.internal.hub.Hub;
import io.bush.realtime.internal.outage.LocalEvents;
import io.bush.realtime.internal.outage.Outage;
import io.bush.realtime.internal.outage.OutageSteps;
import io.bush.realtime.lock.EditLocks;
import io.bush.realtime.observe.Health;
import io.bush.realtime.observe.LimiterFigures;
import io.bush.realtime.observe.NodeStats;
import io.bush.realtime.presence.PresenceSnapshot;
import io.bush.realtime.presence.PresentUser;
import io.bush.realtime.protocol.CloseCode;
import io.bush.realtime.protocol.Dialect;
import io.bush.realtime.protocol.ServerMessage;
import io.bush.realtime.time.NodeRuntime;
import io.bush.realtime.time.Scheduler.Cancellable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The node: passes each call on to the part that does it, and beats once a second for all deadlines. Thread safety: safe
 * for use by any thread.
 */
final class EngineNode implements RealtimeNode {

    private static final Duration SWEEP = Duration.ofSeconds(1);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);
    private static final int MAX_LISTED_CHANNELS = 1_000;

    private final NodeRuntime runtime;
    private final NodeContext node;
    private final Hub hub;
    private final ControlLog control;
    private final Outage outage;
    private final LocalEvents local;
    private final OutageSteps comeback;
    private final ChannelTypes types;
    private final Backplane backplane;
    private final Publisher publisher;
    private final NodeGate gate;
    private final ActionContext actions;
    private final NodeTimers timers;
    /** What the node itself started; null when the application brought its own. */
    private final @Nullable AutoCloseable ownRuntime;

    /** The next beat; guarded by this. */
    private @Nullable Cancellable nextSweep;
    /** Guarded by this, read anywhere. */
    private volatile boolean closed;
    /** Whether the back end was left. */
    private final AtomicBoolean released = new AtomicBoolean();
    /** Completes when it was. */
    private final CompletableFuture<Void> over = new CompletableFuture<>();

    EngineNode(
            ActionContext actions,
            ControlLog control,
            LocalEvents local,
            OutageSteps comeback,
            Backplane backplane,
            Publisher publisher,
            NodeGate gate,
            NodeTimers timers,
            @Nullable AutoCloseable ownRuntime) {
        this.actions = actions;
        this.node = actions.node();
        this.runtime = node.runtime();
        this.hub = actions.hub();
        this.control = control;
        this.outage = actions.outage();
        this.local = local;
        this.comeback = comeback;
        this.types = actions.types();
        this.backplane = backplane;
        this.publisher = publisher;
        this.gate = gate;
        this.timers = timers;
        this.ownRuntime = ownRuntime;
    }

    EngineNode start() {
        control.start();
        hub.start();
        outage.start(comeback);
        armSweep();
        return this;
    }

    private synchronized void armSweep() {
        if (!closed) {
            nextSweep = runtime.scheduler().schedule(SWEEP, this::sweep);
        }
    }

    private void sweep() {
        try {
            long now = node.nanoTime();
            for (Connection connection : node.registry().all()) {
                connection.sweep(now);
            }
            hub.sweep(now);
            actions.calls().sweep();
            control.sweep(now);
        } catch (RuntimeException failure) {
            node.listener().failed("sweep", failure);
        } finally {
            armSweep();
        }
    }

    // ---- publish ----

    @Override
    public CompletionStage<PublishResult> publish(Publication publication) {
        if (closed) {
            return CompletableFuture.completedFuture(
                    new PublishResult.Rejected(PublishResult.Cause.CLOSED, "the node is closed"));
        }
        return publisher.publish(publication);
    }

    @Override
    public CompletionStage<Boolean> isOnline(String userId) {
        return actions.leases().count(userId).thenApply(count -> count > 0);
    }

    @Override
    public CompletionStage<Optional<String>> position(Channel channel) {
        Retention retention = types.require(channel).retention();
        if (outage.down()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return backplane
                .eventLog()
                .heads(List.of(channel), retention)
                .thenApply(heads -> Optional.of(heads.get(0).eventId(channel)))
                .exceptionally(outage -> Optional.empty());
    }

    @Override
    public CompletionStage<List<PresentUser>> present(Channel channel) {
        types.require(channel);
        return actions.presence().snapshot(channel).thenApply(PresenceSnapshot::users);
    }

    @Override
    public EditLocks locks() {
        return actions.locks();
    }

    // ---- access ----

    @Override
    public CompletionStage<AccessChange> permissionsChanged(AccessSelector who) {
        return record(new ControlEntry.PermissionsChanged(who));
    }

    @Override
    public CompletionStage<AccessChange> revoke(AccessSelector who) {
        return record(new ControlEntry.Revoked(who));
    }

    @Override
    public CompletionStage<AccessChange> closeChannel(Channel channel) {
        return control.closeChannel(channel).thenApply(EngineNode::answer);
    }

    @Override
    public CompletionStage<AccessChange> disconnectUser(String userId, CloseCode code) {
        return record(new ControlEntry.UserDisconnected(userId, code));
    }

    @Override
    public boolean disconnect(String connectionId, CloseCode code) {
        Connection connection = node.registry().find(connectionId);
        if (connection != null) {
            connection.close(code);
        }
        return connection != null;
    }

    private CompletionStage<AccessChange> record(ControlEntry entry) {
        return control.record(entry).thenApply(EngineNode::answer);
    }

    private static AccessChange answer(ControlLog.Recording recording) {
        return switch (recording) {
            case RECORDED -> AccessChange.RECORDED;
            case KEPT_FOR_LATER -> AccessChange.KEPT_FOR_LATER;
        };
    }

    // ---- figures ----

    @Override
    public NodeStats stats() {
        ConnectionRegistry registry = node.registry();
        Map<Channel, Integer> subscribers = hub.subscribers();
        Map<String, Integer> paths = new TreeMap<>();
        long queued = 0;
        for (Connection connection : registry.all()) {
            queued += connection.outbound().queuedBytes();
            paths.merge(connection.path(), 1, Integer::sum);
        }
        Map<Channel, Integer> listed = new LinkedHashMap<>();
        subscribers.entrySet().stream()
                .limit(MAX_LISTED_CHANNELS)
                .forEach(entry -> listed.put(entry.getKey(), entry.getValue()));
        return new NodeStats(
                registry.size(),
                registry.unauthenticated(),
                registry.principals(),
                subscribers.size(),
                subscribers.values().stream().mapToInt(Integer::intValue).sum(),
                listed,
                queued,
                hub.reading(),
                actions.calls().figures(),
                node.counters().snapshot(),
                paths);
    }

    @Override
    public CompletionStage<Optional<LimiterFigures>> limiterFigures(String connectionId) {
        Connection connection = node.registry().find(connectionId);
        if (connection == null) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        CompletableFuture<Optional<LimiterFigures>> figures = new CompletableFuture<>();
        connection.lane().execute(() -> figures.complete(Optional.of(connection.limiterFigures())));
        return figures;
    }

    @Override
    public boolean resetLimits(String connectionId) {
        Connection connection = node.registry().find(connectionId);
        if (connection != null) {
            connection.lane().execute(connection::resetLimits);
        }
        return connection != null;
    }

    @Override
    public Health health() {
        if (closed) {
            return new Health(Health.Status.DOWN, "closed");
        }
        if (gate.isShut()) {
            return new Health(Health.Status.DRAINING, "no new connections");
        }
        if (outage.degraded()) {
            return new Health(Health.Status.DEGRADED, outage.why());
        }
        int channels = local.channels();
        return channels > 0
                ? new Health(
                        Health.Status.DEGRADED,
                        "events of " + channels + " channels reached this node only, and will be reset everywhere")
                : new Health(Health.Status.UP, "ok");
    }

    @Override
    public ConnectionGate gate() {
        return gate;
    }

    @Override
    public ConnectionGate gate(Dialect dialect) {
        return gate.speaking(dialect);
    }

    // ---- the end ----

    @Override
    public CompletionStage<Void> drain(Duration within) {
        if (within.isNegative() || within.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("drain within " + within + ", allowed: PT0S to PT1H");
        }
        if (closed) {
            return CompletableFuture.completedFuture(null);
        }
        gate.shut();
        List<Connection> leaving = node.registry().all();
        CompletableFuture<Void> dry = new CompletableFuture<>();
        long span = within.toMillis();
        for (int i = 0; i < leaving.size(); i++) {
            Connection connection = leaving.get(i);
            // Everybody comes back at another moment, and not before this node is gone.
            long back = span + runtime.random().nextLong(Math.max(1_000, span));
            connection.send(new ServerMessage.ConnectionClosing("draining", Duration.ofMillis(back)));
            Duration turn = Duration.ofMillis(span * i / leaving.size());
            runtime.scheduler().schedule(turn, () -> connection.closeWhenFlushed(CloseCode.SERVICE_RESTART));
        }
        runtime.scheduler().schedule(within, () -> {
            leaving.forEach(connection -> connection.close(CloseCode.SERVICE_RESTART));
            // Only now: where the process stood still both are due at once, and the closes would not get out.
            runtime.scheduler().schedule(SWEEP, () -> dry.complete(null));
        });
        // A server that is stopped while a close is on its way to its client would end that one without.
        node.registry().whenGone(() -> dry.complete(null));
        var unused = over.thenRun(() -> dry.complete(null));
        return dry;
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            if (nextSweep != null) {
                nextSweep.cancel();
            }
        }
        gate.shut();
        gate.endPolls();
        node.registry().all().forEach(connection -> connection.close(CloseCode.GOING_AWAY));
        if (ownRuntime == null) {
            // The lanes are the application's and may be this very thread: what is held is given back when they ran.
            runtime.scheduler().schedule(CLOSE_PATIENCE, this::release);
            node.registry().whenEmpty(this::release);
            return;
        }
        CompletableFuture<Void> empty = new CompletableFuture<>();
        node.registry().whenEmpty(() -> empty.complete(null));
        await(empty);
        release();
        try {
            ownRuntime.close();
        } catch (Exception failure) {
            throw new CompletionException(failure);
        }
    }

    /** Every connection has given back what it held, or had the time to. */
    private void release() {
        if (released.compareAndSet(false, true)) {
            timers.close();
            actions.calls().close();
            hub.close();
            control.close();
            local.close();
            backplane.close();
            over.complete(null);
        }
    }

    private static void await(CompletableFuture<Void> empty) {
        try {
            empty.get(CLOSE_PATIENCE.toSeconds() + 1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // What is left is ended with the threads.
        }
    }
}
