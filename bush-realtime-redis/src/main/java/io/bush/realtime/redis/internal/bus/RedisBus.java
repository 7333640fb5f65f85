package io.bush.realtime.redis.internal.bus;

import io.bush.realtime.bus.Bus;
import io.bush.realtime.bus.BusListener;
import io.bush.realtime.bus.Signal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import io.bush.realtime.redis.internal.codec.EventCodec;
import io.bush.realtime.redis.internal.codec.MalformedMessageException;
import io.bush.realtime.redis.internal.codec.SignalCodec;
import io.bush.realtime.redis.internal.command.Failures;
import io.bush.realtime.redis.internal.command.RedisFailure;
import io.bush.realtime.redis.internal.command.RedisFailure.Outcome;
import io.bush.realtime.redis.internal.command.ScriptRunner;
import io.bush.realtime.redis.internal.key.RedisKeys;
import io.bush.realtime.redis.internal.lane.Lane;
import io.bush.realtime.redis.internal.topology.Servers;
import io.bush.realtime.time.NodeRuntime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bus over Redis pub/sub (contract §6, P3). Redis delivers at most once and says nothing of what it drops, so this class
 * says so for every moment in which it might have. Thread safety: safe for use by any thread.
 */
public final class RedisBus implements Bus, BusMessages, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RedisBus.class);

    private final ScriptRunner runner;
    private final RedisKeys keys;
    private final Inbound inbound;
    private final Subscriptions subscriptions;

    /**
     * How a bus behaves.
     *
     * @param acknowledge longest time until a SUBSCRIBE is acknowledged
     * @param probe how often the link is tried
     * @param probeAnswer longest time until the probe is heard
     * @param linger how long an unwanted topic stays subscribed
     * @param messages most messages that wait, over all channels
     * @param bytes most bytes of them
     * @param perChannel most messages of one channel that wait
     */
    public record Settings(
            Duration acknowledge,
            Duration probe,
            Duration probeAnswer,
            Duration linger,
            int messages,
            long bytes,
            int perChannel) {}

    /**
     * Makes the bus of a node; {@link #start} makes the link.
     *
     * @param servers makes links
     * @param runner announces
     * @param keys names
     * @param nodeId this node's own id
     * @param runtime the node's
     * @param settings how it behaves
     */
    public RedisBus(
            Servers servers,
            ScriptRunner runner,
            RedisKeys keys,
            String nodeId,
            NodeRuntime runtime,
            Settings settings) {
        this.runner = runner;
        this.keys = keys;
        this.inbound = new Inbound(
                new Inbound.Bounds(settings.messages(), settings.bytes(), settings.perChannel()),
                new Lane(runtime.executor()));
        this.subscriptions = new Subscriptions(
                servers,
                runner,
                keys,
                nodeId,
                runtime,
                new Subscriptions.Times(
                        settings.acknowledge(), settings.probe(), settings.probeAnswer(), settings.linger()),
                inbound);
        handle('e', this::durableEvent);
        handle('v', this::volatileEvent);
        handle('s', this::signal);
        handle('n', (channel, message) -> tell(hears -> hears.onMaybeLost(channel)));
    }

    /**
     * Makes the first link, and goes on trying when there is none.
     *
     * @return tells how the first try went
     */
    public CompletionStage<Void> start() {
        return subscriptions.start();
    }

    /**
     * Tells of the next link, when the first try has failed.
     *
     * @return tells how the next try goes that has not failed yet; completes at once when there is a link
     */
    public CompletionStage<Void> linked() {
        return subscriptions.linked();
    }

    /**
     * Writes and publishes once on every server that takes writes.
     *
     * @param with runs the commands
     * @return completes when all of them worked
     */
    public CompletionStage<?> probe(ScriptRunner with) {
        return subscriptions.probe(with);
    }

    /**
     * Replaces the link, if it is older than something.
     *
     * @param nanos monotonic time; a link made since then stays
     * @param why for the log
     */
    public void renew(long nanos, String why) {
        subscriptions.renew(nanos, why);
    }

    /**
     * Redis cannot be reached: nobody waits for a subscription.
     *
     * @param cause why
     */
    public void outage(RedisFailure cause) {
        subscriptions.outage(cause);
    }

    @Override
    public void listen(BusListener listener) {
        inbound.listen(listener);
    }

    @Override
    public void handle(char kind, BusMessageHandler handler) {
        inbound.handle(kind, handler);
    }

    @Override
    public CompletionStage<Void> subscribe(Channel channel) {
        return subscriptions.subscribe(channel);
    }

    @Override
    public void unsubscribe(Channel channel) {
        subscriptions.unsubscribe(channel);
    }

    @Override
    public CompletionStage<Void> announce(Event event) {
        return publish(event.channel(), EventCodec.volatileEvent(event.content()));
    }

    @Override
    public CompletionStage<Void> signal(Signal signal) {
        return publish(signal.channel(), SignalCodec.write(signal));
    }

    private CompletionStage<Void> publish(Channel channel, byte[] message) {
        return runner.publish(keys.events(channel), keys.bus(channel), message)
                .exceptionallyCompose(thrown -> unlessSent(channel, Failures.of(thrown)));
    }

    /** Fails only when it is certain that nothing was sent: who hears of a failure delivers to its own subscribers. */
    private static CompletionStage<Void> unlessSent(Channel channel, RedisFailure failure) {
        if (failure.outcome() == Outcome.NOT_DONE) {
            return CompletableFuture.failedFuture(failure);
        }
        LOG.debug("nobody knows whether something volatile was sent on {}", channel, failure);
        return CompletableFuture.completedFuture(null);
    }

    // ---- on the channel's lane ----

    private void durableEvent(Channel channel, byte[] message) {
        try {
            Event event = EventCodec.read(channel, message);
            tell(hears -> hears.onEvent(event));
        } catch (MalformedMessageException e) {
            // It may stand for an event of the log, so the log has to be asked.
            inbound.unreadable(channel, e);
            tell(hears -> hears.onMaybeLost(channel));
        }
    }

    private void volatileEvent(Channel channel, byte[] message) {
        try {
            Event event = EventCodec.read(channel, message);
            tell(hears -> hears.onEvent(event));
        } catch (MalformedMessageException e) {
            inbound.unreadable(channel, e);
        }
    }

    private void signal(Channel channel, byte[] message) {
        try {
            Signal signal = SignalCodec.read(channel, message);
            tell(hears -> hears.onSignal(signal));
        } catch (MalformedMessageException e) {
            inbound.unreadable(channel, e);
        }
    }

    /** How many messages could not be read so far; most of them were not written by a node. */
    long unreadable() {
        return inbound.unreadable();
    }

    private void tell(Consumer<BusListener> call) {
        BusListener hears = inbound.listener();
        if (hears != null) {
            call.accept(hears);
        }
    }

    /** Ends the link and every subscription. A call that is under way may still reach the listener. */
    @Override
    public void close() {
        inbound.close();
        subscriptions.close();
    }
}
