package io.bush.realtime.benchmarks.micro;

import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.lock.HeldLock;
import io.bush.realtime.lock.InMemoryLockStore;
import io.bush.realtime.lock.LockAnswer;
import io.bush.realtime.lock.LockName;
import io.bush.realtime.lock.LockOwner;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The in-memory lock store among 100,000 locks that others hold in 1,000 channels. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public class LockBenchmark {

    private static final int CHANNELS = 1_000;
    private static final int RUN_OUT = 1_000;
    private static final Duration TTL = Duration.ofSeconds(30);
    private static final Duration LONG = Duration.ofDays(365);
    private static final Channel BUSY = new Channel("file", "file_busy");
    private static final LockName NAME = LockName.comment("comment_x");
    private static final LockOwner ANN = owner("user_ann");

    /** How many others hold. */
    @Param("100000")
    public int locks;

    private final BenchWorld world = new BenchWorld();
    private final InMemoryLockStore store = InMemoryLockStore.start(world.runtime());
    private final Channel[] channels = new Channel[CHANNELS];
    private final LockName[] runOut = new LockName[RUN_OUT];
    /** The channel that is swept next. */
    private int next;
    /** What {@link #renew} renews. */
    private long token;

    private static LockOwner owner(String user) {
        return new LockOwner(new Principal.Member(user, null, null), "conn_" + user);
    }

    /** Locks what others hold. */
    @Setup
    public void fill() {
        for (int i = 0; i < CHANNELS; i++) {
            channels[i] = new Channel("file", "file_" + i);
            runOut[i] = LockName.comment("comment_out" + i);
        }
        for (int i = 0; i < locks; i++) {
            acquire(LockName.comment("comment_" + i), channels[i % CHANNELS], owner("user_" + i / 10), LONG);
        }
        token = acquire(LockName.comment("comment_mine"), BUSY, ANN, LONG).token();
    }

    private HeldLock acquire(LockName name, Channel channel, LockOwner owner, Duration ttl) {
        LockAnswer answer = store.acquire(name, channel, owner, ttl, 2 * RUN_OUT)
                .toCompletableFuture()
                .join();
        if (answer instanceof LockAnswer.Granted granted) {
            return granted.lock();
        }
        throw new IllegalStateException("not granted: " + answer);
    }

    /** One lock is taken and given back. */
    @Benchmark
    public CompletionStage<Optional<HeldLock>> acquireAndRelease() {
        return store.release(NAME, ANN, acquire(NAME, BUSY, ANN, TTL).token());
    }

    /** One lock is renewed. */
    @Benchmark
    public CompletionStage<LockAnswer> renew() {
        return store.renew(LockName.comment("comment_mine"), ANN, token, LONG);
    }

    /** A channel of 100 locks is swept, none of which has run out. */
    @Benchmark
    public CompletionStage<Optional<Duration>> sweepInVain() {
        next = (next + 1) % CHANNELS;
        return store.sweep(channels[next]);
    }

    /** A lock is taken, runs out and is swept with 999 others of its channel. */
    @Benchmark
    @OperationsPerInvocation(RUN_OUT)
    public CompletionStage<Optional<Duration>> acquireAndRunOut() {
        for (LockName name : runOut) {
            acquire(name, BUSY, owner(name.id()), TTL);
        }
        world.advance(TTL);
        return store.sweep(BUSY);
    }
}
