package io.bush.realtime.benchmarks.redis;

import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.binary.RedisBinaries;
import io.bush.realtime.it.redis.binary.RedisBinary;
import io.bush.realtime.it.redis.wire.RespClient;
import io.bush.realtime.redis.RedisBackplane;
import io.bush.realtime.redis.RedisSettings;
import io.bush.realtime.redis.RedisTiming;
import java.time.Duration;
import java.util.Locale;

/** A Redis of the command's own on the loopback interface, and what it says of itself. For one thread. */
final class BenchRedis implements AutoCloseable {

    private final RedisServer server;

    private BenchRedis(RedisServer server) {
        this.server = server;
    }

    static BenchRedis start(RedisBinary binary) {
        return new BenchRedis(RedisServer.start(binary));
    }

    /** Starts the newest there is for this platform. */
    static BenchRedis newest() {
        return start(RedisBinaries.newest()
                .orElseThrow(() -> new IllegalStateException(
                        "no redis-server for this platform: name one with -Dbush.redis.server=FILE")));
    }

    int port() {
        return server.port();
    }

    RespClient client() {
        return server.client();
    }

    /** The back end of a node over a port: the server's own, or a relay's. Patient: a busy machine is no outage and no lost link. */
    static Backplane.Factory back(int port) {
        RedisTiming timing = RedisTiming.DEFAULT;
        return RedisBackplane.with(RedisSettings.of("redis://127.0.0.1:" + port)
                .with(new RedisTiming(
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(8),
                        timing.probe(),
                        Duration.ofSeconds(30),
                        timing.linger(),
                        timing.masterPoll(),
                        timing.topologyRefresh())));
    }

    void forgetStatistics() {
        client().text("CONFIG", "RESETSTAT");
    }

    /** How long a command took on average since the statistics were forgotten, in microseconds of the server. */
    double microsPerCall(String command) {
        return statistic(command, "usec_per_call");
    }

    double calls(String command) {
        return statistic(command, "calls");
    }

    private double statistic(String command, String name) {
        String line = info("commandstats", "cmdstat_" + command.toLowerCase(Locale.ROOT));
        for (String part : line.split(",", -1)) {
            if (part.startsWith(name + "=")) {
                return Double.parseDouble(part.substring(name.length() + 1));
            }
        }
        return 0;
    }

    /** Processor time of the server's process so far, in microseconds. */
    double cpuMicros() {
        return (Double.parseDouble(info("cpu", "used_cpu_user")) + Double.parseDouble(info("cpu", "used_cpu_sys")))
                * 1_000_000;
    }

    private String info(String section, String name) {
        for (String line : client().text("INFO", section).split("\r\n", -1)) {
            if (line.startsWith(name + ":")) {
                return line.substring(name.length() + 1);
            }
        }
        return "0";
    }

    @Override
    public String toString() {
        return server.binary().toString();
    }

    @Override
    public void close() {
        server.close();
    }
}
