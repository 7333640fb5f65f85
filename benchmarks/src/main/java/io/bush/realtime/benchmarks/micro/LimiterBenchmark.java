package io.bush.realtime.benchmarks.micro;

import io.bush.realtime.ratelimit.ConnectionLimiter;
import io.bush.realtime.ratelimit.RateLimits;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The decision on one frame, with windows as full as they get without a refusal, and with a refusal. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public class LimiterBenchmark {

    private final BenchWorld world = new BenchWorld();
    private final ConnectionLimiter patient = new ConnectionLimiter(RateLimits.DEFAULT, world);
    private final ConnectionLimiter hasty = new ConnectionLimiter(RateLimits.DEFAULT, world);

    /** A frame of one window, always allowed. */
    @Benchmark
    public ConnectionLimiter.Decision allowPing() {
        world.advance(Duration.ofMillis(601));
        return patient.admit("ping");
    }

    /** A frame of two windows, always allowed. */
    @Benchmark
    public ConnectionLimiter.Decision allowSubscribe() {
        world.advance(Duration.ofMillis(3_001));
        return patient.admit("subscribe");
    }

    /** Nearly always refused. */
    @Benchmark
    public ConnectionLimiter.Decision refuseSignal() {
        world.advance(Duration.ofNanos(1));
        return hasty.admit("signal");
    }
}
