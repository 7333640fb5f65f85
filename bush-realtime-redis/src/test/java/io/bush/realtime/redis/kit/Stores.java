package io.bush.realtime.redis.kit;

import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.backplane.BackplaneListener;
import io.bush.realtime.backplane.ConnectionLeases;
import io.bush.realtime.bus.Bus;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.wire.RespClient;
import io.bush.realtime.lock.LockStore;
import io.bush.realtime.presence.PresenceStore;
import io.bush.realtime.redis.internal.command.ShiftedScripts;
import io.bush.realtime.redis.internal.key.RedisKeys;
import io.bush.realtime.redis.internal.presence.RedisPresenceStore;
import io.bush.realtime.testkit.contract.Subject;
import java.time.Duration;

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

    private final RedisServer server;
    private final RespClient commands;
    private final PlainScripts scripts;
    private final ShiftedScripts time;
    private final PlainBus bus;
    private final RedisPresenceStore presence;

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
        RedisKeys keys = new RedisKeys("bush");
        commands = RespClient.connect(server.port());
        bus = new PlainBus(server.port(), keys);
        presence = new RedisPresenceStore(time, keys, bus);
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
    public ConnectionLeases connectionLeases() {
        throw new UnsupportedOperationException("not yet");
    }

    @Override
    public PresenceStore presence() {
        return presence;
    }

    @Override
    public LockStore locks() {
        throw new UnsupportedOperationException("not yet");
    }

    @Override
    public void close() {
        bus.close();
        scripts.close();
        commands.close();
    }
}
