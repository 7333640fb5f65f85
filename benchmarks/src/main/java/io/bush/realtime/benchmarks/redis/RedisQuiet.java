package io.bush.realtime.benchmarks.redis;

import io.bush.realtime.Publication;
import io.bush.realtime.PublishResult;
import io.bush.realtime.benchmarks.process.CpuTime;
import io.bush.realtime.benchmarks.report.Options;
import io.bush.realtime.benchmarks.report.Report;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.eventlog.RepairSettings;
import io.bush.realtime.it.redis.Until;
import io.bush.realtime.it.redis.wire.TcpRelay;
import io.bush.realtime.it.relay.RelayFaults;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * The last event of a channel is lost on its way, and nothing more is published: how long until the subscriber has it all the
 * same; and what looking for such losses costs node and server when nothing happens at all.
 */
public final class RedisQuiet {

    private static final String USAGE = """
            usage: java -jar benchmarks.jar redis-quiet [options]   about 55 seconds
              --trials N    losses, each in a channel of its own, 10 to 1000 (default 100)
              --seconds N   over which they are spread, and of each measurement of the cost, 2 to 60 (default 10)
              --settle N    seconds of nothing before each measurement and behind the losses, 0 to 60 (default 4)
              --idle LIST   idle channels whose looking is measured (default 0,1000,10000)
              --json FILE   write the figures as JSON too""";

    /** In what is lost, and longer than anything else that a link brings meanwhile. */
    private static final String MARK = "swallowed on its way ".repeat(10);

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Events of each channel that arrive before the one that does not. */
    private static final int BEFORE = 3;

    private final Map<Integer, Long> arrivedAt = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> arrived = new ConcurrentHashMap<>();

    private final TcpRelay relay;

    private RedisQuiet(TcpRelay relay) {
        this.relay = relay;
    }

    /**
     * Measures and prints.
     *
     * @param args the options
     * @throws IOException when the JSON cannot be written
     */
    public static void run(List<String> args) throws IOException {
        Options options = new Options(args, USAGE, "trials", "seconds", "settle", "idle", "json");
        int trials = options.number("trials", 100, 10, 1_000);
        Duration time = Duration.ofSeconds(options.number("seconds", 10, 2, 60));
        // By default two periods, in which what was to be settled is.
        Duration settling = Duration.ofSeconds(options.number("settle", 4, 0, 60));
        Report report = new Report("redis-quiet " + String.join(" ", args));
        for (String idle : options.text("idle", "0,1000,10000").split(",", -1)) {
            try (BenchRedis redis = BenchRedis.newest()) {
                cost(report, redis, Integer.parseInt(idle), settling, time);
            }
        }
        try (BenchRedis redis = BenchRedis.newest();
                TcpRelay relay = TcpRelay.to(redis.port())) {
            new RedisQuiet(relay).lose(report, redis, trials, settling, time);
        }
        report.finish(options.text("json"));
    }

    // ---- losses ----

    private void frame(String text) {
        int channel = (int) RedisNode.number(text, "c");
        if (channel >= 0) {
            arrived.merge(channel, 1, Integer::sum);
            if (text.contains(MARK)) {
                arrivedAt.put(channel, System.nanoTime());
            }
        }
    }

