package io.bush.realtime.redis;

import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.redis.internal.command.ShiftedScripts;
import io.bush.realtime.testkit.contract.Subject;
import io.bush.realtime.time.SystemTime;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The whole back end for contract tests: over the settings it is given, on a time that can be moved. The threads under all
 * subjects start with the first and end with {@link #close}, after which others can be started. Thread safety: one test at a
 * time.
 */
final class RedisSubjects implements AutoCloseable {

    private static final String SHORTEN = """
            for _, key in ipairs(redis.call('KEYS', '*')) do
              local left = redis.call('PTTL', key)
              if left >= 0 then
                redis.call('PEXPIRE', key, left - tonumber(ARGV[1]))
              end
            end
            return {}
            """;

    private @Nullable SystemTime time;
    private @Nullable ClientResources resources;

    /** A subject whose keys are on these servers. */
    Subject open(RedisSettings settings, List<RedisServer> holders) {
        SystemTime threads = time == null ? SystemTime.start(4) : time;
        ClientResources driver = resources == null
                ? DefaultClientResources.builder()
                        .ioThreadPoolSize(2)
                        .computationThreadPoolSize(2)
                        .build()
                : resources;
        time = threads;
        resources = driver;
        AtomicReference<ShiftedScripts> shifted = new AtomicReference<>();
        RedisBackplane backplane = RedisBackplane.start(settings, driver, null, threads.runtime(), scripts -> {
            shifted.set(new ShiftedScripts(scripts));
            return shifted.get();
        });
        return new Subject(backplane, by -> pass(Objects.requireNonNull(shifted.get()), holders, by));
    }

    private static void pass(ShiftedScripts scripts, List<RedisServer> holders, Duration by) {
        scripts.shift(by.toNanos() / 1_000);
        holders.forEach(server -> server.client().call("EVAL", SHORTEN, 0, by.toMillis()));
    }

    @Override
    public void close() {
        if (resources != null) {
            resources.shutdown(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
            resources = null;
        }
        if (time != null) {
            time.close();
            time = null;
        }
    }
}
