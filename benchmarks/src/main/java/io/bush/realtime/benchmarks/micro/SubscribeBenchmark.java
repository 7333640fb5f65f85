package io.bush.realtime.benchmarks.micro;

import io.bush.realtime.transport.TransportListener;
import java.time.Duration;
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

/** Two client frames from text to their replies: limits, decoding, authorizer, joining and leaving. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 700, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init")
public class SubscribeBenchmark {

    /** How many others are subscribed to the channel. */
    @Param({"0", "10000"})
    public int others;

    private BenchNode node;
    private TransportListener client;

    /** Connects everybody. */
    @Setup
    public void connect() {
        node = BenchNode.withoutLimits();
        for (int i = 0; i < others; i++) {
            node.subscribe(node.connect("user_" + i, new CountingTransport(null)));
            node.advance(Duration.ofMillis(1));
        }
        client = node.connect("user_last", new CountingTransport(null));
        node.subscribe(client);
        if (node.subscribers() != others + 1) {
            throw new IllegalStateException("only " + node.subscribers() + " subscribed");
        }
        node.unsubscribe(client);
    }

    /** Ends the node. */
    @TearDown
    public void close() {
        node.close();
    }

    /** Subscribes and unsubscribes. */
    @Benchmark
    public void subscribeAndUnsubscribe() {
        node.subscribe(client);
        node.unsubscribe(client);
        node.advance(Duration.ofMillis(10));
    }
}
