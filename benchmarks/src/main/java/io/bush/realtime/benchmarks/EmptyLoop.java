package io.bush.realtime.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** The cost of measuring nothing; shows that the harness is wired until the first real benchmark arrives. */
public class EmptyLoop {
    @Benchmark
    public void nothing() {}
}
