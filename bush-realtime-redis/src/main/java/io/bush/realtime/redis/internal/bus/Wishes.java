package io.bush.realtime.redis.internal.bus;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.redis.internal.command.RedisFailure;
import io.bush.realtime.redis.internal.command.RedisFailure.Kind;
import io.bush.realtime.redis.internal.command.RedisFailure.Outcome;
import io.bush.realtime.redis.internal.key.RedisKeys;
import io.bush.realtime.redis.internal.lane.Lane;
import io.bush.realtime.redis.internal.lane.Lanes;
import io.bush.realtime.time.Clock;
import io.bush.realtime.time.NodeRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What this node wants to hear, and what of it the present link has acknowledged. The wish outlives every link: a new one
 * subscribes all of it, and each acknowledgement after the first says that something may have been lost. Thread safety: on
 * the lane of the subscriptions; {@link #topic} from any thread.
 */
final class Wishes {

    private static final int LANES = 16;

    private final RedisKeys keys;
    private final Clock clock;
    private final Inbound inbound;
    private final Lane lane;
    private final Lanes deliveries;
    private final Duration acknowledge;
    private final Duration linger;
    /** By pub/sub channel. Changed on the lane only, read by threads of lettuce. */
    private final Map<String, Topic> topics = new ConcurrentHashMap<>();
    /** The link, or null while there is none. */
    private @Nullable BusLink link;
    /** Topics to be subscribed at the end of what waits on the lane; null while nothing is planned. */
    private @Nullable List<Topic> toSubscribe;

    Wishes(RedisKeys keys, NodeRuntime runtime, Inbound inbound, Lane lane, Duration acknowledge, Duration linger) {
        this.keys = keys;
        this.clock = runtime.clock();
        this.inbound = inbound;
        this.lane = lane;
        this.deliveries = new Lanes(runtime.executor(), LANES);
        this.acknowledge = acknowledge;
        this.linger = linger;
    }

    @Nullable
    Topic topic(String name) {
        return topics.get(name);
    }

    void want(Channel channel, CompletableFuture<Void> acknowledged) {
        String name = keys.bus(channel);
        Topic topic = topics.computeIfAbsent(
                name, it -> new Topic(channel, it, Topic.comesFirst(channel) ? inbound.first() : deliveries.of(it)));
        topic.wanted = true;
        if (topic.live) {
            inbound.inTurn(topic, () -> acknowledged.complete(null));
            return;
        }
        topic.waiters.add(new Topic.Waiter(acknowledged, now() + acknowledge.toNanos()));
        if (topic.said != Topic.Said.SUBSCRIBE && link != null) {
            subscribeSoon(topic);
        }
    }

    private void subscribeSoon(Topic topic) {
        if (toSubscribe == null) {
            toSubscribe = new ArrayList<>();
            // Behind everything that waits already, so that a burst goes out in few commands.
            lane.execute(this::subscribeNow);
        }
        toSubscribe.add(topic);
        topic.said = Topic.Said.SUBSCRIBE;
    }

    private void subscribeNow() {
        List<Topic> batch = toSubscribe == null ? List.of() : toSubscribe;
        toSubscribe = null;
        BusLink present = link;
        if (present == null) {
            return;
        }
        List<String> names = new ArrayList<>(batch.size());
        for (Topic topic : batch) {
            if (topic.said == Topic.Said.SUBSCRIBE) {
                topic.outstanding++;
                topic.saidNanos = now();
                names.add(topic.name);
            }
        }
        present.subscribe(names);
    }

    void unwant(Channel channel) {
        Topic topic = topics.get(keys.bus(channel));
        if (topic != null && topic.wanted) {
            topic.wanted = false;
            topic.interrupted = false;
            topic.unwantedNanos = now();
            endWaiters(topic, new IllegalStateException("unsubscribed before it was acknowledged"));
        }
    }

    private static void endWaiters(Topic topic, Throwable why) {
        List<Topic.Waiter> waiters = List.copyOf(topic.waiters);
        topic.waiters.clear();
        waiters.forEach(waiter -> topic.lane.execute(() -> waiter.acknowledged().completeExceptionally(why)));
    }

    void subscribed(String name) {
        Topic topic = topics.get(name);
        if (topic == null || topic.outstanding == 0) {
            return;
        }
        topic.outstanding--;
        if (topic.outstanding == 0 && topic.said == Topic.Said.SUBSCRIBE && !topic.live) {
            becomeLive(topic);
        }
    }

    private void becomeLive(Topic topic) {
        topic.live = true;
        List<Topic.Waiter> waiters = List.copyOf(topic.waiters);
        topic.waiters.clear();
        boolean news = topic.interrupted;
        topic.interrupted = false;
        inbound.inTurn(
                topic, () -> waiters.forEach(waiter -> waiter.acknowledged().complete(null)));
        if (news && topic.wanted && !topic.first) {
            inbound.maybeLost(topic);
        }
    }

    void unsubscribed(String name) {
        Topic topic = topics.get(name);
        if (topic != null && topic.said == Topic.Said.UNSUBSCRIBE && topic.outstanding == 0) {
            topic.said = Topic.Said.NOTHING;
            if (!topic.wanted) {
                topics.remove(name);
            }
        }
    }

    // ---- the link ----

    /** There is a link: everything is subscribed over it. */
    void linked(BusLink made) {
        link = made;
        // What comes first is heard before anything else is, so that nothing can come before it.
        topics.values().stream().filter(topic -> topic.wanted && topic.first).forEach(this::subscribeSoon);
        topics.values().stream().filter(topic -> topic.wanted && !topic.first).forEach(this::subscribeSoon);
    }

    /** The link is gone, and with it what it acknowledged. */
    void unlinked() {
        link = null;
        for (Iterator<Topic> all = topics.values().iterator(); all.hasNext(); ) {
            Topic topic = all.next();
            topic.linkLost();
            if (!topic.wanted) {
                all.remove();
            }
        }
    }

    /** Nobody waits any longer. */
    void giveUp(RedisFailure why) {
        topics.values().forEach(topic -> giveUp(topic, why));
    }

    private static void giveUp(Topic topic, RedisFailure why) {
        if (!topic.waiters.isEmpty()) {
            // Whoever gave up waiting learns by it when the acknowledgement comes after all.
            topic.interrupted = true;
            endWaiters(topic, why);
        }
    }

    // ---- time ----

    /** Whether a SUBSCRIBE was not acknowledged in time: then the link is not to be trusted. */
    boolean isLate(long now) {
        for (Topic topic : topics.values()) {
            if (topic.outstanding > 0 && now - topic.saidNanos > acknowledge.toNanos()) {
                return true;
            }
        }
        return false;
    }

    /** Ends waits that took too long, and leaves topics that nobody has wanted for a while. */
    void tick(long now) {
        List<String> silent = new ArrayList<>();
        for (Topic topic : topics.values()) {
            if (!topic.waiters.isEmpty() && now - topic.waiters.get(0).deadlineNanos() > 0) {
                giveUp(topic, notYet());
            }
            if (!topic.wanted && now - topic.unwantedNanos >= linger.toNanos()) {
                leave(topic, silent);
            }
        }
        if (link != null) {
            link.unsubscribe(silent);
        }
    }

    private void leave(Topic topic, List<String> silent) {
        if (topic.said == Topic.Said.SUBSCRIBE && topic.outstanding == 0) {
            topic.said = Topic.Said.UNSUBSCRIBE;
            topic.live = false;
            silent.add(topic.name);
        } else if (topic.said == Topic.Said.NOTHING) {
            topics.remove(topic.name);
        }
    }

    private long now() {
        return clock.nanoTime();
    }

    private static RedisFailure notYet() {
        return new RedisFailure(
                Outcome.NOT_DONE, Kind.NO_CONNECTION, "the subscription was not acknowledged in time", null);
    }

    /** Nothing is wanted any more. */
    void close(RedisFailure why) {
        topics.values().forEach(topic -> endWaiters(topic, why));
        topics.clear();
    }
}
