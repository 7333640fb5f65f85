package io.bush.realtime.redis.kit;

import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.backplane.BackplaneListener;
import io.bush.realtime.bus.Bus;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.wire.RespClient;
import io.bush.realtime.lock.LockStore;
import io.bush.realtime.presence.PresenceStore;
import io.bush.realtime.redis.internal.command.ScriptRunner;
import io.bush.realtime.redis.internal.command.ShiftedScripts;
import io.bush.realtime.redis.internal.key.RedisKeys;
import io.bush.realtime.redis.internal.lease.RedisConnectionLeases;
import io.bush.realtime.redis.internal.lock.RedisLockStore;
import io.bush.realtime.redis.internal.presence.RedisPresenceStore;
import io.bush.realtime.testkit.Concurrently;
import io.bush.realtime.testkit.ManualTime;
import io.bush.realtime.testkit.contract.Subject;
import io.bush.realtime.time.NodeRuntime;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The stores of one node over a real server, without the rest of the back end, and with a time that tests can move. Thread
 * safety: as the stores.
 */
public final class Stores implements Backplane {

    private static final String SHORTEN = """
            for _, key in ipairs(redis.call('KEYS', '*')) do
              local left = redis.call('PTTL', key)
              if left >= 0 then
                redis.call('PEXPIRE', key, left - tonumber(ARGV[1]))
              end
            end
            return 0
            """;

    private static final AtomicInteger NODES = new AtomicInteger();

    private final RedisServer server;
    private final RespClient commands;
    private final PlainScripts scripts;
    private final ShiftedScripts time;
    private final RedisKeys keys = new RedisKeys("bush");
    private final PlainBus bus;
    private final RedisPresenceStore presence;
    private final RedisLockStore locks;
    private final RedisConnectionLeases leases;
    private final ManualTime clock = new ManualTime();
    private final GatedScripts gate;

    /** Makes the stores of a node. */
    public Stores(RedisServer server) {
        this(server, new PlainScripts(server.port()));
    }

    private Stores(RedisServer server, PlainScripts scripts) {
        this(server, scripts, new ShiftedScripts(scripts));
    }

    private Stores(RedisServer server, PlainScripts scripts, ShiftedScripts time) {
        this.server = server;
        this.scripts = scripts;
        this.time = time;
        commands = RespClient.connect(server.port());
        bus = new PlainBus(server.port(), keys);
        gate = new GatedScripts(time);
        presence = new RedisPresenceStore(gate, keys, bus);
        locks = new RedisLockStore(gate, keys, bus);
        NodeRuntime runtime = new NodeRuntime(clock, clock, Runnable::run, new Random(1));
        leases = RedisConnectionLeases.start(gate, keys, runtime, "node" + NODES.incrementAndGet());
    }

    /** Makes the stores of another node, for which the same time passes. */
    public Stores another() {
        return new Stores(server, scripts, time);
    }

    /** For a contract: the stores, and how time passes. */
    public Subject subject() {
        return new Subject(this, this::pass);
    }

    /** Makes everything that is stored, and what scripts take for the time, so much older. */
    public void pass(Duration by) {
        time.shift(by.toNanos() / 1_000);
        commands.call("EVAL", SHORTEN, 0, by.toMillis());
    }

    /** This node's own clock; it stands unless a test moves it. */
    public ManualTime clock() {
        return clock;
    }

    /** What lies between this node and Redis. */
    public GatedScripts gate() {
        return gate;
    }

    /** Runs scripts at the time that has passed. */
    public ScriptRunner scripts() {
        return time;
    }

    /** Names the keys. */
    public RedisKeys keys() {
        return keys;
    }

    /** A connection of the test's own. */
    public RespClient commands() {
        return commands;
    }

    @Override
    public void listen(BackplaneListener listener) {}

    @Override
    public EventLog eventLog() {
        throw new UnsupportedOperationException("not a part of this");
    }

    @Override
    public Bus bus() {
        return bus;
    }

    @Override
    public RedisConnectionLeases connectionLeases() {
        return leases;
    }

    @Override
    public PresenceStore presence() {
        return presence;
    }

    @Override
    public LockStore locks() {
        return locks;
    }

    @Override
    public void close() {
        Concurrently.await(leases.close());
        crash();
    }

    /** Ends without saying so. */
    public void crash() {
        bus.close();
        scripts.close();
        commands.close();
    }
}
