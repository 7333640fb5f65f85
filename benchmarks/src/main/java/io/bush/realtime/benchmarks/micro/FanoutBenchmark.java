package io.bush.realtime.benchmarks.micro;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** From publish to every subscriber's transport: log, bus, lane, encoding, walk, queue. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 700, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init")
public class FanoutBenchmark {

    /** How many get each event. */
    @Param({"1", "100", "10000"})
    public int subscribers;

    /** How many events the lane finds when it runs. */
    @Param({"1", "20"})
    public int events;

    /** Whether transports only count, or take a view of the ready bytes too. */
    @Param({"count", "wire"})
    public String transport;

    private BenchNode node;
    private final List<CountingTransport> transports = new ArrayList<>();

    /** Connects and subscribes everybody, and checks that everybody gets events. */
    @Setup
    public void subscribe(Blackhole socket) {
        node = new BenchNode();
        for (int i = 0; i < subscribers; i++) {
            CountingTransport one = new CountingTransport(transport.equals("wire") ? socket : null);
            transports.add(one);
            node.subscribe(node.connect("user_" + i, one));
        }
        long before = frames();
        node.publish(events);
        if (frames() - before != (long) events * subscribers) {
            throw new IllegalStateException("lost some of " + events + " events");
        }
    }

    /** Ends the node. */
    @TearDown
    public void close() {
        node.close();
    }

    private long frames() {
        return transports.stream().mapToLong(CountingTransport::frames).sum();
    }

    /** Publishes, and lets the lane run. */
    @Benchmark
    public long fanout() {
        node.publish(events);
        return transports.get(0).bytes();
    }
}
