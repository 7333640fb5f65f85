package io.bush.realtime.redis.internal.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.it.redis.Until;
import io.bush.realtime.redis.kit.FakeSentinel;
import io.bush.realtime.testkit.ManualTime;
import io.bush.realtime.time.NodeRuntime;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** When the Sentinels are asked while there is a connection. */
@Tag("P10")
@Tag("section-6")
class SentinelLookTest {

    private static final Duration POLL = Duration.ofSeconds(3);
    private static final Duration SOON = Duration.ofMillis(200);
    private static final ClientOptions ONE_LIFE =
            ClientOptions.builder().autoReconnect(false).build();

    private final ManualTime time = new ManualTime();
    private final FakeSentinel sentinel = new FakeSentinel();
    private final ClientResources resources = DefaultClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .build();
    private final SentinelServers servers = new SentinelServers(
            new Access(resources, ONE_LIFE, null, null, Duration.ofSeconds(20), "bush-test"),
            new SentinelServers.Target("bush", 0, null, POLL),
            List.of(new SentinelServers.Place("127.0.0.1", sentinel.port())),
            new NodeRuntime(time, time, Runnable::run, new Random(1)));

    /** Nobody who moves. */
    private static final class Nobody implements Servers.Moves {
        @Override
        public void commandsMoved(String why) {}

        @Override
        public void busMoved(String why) {}
    }

    @BeforeEach
    void watch() {
        servers.watch(new Nobody());
        assertThat(time.untilNext()).contains(POLL);
    }

    @AfterEach
    void close() {
        servers.close();
        sentinel.close();
        resources.shutdown(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
        assertThat(time.pending()).isZero();
    }

    private void isAsked() {
        Until.holds("asked", () -> sentinel.asked() > 0);
    }

    @Test
    void theyAreAskedSoonHoweverOftenTheyAreDoubtedMeanwhile() {
        for (int i = 0; i < 10; i++) {
            servers.doubt();
            time.advance(SOON.dividedBy(2));
        }

        isAsked();
    }

    @Test
    void aDoubtThatComesWhileTheyAreAskedIsLookedIntoBehindThat() {
        servers.doubt();
        time.advance(SOON);
        isAsked();
        servers.doubt();
        sentinel.close();

        Until.holds("the next look", () -> time.untilNext().equals(Optional.of(SOON)));
    }

    @Test
    void withoutADoubtTheNextLookIsAPollLater() {
        time.advance(POLL);
        isAsked();
        sentinel.close();

        Until.holds("the next look", () -> time.untilNext().equals(Optional.of(POLL)));
    }
}
