package io.bush.realtime.redis.kit;

import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.backplane.BackplaneListener;
import io.bush.realtime.backplane.ConnectionLeases;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.it.redis.wire.RespClient;
import io.bush.realtime.lock.LockStore;
import io.bush.realtime.presence.PresenceStore;
import io.bush.realtime.redis.internal.bus.RedisBus;
import io.bush.realtime.redis.internal.command.CommandListener;
import io.bush.realtime.redis.internal.command.RedisCommands;
import io.bush.realtime.redis.internal.command.RedisFailure;
import io.bush.realtime.redis.internal.command.ShiftedScripts;
import io.bush.realtime.redis.internal.eventlog.RedisEventLog;
import io.bush.realtime.redis.internal.key.RedisKeys;
import io.bush.realtime.redis.internal.topology.Access;
import io.bush.realtime.redis.internal.topology.Servers;
import io.bush.realtime.redis.internal.topology.Session;
import io.bush.realtime.redis.internal.topology.StandaloneServer;
import io.bush.realtime.testkit.Concurrently;
import io.bush.realtime.testkit.contract.Subject;
import io.bush.realtime.time.NodeRuntime;
import io.bush.realtime.time.SystemTime;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The commands, the bus and the log of one node over real connections, each to be looked at, and with a time that tests can
 * move. Thread safety: as its parts.
 */
public final class NodeParts implements Backplane {

    /** As in the settings' defaults. */
    public static final RedisCommands.Limits LIMITS = new RedisCommands.Limits(Duration.ofSeconds(1), 20_000);

    /** As in the settings' defaults. */
    public static final RedisBus.Settings BUS = new RedisBus.Settings(
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            100_000,
            64L << 20,
            10_000);

    /** For whoever does not look at times: on a busy machine a second is not long. */
    public static final RedisCommands.Limits UNHURRIED = new RedisCommands.Limits(Duration.ofSeconds(20), 20_000);

    /** Likewise: nothing is taken for lost because the machine stood still. */
    public static final RedisBus.Settings UNHURRIED_BUS = new RedisBus.Settings(
            Duration.ofSeconds(20),
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            Duration.ofSeconds(1),
            100_000,
            64L << 20,
            10_000);

    private static final int MOST_TRIES = 10;

    private static final String SHORTEN = """
            for _, key in ipairs(redis.call('KEYS', '*')) do
              local left = redis.call('PTTL', key)
              if left >= 0 then
                redis.call('PEXPIRE', key, left - tonumber(ARGV[1]))
              end
            end
            redis.call('TIME')
            return {}
            """;

    private final int port;
    private final SystemTime time = SystemTime.start(4);
    private final ClientResources resources = DefaultClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .build();
    private final Servers servers;
    private final RedisCommands commands;
    private final ShiftedScripts scripts;
    private final RedisBus bus;
    private final RedisEventLog log;
    private final Heard<String> news = new Heard<>();

    private NodeParts(int port, RedisCommands.Limits limits, RedisBus.Settings settings) {
        this.port = port;
        RedisKeys keys = new RedisKeys("bush");
        servers = new StandaloneServer(
                new Access(resources, options(), null, null, limits.command().multipliedBy(2), "bush-test"),
                "127.0.0.1",
                port,
                0);
        commands = new RedisCommands(servers, time.runtime(), limits, with -> bus().probe(with), new News());
        scripts = new ShiftedScripts(commands);
        bus = new RedisBus(servers, commands, keys, "test", time.runtime(), settings);
        log = new RedisEventLog(scripts, keys, time.runtime(), limits.inFlight(), Session.Kind.ONE_SERVER);
    }

    /** Starts on the server that listens there, unhurried. */
    public static NodeParts on(int port) {
        return on(port, UNHURRIED, UNHURRIED_BUS);
    }

    /** Starts with other limits. */
    public static NodeParts on(int port, RedisCommands.Limits limits, RedisBus.Settings settings) {
        NodeParts parts = new NodeParts(port, limits, settings);
        for (int tries = 1; !parts.hasStarted(); tries++) {
            parts.close();
            if (tries == MOST_TRIES) {
                throw new AssertionError("no connection to the server at " + port);
            }
            // Whose limits are short gives up a first connection that a busy machine is slow to make.
            parts = new NodeParts(port, limits, settings);
        }
        return parts;
    }

    private boolean hasStarted() {
        return Concurrently.await(
                commands.start().thenCombine(bus.start(), (one, other) -> true).exceptionally(tooLate -> false));
    }

    private static ClientOptions options() {
        return ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
                .build();
    }

    /** What the commands say, as {@code opened KIND}, {@code closed} and {@code wrong server}. */
    private final class News implements CommandListener {
        @Override
        public void opened(RedisFailure cause) {
            news.add("opened " + cause.kind());
        }

        @Override
        public void closed() {
            news.add("closed");
        }

        @Override
        public void wrongServer() {
            news.add("wrong server");
        }
    }

    /** For a contract: these parts, and how time passes. */
    public Subject subject() {
        return new Subject(this, this::pass);
    }

    /** Makes everything that is stored, and what scripts take for the time, so much older. */
    public void pass(Duration by) {
        scripts.shift(by.toNanos() / 1_000);
        try (RespClient client = RespClient.connect(port)) {
            client.call("EVAL", SHORTEN, 0, by.toMillis());
        }
    }

    /** The node's time, threads and randomness. */
    public NodeRuntime runtime() {
        return time.runtime();
    }

    /** What the breaker said. */
    public Heard<String> news() {
        return news;
    }

    /** The commands. */
    public RedisCommands commands() {
        return commands;
    }

    @Override
    public void listen(BackplaneListener listener) {}

    @Override
    public EventLog eventLog() {
        return log;
    }

    @Override
    public RedisBus bus() {
        return bus;
    }

    @Override
    public ConnectionLeases connectionLeases() {
        throw new UnsupportedOperationException("not a part of this");
    }

    @Override
    public PresenceStore presence() {
        throw new UnsupportedOperationException("not a part of this");
    }

    @Override
    public LockStore locks() {
        throw new UnsupportedOperationException("not a part of this");
    }

    @Override
    public void close() {
        bus.close();
        commands.close();
        servers.close();
        resources.shutdown(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
        time.close();
    }
}
