package io.bush.realtime.redis.internal.eventlog;

import static io.bush.realtime.testkit.Concurrently.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.it.redis.EachRedis;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.redis.internal.command.ShiftedScripts;
import io.bush.realtime.redis.internal.key.RedisKeys;
import io.bush.realtime.redis.internal.topology.Session;
import io.bush.realtime.redis.kit.PlainScripts;
import io.bush.realtime.testkit.ManualTime;
import io.bush.realtime.time.NodeRuntime;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How old an epoch is when the clock of Redis does not go on as it should. */
@EachRedis
@Tag("P10")
class EpochAgeTest {

    private static final Channel FILE = new Channel("file", "file_a");

    private final PlainScripts scripts;
    private final ShiftedScripts shifted;
    private final RedisEventLog log;

    EpochAgeTest(RedisServer server) {
        scripts = new PlainScripts(server.port());
        shifted = new ShiftedScripts(scripts);
        ManualTime time = new ManualTime();
        NodeRuntime runtime = new NodeRuntime(time, time, Runnable::run, new Random(1));
        log = new RedisEventLog(shifted, new RedisKeys("bush"), runtime, 1_000, Session.Kind.ONE_SERVER);
    }

    @AfterEach
    void close() {
        scripts.close();
    }

    private void shift(Duration by) {
        shifted.shift(by.toNanos() / 1_000);
    }

    private Position head() {
        return await(log.heads(List.of(FILE), Retention.DEFAULT)).get(0);
    }

    private Position startAnew(Duration age) {
        return await(log.startAnew(FILE, Retention.DEFAULT, age));
    }

    /** Or who saw what others did not would go on as if all had. */
    @Test
    void anEpochThatWasBegunBeforeTheClockWentBackIsNotTakenForYoung() {
        Position before = head();
        shift(Duration.ofHours(-1));
        shift(Duration.ofMinutes(10));

        Position anew = startAnew(Duration.ofMinutes(1));
        assertThat(anew.epoch()).isNotEqualTo(before.epoch());
        shift(Duration.ofSeconds(1));
        assertThat(startAnew(Duration.ofMinutes(1))).isEqualTo(anew);
    }

    @Test
    void anEpochThatALeapOfTheClockMadeOldIsBegunAnewOnce() {
        Position before = head();
        shift(Duration.ofHours(1));

        Position anew = startAnew(Duration.ofMinutes(1));
        assertThat(anew.epoch()).isNotEqualTo(before.epoch());
        assertThat(startAnew(Duration.ofMinutes(1))).isEqualTo(anew);
    }
}
