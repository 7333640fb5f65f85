package io.bush.realtime.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.it.redis.OneRedis;
import io.bush.realtime.it.redis.binary.RedisBinaries;
import io.bush.realtime.it.redis.binary.RedisBinary;
import io.bush.realtime.it.redis.binary.RedisLine;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command over Redis still runs and shows what it is there to show. How long anything takes is not looked at. */
@OneRedis
class RedisCommandsTest {

    @TempDir
    Path directory;

    private final RedisBinary newest;

    /** Asked for, so that a Redis that is missing and has to be there fails the test by name. */
    RedisCommandsTest(RedisBinary newest) {
        this.newest = newest;
    }

    @Test
    void publishingIsMeasuredInEveryWayOnEveryRedis() throws Exception {
        Tables tables = Tables.of(directory, "redis-publish", "--rounds", "1", "--calls", "50");

        for (RedisLine line : RedisLine.values()) {
            RedisBinary binary = RedisBinaries.of(line).orElse(null);
            for (int bytes : binary == null ? new int[0] : new int[] {200, 2_000}) {
                List<JsonNode> ways = tables.rows(binary + ", data of " + bytes + " B");
                assertThat(ways)
                        .extracting(row -> row.path("events").asInt())
                        .as("events of %s, each announced once", ways)
                        .containsExactly(50, 50, 50, 50, 8 * 50, 8 * 50);
                assertThat(ways).allSatisfy(row -> {
                    assertThat(row.path("server's own time").asDouble()).isPositive();
                    assertThat(row.path("x bare").asDouble()).isPositive();
                });
            }
        }
    }

    @Test
    void everyEventReachesTheOtherNodeInThisProcessAndInAnother() throws Exception {
        Tables tables = Tables.of(
                directory,
                "redis-latency",
                "--rates",
                "200",
                "--channels",
                "2",
                "--seconds",
                "1",
                "--rounds",
                "1",
                "--warm-up",
                "0");

        for (String where : List.of("one-jvm", "two-processes")) {
            JsonNode row = tables.row(newest + ", " + where);
            assertThat(row.path("events").asInt()).as(where).isEqualTo(200);
            assertThat(row.path("not stored").asInt(-1)).as(where).isZero();
            assertThat(row.path("lost").asInt(-1)).as(where).isZero();
            assertThat(row.path("p50").asDouble()).as(where).isPositive();
        }
    }

    @Test
    void whatWasMissedWhileALinkWasGoneArrivesOnceAndInOrder() throws Exception {
        Tables tables = Tables.of(
                directory,
                "redis-resubscribe",
                "--channels",
                "100",
                "--behind",
                "20",
                "--events",
                "3",
                "--rounds",
                "1");

        assertThat(tables.rows("channels, CLIENT KILL of the node's link; ms from there"))
                .extracting(row -> row.path("until").asText())
                .contains("all acknowledged", "the log was asked for all", "all that was missed has arrived");
        JsonNode counts = tables.row("20 channels behind by 3: counts");
        assertThat(counts.path("events missed").asInt()).isEqualTo(20 * 3);
        assertThat(counts.path("arrived").asInt()).isEqualTo(20 * 3);
        assertThat(counts.path("out of order or twice").asInt(-1)).isZero();
        assertThat(counts.path("resets").asInt(-1)).isZero();
        assertThat(counts.path("readings of events").asInt()).isBetween(20, 40);
    }

    @Test
    void aLastEventThatWasLostIsFoundAndLookingIsCounted() throws Exception {
        Tables tables = Tables.of(
                directory, "redis-quiet", "--trials", "10", "--seconds", "2", "--settle", "0", "--idle", "50");

        JsonNode losses = tables.row("the message was lost and nothing came after it");
        assertThat(losses.path("losses").asInt()).isEqualTo(10);
        assertThat(losses.path("found").asInt()).isEqualTo(10);
        assertThat(losses.path("twice").asInt(-1)).isZero();
        assertThat(losses.path("resets").asInt(-1)).isZero();
        JsonNode cost = tables.row("a node on which nothing happens");
        assertThat(cost.path("idle channels").asInt()).isEqualTo(50);
        assertThat(cost.path("scripts").asDouble()).isPositive();
    }
}
