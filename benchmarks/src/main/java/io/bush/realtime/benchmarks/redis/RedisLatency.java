package io.bush.realtime.benchmarks.redis;

import io.bush.realtime.Publication;
import io.bush.realtime.PublishResult;
import io.bush.realtime.benchmarks.process.Child;
import io.bush.realtime.benchmarks.process.CpuTime;
import io.bush.realtime.benchmarks.process.Line;
import io.bush.realtime.benchmarks.redis.RedisHearing.Heard;
import io.bush.realtime.benchmarks.report.Latencies;
import io.bush.realtime.benchmarks.report.Options;
import io.bush.realtime.benchmarks.report.Report;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.eventlog.RepairSettings;
import io.bush.realtime.it.redis.Until;
import io.bush.realtime.observe.Health;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** How long an event takes from {@code publish} on one node to the transport of a subscriber on another. */
public final class RedisLatency {

    private static final String USAGE = """
            usage: java -jar benchmarks.jar redis-latency [options]   about 70 seconds
              --rates LIST     events a second (default 100,1000,5000)
              --where LIST     of one-jvm, two-processes (default both)
              --channels N     with one subscriber each, 1 to 5000 (default 100)
              --seconds N      of each measurement, 1 to 30 (default 3)
              --warm-up N      seconds at each of three rates before, 0 to 30 (default 2)
              --rounds N       measurements of each, 1 to 20 (default 3)
              --bytes N        of data, 60 to 10000 (default 200)
              --json FILE      write the figures as JSON too""";

    private static final int[] WARM_RATES = {100, 1_000, 3_000};
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String HEAP = "512m";

    private final RedisNode publisher;
    private final List<Channel> channels;
    private final String padding;
    private final Far far;
    /** How long until the publisher knew the event's id. Guarded by itself. */
    private final Latencies stored = new Latencies();

    private long published;

    /** The node that hears, wherever it is. */
    private interface Far extends AutoCloseable {

        long events() throws IOException, InterruptedException;

        Heard take() throws IOException, InterruptedException;

        @Override
        void close();
    }

    private RedisLatency(BenchRedis redis, int channels, int bytes, Far far) {
        this.publisher = new RedisNode(BenchRedis.back(redis.port()), RepairSettings.DEFAULT, frame -> {});
        this.channels = RedisNode.channels(0, channels);
        this.padding = "x".repeat(Math.max(0, bytes - 54));
        this.far = far;
    }

    /**
     * Measures and prints.
     *
     * @param args the options
     * @throws IOException when a process failed, or the JSON cannot be written
     * @throws InterruptedException when interrupted
     */
    public static void run(List<String> args) throws IOException, InterruptedException {
        Options options =
                new Options(args, USAGE, "rates", "where", "channels", "seconds", "warm-up", "rounds", "bytes", "json");
        List<Integer> rates = Arrays.stream(
                        options.text("rates", "100,1000,5000").split(",", -1))
                .map(Integer::valueOf)
                .toList();
        int channels = options.number("channels", 100, 1, 5_000);
        int bytes = options.number("bytes", 200, 60, 10_000);
        int rounds = options.number("rounds", 3, 1, 20);
        Duration time = Duration.ofSeconds(options.number("seconds", 3, 1, 30));
        Duration warmUp = Duration.ofSeconds(options.number("warm-up", 2, 0, 30));
        Report report = new Report("redis-latency " + String.join(" ", args));
        for (String where : options.text("where", "one-jvm,two-processes").split(",", -1)) {
            try (BenchRedis redis = BenchRedis.newest();
                    Far far = far(where, redis.port(), channels)) {
                RedisLatency latency = new RedisLatency(redis, channels, bytes, far);
                try {
                    latency.warmUp(warmUp);
                    for (int rate : rates) {
                        latency.measure(report, redis + ", " + where, rate, time, rounds);
                    }
                } finally {
                    latency.publisher.close();
                }
            }
        }
        report.finish(options.text("json"));
    }

    private static Far far(String where, int port, int channels) throws IOException, InterruptedException {
        return where.equals("one-jvm") ? new Here(port, channels) : new Elsewhere(port, channels);
    }

    private static final class Here implements Far {

        private final RedisHearing hearing;

        Here(int port, int channels) {
            hearing = new RedisHearing(port, RedisNode.channels(0, channels));
        }

        @Override
        public long events() {
            return hearing.events();
        }

        @Override
        public Heard take() {
            return hearing.take();
        }

        @Override
        public void close() {
            hearing.close();
        }
    }

    private static final class Elsewhere implements Far {

        private final Child child;

        Elsewhere(int port, int channels) throws IOException, InterruptedException {
            child = Child.start(-1, HEAP, "redis-hearer");
            child.ask(Line.of("hear", "port", port, "channels", channels), PATIENCE.multipliedBy(3));
        }

