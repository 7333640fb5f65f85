package io.bush.realtime.benchmarks.redis;

import io.bush.realtime.Publication;
import io.bush.realtime.PublishResult;
import io.bush.realtime.benchmarks.report.Options;
import io.bush.realtime.benchmarks.report.Report;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.eventlog.RepairSettings;
import io.bush.realtime.it.redis.Until;
import io.bush.realtime.it.redis.wire.TcpRelay;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * A node's link is killed: how long until every channel is subscribed again, until the log was asked for every one, and until
 * those that had missed events have them.
 */
public final class RedisResubscribe {

    private static final String USAGE = """
            usage: java -jar benchmarks.jar redis-resubscribe [options]   about 40 seconds
              --channels N   subscribed on the node, 100 to 50000 (default 10000)
              --behind N     of them that miss events, 1 to 10000 (default 1000)
              --events N     that each of these misses, 1 to 100 (default 10)
              --rounds N     kills of each kind, 1 to 20 (default 5)
              --json FILE    write the figures as JSON too""";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Publishes under way at a time. */
    private static final int TOGETHER = 500;
    /** So seldom that whatever is found is found because the link was made anew. */
    private static final RepairSettings NO_HEAD_CHECK = new RepairSettings(
            Duration.ofMinutes(5), RepairSettings.DEFAULT.readsInFlight(), RepairSettings.DEFAULT.waitingEvents());

    private final BenchRedis redis;
    private final TcpRelay relay;
    private final RedisNode publisher;
    private final RedisNode node;
    private final WatchedBackplane.Watch watch = new WatchedBackplane.Watch();
    private final List<Channel> channels;
    /** The number of the last event of each channel that came. */
    private final AtomicIntegerArray last;

    private final LongAdder arrived = new LongAdder();
    private final LongAdder misplaced = new LongAdder();
    private final AtomicLong lastArrival = new AtomicLong();
    /** Events published on each channel so far. */
    private final int[] published;

    private RedisResubscribe(BenchRedis redis, int count) {
        this.redis = redis;
        this.relay = TcpRelay.to(redis.port());
        this.channels = RedisNode.channels(0, count);
        this.last = new AtomicIntegerArray(count);
        this.published = new int[count];
        this.publisher = new RedisNode(BenchRedis.back(redis.port()), NO_HEAD_CHECK, frame -> {});
        this.node = new RedisNode(watch.over(BenchRedis.back(relay.port())), NO_HEAD_CHECK, this::frame);
        node.subscribe(channels);
    }

    /**
     * Measures and prints.
     *
     * @param args the options
     * @throws IOException when the JSON cannot be written
     */
    public static void run(List<String> args) throws IOException {
        Options options = new Options(args, USAGE, "channels", "behind", "events", "rounds", "json");
        int channels = options.number("channels", 10_000, 100, 50_000);
        int behind = Math.min(channels, options.number("behind", 1_000, 1, 10_000));
        int events = options.number("events", 10, 1, 100);
        int rounds = options.number("rounds", 5, 1, 20);
        Report report = new Report("redis-resubscribe " + String.join(" ", args));
        try (BenchRedis redis = BenchRedis.newest()) {
            RedisResubscribe bench = new RedisResubscribe(redis, channels);
            try {
                bench.kill(0, 0);
                bench.measure(report, rounds, 0, 0);
                bench.kill(behind, events);
                bench.measure(report, rounds, behind, events);
            } finally {
                bench.node.close();
                bench.publisher.close();
                bench.relay.close();
            }
        }
        report.finish(options.text("json"));
    }

    private void frame(String text) {
        long number = RedisNode.number(text, "n");
        if (number < 0) {
            return;
        }
        int channel = (int) RedisNode.number(text, "c");
        if (last.get(channel) != number - 1) {
            misplaced.increment();
        }
        last.set(channel, (int) number);
        arrived.increment();
        lastArrival.set(System.nanoTime());
    }

    /** What one kill led to, in milliseconds since. */
    private record Recovery(
            double acknowledged, double looked, double repaired, long reads, long arrived, double publishing) {}

