package io.bush.realtime.benchmarks.redis;

import io.bush.realtime.benchmarks.redis.AppendCalls.Keys;
import io.bush.realtime.benchmarks.report.Options;
import io.bush.realtime.benchmarks.report.Report;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.it.redis.Until;
import io.bush.realtime.it.redis.binary.RedisBinaries;
import io.bush.realtime.it.redis.binary.RedisBinary;
import io.bush.realtime.it.redis.binary.RedisLine;
import io.bush.realtime.it.redis.wire.RespClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * What it costs the server to publish: this library's script beside a bare one and beside plain PUBLISH, in turns, by the time
 * the server itself counts for each call.
 */
public final class RedisPublish {

    private static final String USAGE = """
            usage: java -jar benchmarks.jar redis-publish [options]   about 40 seconds
              --rounds N   measurements of each, taken in turns, 1 to 500 (default 40)
              --calls N    of each measurement, 50 to 5000 (default 400)
              --json FILE  write the figures as JSON too""";

    /** What somebody writes who only needs numbers and a log: no chain, no keys, no ends, no clock. */
    private static final String BARE = """
            local offset = redis.call('INCR', KEYS[2])
            local entry = offset .. ' ' .. ARGV[2]
            redis.call('LPUSH', KEYS[1], entry)
            redis.call('LTRIM', KEYS[1], 0, 999)
            redis.call('PUBLISH', ARGV[1], entry)
            return offset
            """;

    private static final int CHANNELS = 8;
    private static final int TOGETHER = 8;
    private static final int PIPELINED = 50;
    /** So many that each log is full. */
    private static final int FILL = CHANNELS * 1_100;

    private final List<Way> ways = new ArrayList<>();
    /** What the subscriber has heard. */
    private final LongAdder messages = new LongAdder();

    private final BenchRedis redis;
    private final RespClient publisher;
    private final AppendCalls appends;
    private final Payload data;
    private final byte[] content;

    /** One way to publish, and what it cost. */
    private final class Way {

        private final String name;
        private final String command;
        private final int events;
        private final Figures server = new Figures();
        private final Figures cpu = new Figures();
        /** How many events the subscriber has heard of. */
        private long heard;

        Way(String name, String command, int events) {
            this.name = name;
            this.command = command;
            this.events = events;
        }

        private Object[] words(int call) {
            Channel channel = channel(call % CHANNELS);
            String bus = "bush:ws:" + channel.name();
            return switch (name) {
                case "PUBLISH" -> new Object[] {"PUBLISH", bus, content};
                case "bare script" ->
                    new Object[] {
                        "EVALSHA", bareSha, 2, "bare:" + channel.name(), "{bare:" + channel.name() + "}:n", bus, content
                    };
                default -> appends.command(channel, data, events, name.contains("key") ? Keys.IDEMPOTENCY : Keys.NONE);
            };
        }

        void measure(int calls) {
            List<Object[]> commands = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                commands.add(words(i));
            }
            long sent = (long) calls * events;
            long heardBefore = messages.sum();
            redis.forgetStatistics();
            double before = redis.cpuMicros();
            send(commands);
            cpu.add((redis.cpuMicros() - before) / sent);
            server.add(redis.microsPerCall(command) / events);
            Until.holds("each event is announced once", () -> messages.sum() - heardBefore == sent);
            heard += sent;
        }
    }

    private final String bareSha;

    private RedisPublish(BenchRedis redis, AppendCalls appends, int bytes) {
        this.redis = redis;
        this.appends = appends;
        this.publisher = RespClient.connect(redis.port());
        this.data = Payload.ofJson("{\"text\":\"" + "x".repeat(bytes - 11) + "\"}");
        this.content = new byte[bytes];
        this.bareSha = publisher.text("SCRIPT", "LOAD", BARE);
        appends.command(channel(0), data, 1, Keys.NONE);
        publisher.text("SCRIPT", "LOAD", appends.script());
        ways.add(new Way("PUBLISH", "PUBLISH", 1));
        ways.add(new Way("bare script", "EVALSHA", 1));
        ways.add(new Way("append", "EVALSHA", 1));
        ways.add(new Way("append, with key", "EVALSHA", 1));
        ways.add(new Way("append, " + TOGETHER + " events a call", "EVALSHA", TOGETHER));
        ways.add(new Way("append, " + TOGETHER + " with keys a call", "EVALSHA", TOGETHER));
    }

    /**
     * Measures and prints.
     *
     * @param args the options
     * @throws IOException when the JSON cannot be written
     */
    public static void run(List<String> args) throws IOException {
        Options options = new Options(args, USAGE, "rounds", "calls", "json");
        int rounds = options.number("rounds", 40, 1, 500);
        int calls = options.number("calls", 400, 50, 5_000);
        Report report = new Report("redis-publish " + String.join(" ", args));
        for (RedisLine line : RedisLine.values()) {
            RedisBinary binary = RedisBinaries.of(line).orElse(null);
            if (binary != null) {
                for (int bytes : new int[] {200, 2_000}) {
                    try (BenchRedis redis = BenchRedis.start(binary);
                            AppendCalls appends = new AppendCalls()) {
                        new RedisPublish(redis, appends, bytes).measure(report, bytes, rounds, calls);
                    }
                }
            }
        }
        report.finish(options.text("json"));
    }

    private static Channel channel(int number) {
        return new Channel("file", "file_bench00000" + number);
    }

    private void measure(Report report, int bytes, int rounds, int calls) {
        try (RespClient listener = listen()) {
            ways.get(1).measure(FILL);
            ways.get(2).measure(FILL);
            ways.forEach(way -> way.measure(calls));
            ways.replaceAll(way -> new Way(way.name, way.command, way.events));
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < ways.size(); i++) {
                    ways.get((i + round) % ways.size()).measure(calls);
                }
            }
            if (!listener.isUsable()) {
                throw new IllegalStateException("the subscriber was lost");
            }
        }
        Way plain = ways.get(0);
        Way bare = ways.get(1);
        for (Way way : ways) {
            report.row(
                    redis + ", data of " + bytes + " B, one subscriber; microseconds for each event",
                    "way",
                    way.name,
                    "events",
                    way.heard,
                    "server's own time",
                    way.server.median(),
                    "x bare",
                    way.server.ratioTo(bare.server),
                    "x PUBLISH",
                    way.server.ratioTo(plain.server),
                    "least",
                    way.server.least(),
                    "least x bare",
                    way.server.least() / bare.server.least(),
                    "CPU of the server",
                    way.cpu.median(),
                    "CPU x bare",
                    way.cpu.ratioTo(bare.cpu));
        }
        publisher.close();
    }

    /** A node that is subscribed to all of it. */
    private RespClient listen() {
        RespClient listener = RespClient.connect(redis.port(), Duration.ofHours(1));
        for (int i = 0; i < CHANNELS; i++) {
            listener.call("SUBSCRIBE", "bush:ws:" + channel(i).name());
        }
        Thread reader = new Thread(() -> drain(listener), "subscriber");
        reader.setDaemon(true);
        reader.start();
        return listener;
    }

    private void drain(RespClient listener) {
        try {
            while (true) {
                listener.read();
                messages.increment();
            }
        } catch (UncheckedIOException closed) {
            // As it is meant to end.
        }
    }

    private void send(List<Object[]> commands) {
        for (int from = 0; from < commands.size(); from += PIPELINED) {
            List<Object[]> some = commands.subList(from, Math.min(from + PIPELINED, commands.size()));
            some.forEach(publisher::send);
            some.forEach(command -> publisher.read());
        }
    }
}
