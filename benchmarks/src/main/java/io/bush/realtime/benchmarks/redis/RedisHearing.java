package io.bush.realtime.benchmarks.redis;

import io.bush.realtime.benchmarks.report.Latencies;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.eventlog.RepairSettings;
import java.util.List;

/**
 * The node that events are published to from elsewhere, and how long each took from there: the clock is the machine's, the same
 * in every process. Thread safety: safe for use by any thread.
 */
final class RedisHearing implements AutoCloseable {

    private final RedisNode node;
    /** Guarded by this, as what follows. */
    private final Latencies latencies = new Latencies();

    private long worstNanos;
    private long heard;
    /** The sum of the numbers that came: each comes once, so it is known. */
    private long sum;

    /**
     * What was heard.
     *
     * @param events how many
     * @param sum of their numbers
     * @param p50 in microseconds
     * @param p99 in microseconds
     * @param p999 in microseconds
     * @param worst in microseconds
     */
    record Heard(long events, long sum, long p50, long p99, long p999, long worst) {}

    RedisHearing(int port, List<Channel> channels) {
        node = new RedisNode(BenchRedis.back(port), RepairSettings.DEFAULT, this::frame);
        node.subscribe(channels);
    }

    private void frame(String text) {
        long at = RedisNode.number(text, "at");
        if (at >= 0) {
            long took = System.nanoTime() - at;
            synchronized (this) {
                latencies.add(took);
                worstNanos = Math.max(worstNanos, took);
                heard++;
                sum += RedisNode.number(text, "n");
            }
        }
    }

    synchronized long events() {
        return heard;
    }

    /** What was heard since the last time. */
    synchronized Heard take() {
        Heard taken = new Heard(
                heard, sum, latencies.micros(0.5), latencies.micros(0.99), latencies.micros(0.999), worstNanos / 1_000);
        latencies.clear();
        worstNanos = 0;
        heard = 0;
        sum = 0;
        return taken;
    }

    @Override
    public void close() {
        node.close();
    }
}
