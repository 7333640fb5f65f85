package io.bush.realtime.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.it.redis.OneRedis;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.Until;
import io.bush.realtime.it.redis.binary.RedisBinary;
import io.bush.realtime.it.relay.FreePort;
import io.bush.realtime.time.NodeRuntime;
import io.bush.realtime.time.Scheduler;
import io.bush.realtime.time.SystemTime;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@OneRedis
@Tag("section-6")
class StartCheckTest {

    private final RedisServer server;

    StartCheckTest(RedisServer server) {
        this.server = server;
    }

    /** A scheduler that knows what is still to come. */
    private static final class Watched implements Scheduler {
        private final Scheduler real;
        private final Set<Object> planned = ConcurrentHashMap.newKeySet();

        Watched(Scheduler real) {
            this.real = real;
        }

        @Override
        public Cancellable schedule(Duration delay, Runnable task) {
            Object plan = new Object();
            planned.add(plan);
            Cancellable timer = real.schedule(delay, () -> {
                task.run();
                planned.remove(plan);
            });
            return () -> {
                timer.cancel();
                planned.remove(plan);
            };
        }
    }

    @ParameterizedTest
    @CsvSource({"WRITE, 1200", "ALL, 2600"})
    void aFirstCallOrConnectionThatTakesLongerThanItMayIsTriedAgain(String what, int millis) {
        server.client().call("CLIENT", "PAUSE", millis, what);

        try (SystemTime time = SystemTime.start(2);
                Backplane node =
                        RedisBackplane.with(RedisSettings.of(server.uri())).create(time.runtime())) {
            assertThat(node.eventLog()).isNotNull();
        }
    }

    /** Only its link can tell that a node may not subscribe, and on a busy machine a first link may take too long. */
    @Test
    void whoMayNotSubscribeIsToldThoughTheFirstLinkTakesLongerThanItMay(RedisBinary binary) {
        try (RedisServer own = RedisServer.start(binary);
                SystemTime time = SystemTime.start(2)) {
            own.client().call("ACL", "SETUSER", "bush", "on", ">hunter2", "~*", "&*", "+@all", "-subscribe");
            own.client().call("CLIENT", "PAUSE", 2_500, "ALL");
            RedisSettings settings = RedisSettings.of(own.uri())
                    .with(RedisTiming.DEFAULT.withDeadlines(Duration.ofSeconds(1), Duration.ofSeconds(10)))
                    .with(new RedisCredentials("bush", "hunter2"));

            assertThatThrownBy(() -> RedisBackplane.with(settings).create(time.runtime()))
                    .isInstanceOf(RedisStartException.class)
                    .hasMessageContaining("redis.credentials")
                    .hasMessageContaining("subscribe");
        }
    }

    @Test
    @Tag("P11")
    void aNodeThatDoesNotStartLeavesNothingToBeDoneLater() {
        try (SystemTime time = SystemTime.start(2)) {
            Watched scheduler = new Watched(time);
            NodeRuntime runtime = new NodeRuntime(
                    time, scheduler, time.executor(), time.runtime().random());
            String nobody = "redis://127.0.0.1:" + FreePort.next();

            assertThatThrownBy(
                            () -> RedisBackplane.with(RedisSettings.of(nobody).with(Topologies.UNHURRIED))
                                    .create(runtime))
                    .isInstanceOf(RedisStartException.class)
                    .hasMessageContaining("redis.topology")
                    .hasMessageContaining("Connection refused");
            Until.holds("no timer is left", scheduler.planned::isEmpty);
        }
    }
}