    private void measure(Report report, int rounds, int behind, int events) {
        Figures acknowledged = new Figures();
        Figures looked = new Figures();
        Figures repaired = new Figures();
        Figures publishing = new Figures();
        long reads = 0;
        long missed = 0;
        for (int round = 0; round < rounds; round++) {
            Recovery recovery = kill(behind, events);
            acknowledged.add(recovery.acknowledged);
            looked.add(recovery.looked);
            repaired.add(recovery.repaired);
            publishing.add(recovery.publishing);
            reads += recovery.reads;
            missed += recovery.arrived;
        }
        String title = redis + ", " + channels.size() + " channels, CLIENT KILL of the node's link; ms from there";
        if (behind > 0) {
            title += ", " + behind + " channels behind by " + events;
        }
        long expected = (long) rounds * behind * events;
        row(report, title, "all acknowledged", acknowledged);
        row(report, title, "the log was asked for all", looked);
        if (behind > 0) {
            row(report, title, "all that was missed has arrived", repaired);
            row(report, title, "(before it: publishing it)", publishing);
        }
        report.row(
                title + ": counts",
                "kills",
                rounds,
                "events missed",
                expected,
                "arrived",
                missed,
                "out of order or twice",
                misplaced.sum(),
                "resets",
                node.resets(),
                "readings of events",
                reads);
    }

    private static void row(Report report, String title, String what, Figures figures) {
        report.row(title, "until", what, "least", figures.least(), "median", figures.median(), "most", figures.most());
    }

    private Recovery kill(int behind, int events) {
        long before = arrived.sum();
        watch.begin();
        long begun = System.nanoTime();
        if (behind > 0) {
            // What the server says is lost on its way, and both sides believe that the link is well.
            relay.pubSub().swallowReplies();
            publish(behind, events);
            if (arrived.sum() != before) {
                throw new IllegalStateException("something arrived over a link that brings nothing");
            }
            relay.pubSub().heal();
        }
        long killed = System.nanoTime();
        redis.client().call("CLIENT", "KILL", "TYPE", "pubsub");
        Until.holds(PATIENCE, "all channels are acknowledged", () -> watch.acknowledged() == channels.size());
        Until.holds(PATIENCE, "the log was asked for all channels", () -> watch.looked() == channels.size());
        long expected = (long) behind * events;
        Until.holds(PATIENCE, "what was missed has arrived", () -> arrived.sum() - before >= expected);
        long repaired = lastArrival.get();
        // Whatever is too much would come now: these pass through the same link and lanes.
        publish(channels.size(), 1);
        Until.holds(
                PATIENCE, "what came later has arrived", () -> arrived.sum() - before >= expected + channels.size());
        return new Recovery(
                millis(watch.lastAcknowledged() - killed),
                millis(watch.lastLooked() - killed),
                expected == 0 ? 0 : millis(repaired - killed),
                watch.reads(),
                arrived.sum() - before - channels.size(),
                millis(killed - begun));
    }

    private void publish(int behind, int events) {
        List<CompletableFuture<PublishResult>> results = new ArrayList<>();
        for (int event = 0; event < events; event++) {
            for (int i = 0; i < behind; i++) {
                published[i]++;
                Payload data = Payload.ofJson("{\"c\":" + i + ",\"n\":" + published[i] + "}");
                results.add(publisher
                        .node()
                        .publish(Publication.of(channels.get(i), "e.x", data))
                        .toCompletableFuture());
                if (results.size() == TOGETHER) {
                    settle(results);
                }
            }
        }
        settle(results);
    }

    private static void settle(List<CompletableFuture<PublishResult>> results) {
        for (CompletableFuture<PublishResult> result : results) {
            if (!(result.join() instanceof PublishResult.Durable)) {
                throw new IllegalStateException("not published: " + result.join());
            }
        }
        results.clear();
    }

    private static double millis(long nanos) {
        return nanos / 1_000_000.0;
    }
}
