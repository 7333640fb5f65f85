package io.bush.realtime.it.redis;

import io.bush.realtime.it.redis.binary.RedisBinary;
import io.bush.realtime.it.redis.wire.RespError;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A master, a replica, and three Sentinels that watch them: they take a master for dead after one second.
 *
 * <p>Thread safety: any thread; one change at a time.
 */
public final class SentinelSet implements AutoCloseable {

    /** What the Sentinels call the master. */
    public static final String MASTER = "bush";

    private static final int SENTINELS = 3;
    /** A Sentinel that stood still for two seconds, or whose wall clock leapt by as much, does nothing for half a minute. */
    private static final Duration DEADLINE = Until.DEADLINE.multipliedBy(3);
    /** A failover that takes longer than this does not come by itself. */
    private static final Duration BY_ITSELF = Duration.ofSeconds(20);
    /** Less than that, or the master would count as alive again for a while. */
    private static final int DOWN_AFTER_MILLIS = 15_000;

    private final RedisServer first;
    private final RedisServer second;
    private final List<RedisServer> sentinels;

    private SentinelSet(RedisServer first, RedisServer second, List<RedisServer> sentinels) {
        this.first = first;
        this.second = second;
        this.sentinels = sentinels;
    }

    /**
     * Starts all of them and waits until a failover would work.
     *
     * @param binary which
     * @param settings lines of a redis.conf for the master and the replica
     * @return the set
     */
    public static SentinelSet start(RedisBinary binary, String... settings) {
        return start(binary, null, List.of(settings));
    }

    /**
     * As {@link #start(RedisBinary, String...)}; all of them encrypt.
     *
     * @param binary which
     * @param tls how
     * @return the set
     */
    public static SentinelSet start(RedisBinary binary, ServerTls tls) {
        return start(binary, tls, List.of());
    }

    private static SentinelSet start(RedisBinary binary, @Nullable ServerTls tls, List<String> settings) {
        RedisServer first = RedisServer.start(binary, tls, settings);
        RedisServer second = RedisServer.start(binary, tls, settings);
        second.client().text("REPLICAOF", "127.0.0.1", first.publicPort());
        Until.holds("replica in sync", () -> ServerReport.inSync(second, first));
        List<RedisServer> sentinels = new ArrayList<>();
        for (int i = 0; i < SENTINELS; i++) {
            sentinels.add(RedisServer.startSentinel(
                    binary,
                    tls,
                    List.of(
                            "sentinel monitor %s 127.0.0.1 %d 2".formatted(MASTER, first.publicPort()),
                            "sentinel down-after-milliseconds " + MASTER + " 1000",
                            "sentinel failover-timeout " + MASTER + " 4000",
                            "sentinel parallel-syncs " + MASTER + " 1")));
        }
        SentinelSet set = new SentinelSet(first, second, sentinels);
        set.awaitReady();
        return set;
    }

    /**
     * Lets the Sentinels take a master for dead only after a minute: on a machine that stands still for a second nothing
     * else would be wrong with it, and would be replaced, or come back, while a test believes to know who it is. Nor do they
     * give up a failover that was asked for because it takes its time.
     *
     * @return this
     */
    public SentinelSet patient() {
        for (RedisServer sentinel : sentinels) {
            sentinel.client()
                    .text("SENTINEL", "SET", MASTER, "down-after-milliseconds", 60_000, "failover-timeout", 60_000);
        }
        return this;
    }

    private void awaitReady() {
        for (RedisServer sentinel : sentinels) {
            Until.holds(DEADLINE, "sentinel knows the others", () -> {
                List<String> known = sentinel.client().texts("SENTINEL", "MASTER", MASTER);
                return field(known, "num-slaves").equals("1")
                        && field(known, "num-other-sentinels").equals(Integer.toString(SENTINELS - 1));
            });
            Until.holds(
                    DEADLINE,
                    "sentinel would promote the replica",
                    () -> accepts(sentinel, "SENTINEL", "CKQUORUM", MASTER));
        }
    }

