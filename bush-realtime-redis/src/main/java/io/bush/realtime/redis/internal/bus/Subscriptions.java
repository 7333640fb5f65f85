package io.bush.realtime.redis.internal.bus;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.redis.internal.command.RedisFailure;
import io.bush.realtime.redis.internal.command.RedisFailure.Kind;
import io.bush.realtime.redis.internal.command.RedisFailure.Outcome;
import io.bush.realtime.redis.internal.command.ScriptRunner;
import io.bush.realtime.redis.internal.key.RedisKeys;
import io.bush.realtime.redis.internal.lane.Lane;
import io.bush.realtime.redis.internal.topology.Attempts;
import io.bush.realtime.redis.internal.topology.Servers;
import io.bush.realtime.time.NodeRuntime;
import io.bush.realtime.time.Scheduler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The link over which this node hears what it wants to hear: made anew whenever it broke or is not to be trusted. Thread
 * safety: safe for use by any thread; the work is done on one lane, messages go past it.
 */
final class Subscriptions {

    private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);

    private static final Duration TICK = Duration.ofMillis(250);

    private final Servers servers;
    private final ScriptRunner runner;
    private final NodeRuntime runtime;
    private final Times times;
    private final Inbound inbound;
    private final Lane lane;
    private final Attempts<BusLink> attempts;
    private final Wishes wishes;
    private final LinkProbe probe;
    /** The link; null while there is none. Touched on the lane, as everything below. */
    private @Nullable BusLink link;
    /** When the link was made, and when it was last probed; monotonic nanoseconds. */
    private long linkNanos;

    private long probedNanos;
    /** How the try that is under way goes, or the next one; another after each that failed. Read by any thread. */
    private volatile CompletableFuture<Void> linked = new CompletableFuture<>();

    private volatile Scheduler.@Nullable Cancellable nextTick;
    /** Whether this node has left. Only ever set. */
    private volatile boolean closed;

    /**
     * How long things take.
     *
     * @param acknowledge longest time until a SUBSCRIBE is acknowledged
     * @param probe how often the link is tried
     * @param probeAnswer longest time until the probe is heard
     * @param linger how long an unwanted topic stays subscribed
     */
    record Times(Duration acknowledge, Duration probe, Duration probeAnswer, Duration linger) {}

    Subscriptions(
            Servers servers,
            ScriptRunner runner,
            RedisKeys keys,
            String nodeId,
            NodeRuntime runtime,
            Times times,
            Inbound inbound) {
        this.servers = servers;
        this.runner = runner;
        this.runtime = runtime;
        this.times = times;
        this.inbound = inbound;
        this.lane = new Lane(runtime.executor());
        this.wishes = new Wishes(keys, runtime, inbound, lane, times.acknowledge(), times.linger());
        this.attempts = new Attempts<>(
                runtime,
                lane,
                servers.patience(),
                () -> servers.bus().thenApply(connection -> new BusLink(connection, servers, new LinkNews())),
                BusLink::close,
                new Attempts.Listener<>() {
                    @Override
                    public void made(BusLink connection) {
                        linked(connection);
                    }

                    @Override
                    public void failed(Throwable why) {
                        notLinked(why);
                    }
                });
        this.probe = new LinkProbe(keys.probe(nodeId), times.probeAnswer().toNanos());
    }

    /** Tries every server that takes writes. */
    CompletionStage<?> probe(ScriptRunner with) {
        return probe.sendEverywhere(with, servers);
    }

    /** Makes the first link, and goes on trying when that fails. */
    CompletionStage<Void> start() {
        CompletionStage<Void> first = linked;
        lane.execute(attempts::begin);
        tickLater();
        return first;
    }

    /** Tells how the next try goes that has not failed yet; at once when there is a link. */
    CompletionStage<Void> linked() {
        return linked;
    }

    CompletionStage<Void> subscribe(Channel channel) {
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        lane.execute(() -> want(channel, acknowledged));
        if (closed) {
            acknowledged.completeExceptionally(leaving());
        }
        return acknowledged;
    }

    void unsubscribe(Channel channel) {
        lane.execute(() -> wishes.unwant(channel));
    }

    // ---- what is wanted; on the lane ----

    private void want(Channel channel, CompletableFuture<Void> acknowledged) {
        if (closed) {
            acknowledged.completeExceptionally(leaving());
        } else {
            wishes.want(channel, acknowledged);
        }
    }

    private void subscribed(BusLink from, String name) {
        if (from != link) {
            return;
        }
        if (name.equals(probe.name())) {
            linked.complete(null);
            probeNow();
        } else {
            wishes.subscribed(name);
        }
    }

    private void unsubscribed(BusLink from, String name) {
        if (from == link) {
            wishes.unsubscribed(name);
        }
    }

    // ---- the link; on the lane ----

    private void linked(BusLink made) {
        link = made;
        linkNanos = now();
        probe.forget();
        made.open();
        made.subscribe(List.of(probe.name()));
        wishes.linked(made);
    }

    private void notLinked(Throwable why) {
        LOG.debug("no bus link to Redis at {}", servers, why);
        if (!attempts.mayTellMore()) {
            tell(why);
        }
    }

    /** Says why a try came to nothing; who asks from now on hears of the next one. */
    private void tell(Throwable why) {
        CompletableFuture<Void> failed = linked;
        linked = new CompletableFuture<>();
        failed.completeExceptionally(why);
    }

    /** Replaces the link; nothing when it is not the present one. */
    private void replace(BusLink doubtful, String why) {
        if (doubtful != link || closed) {
            return;
        }
        LOG.info("the bus link to Redis at {} is made anew: {}", servers, why);
        link = null;
        doubtful.close();
        wishes.unlinked();
        servers.doubt();
        attempts.beginLater();
    }

    /** Replaces a link that was made before an instant: it may have lost its other end, or be on the wrong server. */
    void renew(long nanos, String why) {
        lane.execute(() -> {
            BusLink present = link;
            if (present != null && nanos - linkNanos >= 0) {
                replace(present, why);
            }
        });
    }

    /** Nobody waits for an acknowledgement while Redis cannot be reached. */
    void outage(RedisFailure cause) {
        lane.execute(() -> wishes.giveUp(cause));
    }

    // ---- time ----

    private void tickLater() {
        if (!closed) {
            nextTick = runtime.scheduler().schedule(TICK, () -> lane.execute(this::tick));
            if (closed) {
                cancel(nextTick);
            }
        }
    }

    private void tick() {
        long now = now();
        wishes.tick(now);
        BusLink present = link;
        if (present != null) {
            if (wishes.isLate(now)) {
                replace(present, "a SUBSCRIBE was not acknowledged");
            } else if (probe.isOverdue(now)) {
                replace(present, "a probe was not heard");
            } else if (now - probedNanos >= times.probe().toNanos()) {
                probeNow();
            }
        }
        tickLater();
    }

    private void probeNow() {
        BusLink present = link;
        probedNanos = now();
        long number = probe.next();
        probe.send(runner, number)
                .thenRun(() -> lane.execute(() -> {
                    if (present == link) {
                        probe.worked(number, now());
                    }
                }));
    }

    private void heardProbe(byte[] message) {
        probe.heard(message);
        attempts.worked();
    }

    private static void cancel(Scheduler.@Nullable Cancellable timer) {
        if (timer != null) {
            timer.cancel();
        }
    }

    private long now() {
        return runtime.clock().nanoTime();
    }

    private static RedisFailure leaving() {
        return new RedisFailure(Outcome.NOT_DONE, Kind.CLOSED, "the bus is closed", null);
    }

    /** What the link says, taken off lettuce's thread; only messages go straight to their lanes. */
    private final class LinkNews implements BusLink.News {
        @Override
        public void message(String name, byte[] message) {
            Topic topic = wishes.topic(name);
            if (topic != null) {
                inbound.message(topic, message);
            } else if (name.equals(probe.name())) {
                lane.execute(() -> heardProbe(message));
            }
        }

        @Override
        public void subscribed(BusLink from, String name) {
            Topic topic = wishes.topic(name);
            if (topic != null && topic.first && topic.interrupted) {
                // Here, because the next message may follow at once.
                inbound.maybeLost(topic);
            }
            lane.execute(() -> Subscriptions.this.subscribed(from, name));
        }

        @Override
        public void unsubscribed(BusLink from, String name) {
            lane.execute(() -> Subscriptions.this.unsubscribed(from, name));
        }

        @Override
        public void refused(BusLink from, Throwable why) {
            LOG.error("Redis at {} does not let this node subscribe: {}", servers, why.getMessage());
            lane.execute(() -> {
                tell(why);
                replace(from, "it may not subscribe");
            });
        }

        @Override
        public void broken(BusLink from) {
            lane.execute(() -> replace(from, "it broke"));
        }
    }

    void close() {
        closed = true;
        cancel(nextTick);
        attempts.close();
        lane.execute(() -> {
            BusLink last = link;
            link = null;
            if (last != null) {
                last.close();
            }
            wishes.close(leaving());
        });
    }
}
