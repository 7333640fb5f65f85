package io.bush.realtime.benchmarks.micro;

import io.bush.realtime.channel.Payload;
import io.bush.realtime.transport.TransportListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What reaching one of 100 viewers costs: by presence, from the client's frame on, and by an event of the same data. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 700, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init")
public class PresenceBenchmark {

    private static final int VIEWERS = 100;

    private static final Payload STATE = Payload.ofJson("{\"status\":\"viewing\",\"page\":1}");

    private BenchNode node;
    private TransportListener speaker;
    private int page;
    private final List<CountingTransport> transports = new ArrayList<>();

    /** Lets 100 look and one be present, and checks that all hear of that one, and of events. */
    @Setup
    public void subscribe() {
        node = BenchNode.withoutLimits();
        for (int i = 0; i < VIEWERS; i++) {
            CountingTransport one = new CountingTransport(null);
            transports.add(one);
            node.subscribe(node.connect("user_" + i, one));
        }
        speaker = node.connect("user_speaker", new CountingTransport(null));
        node.subscribe(speaker);
        long before = frames();
        presence();
        event();
        if (frames() - before != 2 * VIEWERS) {
            throw new IllegalStateException((frames() - before) + " frames");
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

    /** One says something else, and all others are told. */
    @Benchmark
    @OperationsPerInvocation(VIEWERS)
    public long presence() {
        node.advance(Duration.ofMillis(1));
        page = (page + 1) % 10;
        node.sayPresent(speaker, page);
        return transports.get(0).bytes();
    }

    /** The application publishes an event, to the one too. */
    @Benchmark
    @OperationsPerInvocation(VIEWERS)
    public long event() {
        node.advance(Duration.ofMillis(1));
        node.publish(STATE);
        return transports.get(0).bytes();
    }
}