    private static String field(List<String> pairs, String name) {
        int at = pairs.indexOf(name);
        return at < 0 ? "" : pairs.get(at + 1);
    }

    /**
     * Returns the server that was the master at the start.
     *
     * @return the server
     */
    public RedisServer first() {
        return first;
    }

    /**
     * Returns the server that was the replica at the start.
     *
     * @return the server
     */
    public RedisServer second() {
        return second;
    }

    /**
     * Returns where the Sentinels listen.
     *
     * @return their ports
     */
    public List<Integer> ports() {
        return sentinels.stream().map(RedisServer::publicPort).toList();
    }

    /**
     * Returns the master as the first Sentinel sees it.
     *
     * @return one of the two servers
     */
    public RedisServer master() {
        int port = Integer.parseInt(sentinels
                .get(0)
                .client()
                .texts("SENTINEL", "GET-MASTER-ADDR-BY-NAME", MASTER)
                .get(1));
        return port == first.publicPort() ? first : second;
    }

    /** Lets the Sentinels make the replica the master while the old one is alive, and waits until all say so. */
    public void failover() {
        RedisServer old = master();
        RedisServer sentinel = sentinels.get(0);
        Until.holds(DEADLINE, "failed over", () -> {
            List<String> known = sentinel.client().texts("SENTINEL", "MASTER", MASTER);
            // One that they began for themselves is as good, and must not be turned round.
            boolean done = !field(known, "port").equals(Integer.toString(old.publicPort()));
            // It is given up when meanwhile the clock has leapt past the time for it.
            if (!done && !field(known, "flags").contains("failover_in_progress")) {
                accepts(sentinel, "SENTINEL", "FAILOVER", MASTER);
            }
            return done;
        });
        awaitMasterIsNot(old);
    }

    /**
     * Waits until all Sentinels name another master, and that one takes writes.
     *
     * @param old the one before
     */
    public void awaitMasterIsNot(RedisServer old) {
        long begun = System.nanoTime();
        AtomicBoolean helped = new AtomicBoolean();
        for (RedisServer sentinel : sentinels) {
            Until.holds(DEADLINE, "sentinel names another master", () -> {
                if (System.nanoTime() - begun > BY_ITSELF.toNanos() && helped.compareAndSet(false, true)) {
                    letTheReplicaSucceed();
                }
                return !sentinel.client()
                        .texts("SENTINEL", "GET-MASTER-ADDR-BY-NAME", MASTER)
                        .get(1)
                        .equals(Integer.toString(old.publicPort()));
            });
        }
        RedisServer other = old == first ? second : first;
        Until.holds(DEADLINE, "the other is master", () -> isMaster(other));
    }

    /**
     * A replica is no successor when its master has been gone for longer than the master counts as dead and ten times what that
     * takes. Where the clock leapt, that is so for ever: nobody looked for half a minute. So it takes longer from now on.
     */
    private void letTheReplicaSucceed() {
        for (RedisServer sentinel : sentinels) {
            List<String> known = sentinel.client().texts("SENTINEL", "MASTER", MASTER);
            if (Integer.parseInt(field(known, "down-after-milliseconds")) < DOWN_AFTER_MILLIS) {
                sentinel.client().text("SENTINEL", "SET", MASTER, "down-after-milliseconds", DOWN_AFTER_MILLIS);
            }
        }
    }

    private static boolean isMaster(RedisServer server) {
        try {
            return ServerReport.replication(server).is("role", "master");
        } catch (UncheckedIOException cutByItsPromotion) {
            return false;
        }
    }

    private static boolean accepts(RedisServer server, Object... command) {
        try {
            return server.client().call(command) != null;
        } catch (RespError notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        Stream.concat(sentinels.stream(), Stream.of(second, first)).forEach(RedisServer::close);
    }
}