    private void lose(Report report, BenchRedis redis, int trials, Duration settling, Duration time) {
        List<Channel> channels = RedisNode.channels(0, trials);
        Figures noticed = new Figures();
        long tooMany = 0;
        try (RedisNode publisher = new RedisNode(BenchRedis.back(redis.port()), RepairSettings.DEFAULT, frame -> {});
                RedisNode node = new RedisNode(BenchRedis.back(relay.port()), RepairSettings.DEFAULT, this::frame)) {
            node.subscribe(channels);
            for (int i = 0; i < BEFORE * trials; i++) {
                publish(publisher, channels, i % trials, "fine");
            }
            Until.holds(
                    PATIENCE,
                    "what is not lost has arrived",
                    () -> arrived.size() == trials && arrived.values().stream().allMatch(count -> count == BEFORE));
            pause(settling);
            long[] stored = new long[trials];
            Random moments = new Random(7);
            long begin = System.nanoTime();
            long[] due = moments.longs(trials, 0, time.toNanos()).sorted().toArray();
            for (int i = 0; i < trials; i++) {
                pause(Duration.ofNanos(begin + due[i] - System.nanoTime()));
                stored[i] = publishUnheard(publisher, channels, i);
            }
            Until.holds(PATIENCE, "everything has arrived", () -> arrivedAt.size() == trials);
            pause(settling);
            for (int i = 0; i < trials; i++) {
                noticed.add((arrivedAt.getOrDefault(i, 0L) - stored[i]) / 1_000_000.0);
                tooMany += arrived.getOrDefault(i, 0) - BEFORE - 1;
            }
            report.row(
                    redis + ", from stored to delivered, ms: the message was lost and nothing came after it",
                    "losses",
                    trials,
                    "found",
                    arrivedAt.size(),
                    "least",
                    noticed.least(),
                    "median",
                    noticed.median(),
                    "worst",
                    noticed.most(),
                    "twice",
                    tooMany,
                    "resets",
                    node.resets());
        }
    }

    /** What the server says of it is lost on its way, and both sides believe that the link is well; returns when it was stored. */
    private long publishUnheard(RedisNode publisher, List<Channel> channels, int channel) {
        RelayFaults link = relay.pubSub();
        long before = link.swallowedBytes();
        link.swallowReplies();
        publish(publisher, channels, channel, MARK);
        long stored = System.nanoTime();
        Until.holds(PATIENCE, "it was lost", () -> link.swallowedBytes() - before > MARK.length());
        link.heal();
        return stored;
    }

    private static void publish(RedisNode publisher, List<Channel> channels, int channel, String text) {
        Payload data = Payload.ofJson("{\"c\":" + channel + ",\"text\":\"" + text + "\"}");
        PublishResult result = publisher
                .node()
                .publish(Publication.of(channels.get(channel), "e.x", data))
                .toCompletableFuture()
                .join();
        if (!(result instanceof PublishResult.Durable)) {
            throw new IllegalStateException("not published: " + result);
        }
    }

    // ---- what looking costs ----

    private static void cost(Report report, BenchRedis redis, int idle, Duration settling, Duration time) {
        try (RedisNode node = new RedisNode(BenchRedis.back(redis.port()), RepairSettings.DEFAULT, frame -> {})) {
            node.subscribe(RedisNode.channels(0, idle));
            // The first rounds are the compiler's.
            pause(settling.multipliedBy(2));
            redis.forgetStatistics();
            double serverBefore = redis.cpuMicros();
            CpuTime before = CpuTime.now();
            long begin = System.nanoTime();
            pause(time);
            if (idle > 0) {
                // Each is looked at once in two seconds, unless the machine is busy: figures of no look would say
                // nothing.
                Until.holds(PATIENCE, "it has looked", () -> redis.calls("evalsha") > 0);
            }
            CpuTime after = CpuTime.now();
            double seconds = (System.nanoTime() - begin) / 1e9;
            double server = redis.cpuMicros() - serverBefore;
            report.row(
                    "a node on which nothing happens, for each second",
                    "idle channels",
                    idle,
                    "scripts",
                    redis.calls("evalsha") / seconds,
                    "of the server each µs",
                    redis.microsPerCall("evalsha"),
                    "CPU ms of the server",
                    server / 1_000 / seconds,
                    "CPU ms of the node",
                    (after.all() - after.jit() - before.all() + before.jit()) / 1e6 / seconds,
                    "% of a processor",
                    (after.all() - after.jit() - before.all() + before.jit()) / 1e7 / seconds);
        }
    }

    /** Waits, whatever wakes it. */
    private static void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
