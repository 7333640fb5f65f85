package io.bush.realtime.benchmarks.micro;

import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.presence.InMemoryPresenceStore;
import io.bush.realtime.presence.PresenceHolder;
import java.time.Duration;
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

/** What it costs to look for leases that have run out, among 100,000 in memory. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 700, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init")
public class SweepBenchmark {

    private static final Duration LONG = Duration.ofDays(365);
    private static final Payload STATE = Payload.ofJson("{\"status\":\"viewing\",\"page\":1}");

    /** Over how many channels they are spread. */
    @Param({"1", "1000"})
    public int channels;

    /** How many there are. */
    @Param("100000")
    public int leases;

    private final BenchWorld world = new BenchWorld();
    private InMemoryPresenceStore store;
    private final List<Channel> rooms = new ArrayList<>();
    private long sequence;
    private long left;

    /** Fills the rooms. */
    @Setup
    public void fill() {
        store = InMemoryPresenceStore.start(world.runtime());
        store.listen(change -> left++);
        for (int i = 0; i < channels; i++) {
            rooms.add(new Channel("file", "file_" + i));
        }
        for (int i = 0; i < leases; i++) {
            store.update(rooms.get(i % channels), holder("user_" + i), STATE, LONG);
        }
        if (left != leases) {
            throw new IllegalStateException(left + " of " + leases + " joined");
        }
    }

    /** Ends the store. */
    @TearDown
    public void close() {
        store.close();
    }

    private PresenceHolder holder(String user) {
        return new PresenceHolder(new Principal.Member(user, "A Name", null), "conn_" + user, ++sequence);
    }

    /** Sweeps every channel; nothing has run out. */
    @Benchmark
    public void nothingIsDue(Blackhole answers) {
        for (Channel room : rooms) {
            answers.consume(store.sweep(room));
        }
    }

    /** One more comes for a moment, and the sweep of its channel has to find it. */
    @Benchmark
    public long oneIsDue() {
        Channel room = rooms.get(0);
        store.update(room, holder("user_shortly"), STATE, Duration.ofNanos(1));
        world.advance(Duration.ofNanos(1));
        store.sweep(room);
        return left;
    }
}