        @Override
        public long events() throws IOException, InterruptedException {
            return child.ask(Line.of("count"), PATIENCE).number("events");
        }

        @Override
        public Heard take() throws IOException, InterruptedException {
            Line line = child.ask(Line.of("take"), PATIENCE);
            return new Heard(
                    line.number("events"),
                    line.number("sum"),
                    line.number("p50"),
                    line.number("p99"),
                    line.number("p999"),
                    line.number("worst"));
        }

        @Override
        public void close() {
            child.close();
        }
    }

    /** Faster and faster, and until Redis was not too late for anything any more. */
    private void warmUp(Duration time) throws IOException, InterruptedException {
        for (int rate : WARM_RATES) {
            publish(rate, time);
            Until.holds(
                    PATIENCE,
                    "the node is well",
                    () -> publisher.node().health().status() == Health.Status.UP);
        }
    }

    private void measure(Report report, String title, int rate, Duration time, int rounds)
            throws IOException, InterruptedException {
        Figures p50 = new Figures();
        Figures p99 = new Figures();
        Figures p999 = new Figures();
        Figures worst = new Figures();
        Figures known50 = new Figures();
        Figures known99 = new Figures();
        Figures late = new Figures();
        Figures cpu = new Figures();
        long events = 0;
        long lost = 0;
        long refused = 0;
        for (int round = 0; round < rounds; round++) {
            CpuTime before = CpuTime.now();
            Round done = publish(rate, time);
            CpuTime after = CpuTime.now();
            p50.add(done.heard.p50() / 1_000.0);
            p99.add(done.heard.p99() / 1_000.0);
            p999.add(done.heard.p999() / 1_000.0);
            worst.add(done.heard.worst() / 1_000.0);
            known50.add(done.known50 / 1_000.0);
            known99.add(done.known99 / 1_000.0);
            late.add(done.lateNanos / 1_000_000.0);
            cpu.add((after.all() - after.jit() - before.all() + before.jit()) / 1_000.0 / done.published);
            events += done.published;
            refused += done.refused;
            lost += done.published - done.refused - done.heard.events();
            if (lost == 0 && refused == 0 && done.heard.sum() != done.sum) {
                throw new IllegalStateException("other events came than were published");
            }
        }
        report.row(
                "publish on one node to delivered on another, ms; " + title,
                "events/s",
                rate,
                "p50",
                p50.median(),
                "p99",
                p99.median(),
                "p99.9",
                p999.median(),
                "worst",
                worst.most(),
                "id known p50",
                known50.median(),
                "id known p99",
                known99.median(),
                "publisher late at most",
                late.most(),
                "CPU µs/event of this JVM",
                cpu.median(),
                "events",
                events,
                "not stored",
                refused,
                "lost",
                lost);
    }

    /** One measurement. */
    private record Round(
            long published, long refused, long sum, long lateNanos, long known50, long known99, Heard heard) {}

    private Round publish(int rate, Duration time) throws IOException, InterruptedException {
        far.take();
        long begin = System.nanoTime();
        long count = rate * time.toMillis() / 1_000;
        long sum = 0;
        long late = 0;
        AtomicLong answered = new AtomicLong();
        AtomicLong refused = new AtomicLong();
        for (long i = 0; i < count; i++) {
            long due = begin + i * 1_000_000_000L / rate;
            long now = System.nanoTime();
            while (now < due) {
                LockSupport.parkNanos(due - now);
                now = System.nanoTime();
            }
            late = Math.max(late, now - due);
            sum += publishOne(answered, refused);
        }
        Until.holds(PATIENCE, "every publish has a result", () -> answered.get() == count);
        long patience = System.nanoTime() + PATIENCE.toNanos();
        while (far.events() < count - refused.get() && System.nanoTime() < patience) {
            LockSupport.parkNanos(20_000_000);
        }
        Heard heard = far.take();
        synchronized (stored) {
            Round round = new Round(count, refused.get(), sum, late, stored.micros(0.5), stored.micros(0.99), heard);
            stored.clear();
            return round;
        }
    }

    private long publishOne(AtomicLong answered, AtomicLong refused) {
        long number = published++;
        Channel channel = channels.get((int) (number % channels.size()));
        long at = System.nanoTime();
        Payload data = Payload.ofJson("{\"at\":" + at + ",\"n\":" + number + ",\"text\":\"" + padding + "\"}");
        publisher
                .node()
                .publish(Publication.of(channel, "comment.created", data))
                .whenComplete((result, failure) -> {
                    long took = System.nanoTime() - at;
                    synchronized (stored) {
                        stored.add(took);
                    }
                    if (!(result instanceof PublishResult.Durable)) {
                        refused.incrementAndGet();
                    }
                    answered.incrementAndGet();
                });
        return number;
    }
}
