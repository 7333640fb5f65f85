package io.bush.realtime.redis.internal.eventlog;

import static io.bush.realtime.testkit.Concurrently.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.AppendResult;
import io.bush.realtime.eventlog.ReadLimit;
import io.bush.realtime.eventlog.Replay;
import io.bush.realtime.it.redis.EachRedis;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.wire.RespClient;
import io.bush.realtime.redis.internal.key.RedisKeys;
import io.bush.realtime.redis.internal.topology.Session;
import io.bush.realtime.redis.kit.GatedScripts;
import io.bush.realtime.redis.kit.PlainScripts;
import io.bush.realtime.testkit.ManualTime;
import io.bush.realtime.time.NodeRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the append script leaves out to be cheap, and that nobody is to notice. */
@EachRedis
class AppendScriptTest {

    private static final Channel FILE = new Channel("file", "file_a");
    private static final String LOG = "bush:events:file:file_a";
    private static final String HEAD = "{" + LOG + "}:head";
    private static final Retention RETENTION = new Retention(32, Duration.ofHours(1), Duration.ofDays(7));

    private final RespClient redis;
    private final PlainScripts scripts;
    private final GatedScripts gate;
    private final RedisEventLog log;

    AppendScriptTest(RedisServer server) {
        redis = server.client();
        scripts = new PlainScripts(server.port());
        gate = new GatedScripts(scripts);
        ManualTime time = new ManualTime();
        NodeRuntime runtime = new NodeRuntime(time, time, Runnable::run, new Random(1));
        log = new RedisEventLog(gate, new RedisKeys("bush"), runtime, 1_000, Session.Kind.ONE_SERVER);
    }

    @BeforeEach
    void empty() {
        redis.call("FLUSHALL");
    }

    @AfterEach
    void close() {
        scripts.close();
    }

    private CompletionStage<AppendResult> append() {
        Payload data = Payload.ofJson("{}");
        return log.append(
                new EventContent(FILE, "e.1", ManualTime.START, data, null, null, null, null, null), RETENTION, null);
    }

    private static Position position(CompletionStage<AppendResult> append) {
        return ((AppendResult.Stored) await(append)).position();
    }

    /** Goes on from another offset than the one the channel is at. */
    private Position moveTo(long offset) {
        Position at = position(append());
        redis.call("SETRANGE", HEAD, 32, "%015d".formatted(offset));
        return new Position(at.epoch(), offset, at.tag());
    }

    @Test
    @Tag("P1")
    void countsOnWhereNineDigitsEnd() {
        for (long offset : new long[] {999_998_998L, 999_999_990L, 41_999_999_990L}) {
            Position before = moveTo(offset);
            for (int i = 1; i <= 20; i++) {
                assertThat(position(append()).offset()).isEqualTo(offset + i);
            }
            assertMissed(before, 20);
        }
    }

    @Test
    @Tag("P1")
    void countsOnWhereNineDigitsEndWithinOneCall() {
        Position before = moveTo(999_999_990L);
        gate.hold("append.lua");
        List<CompletionStage<AppendResult>> appends = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            appends.add(append());
        }
        gate.letGo();
        for (int i = 1; i <= 20; i++) {
            assertThat(position(appends.get(i - 1)).offset()).isEqualTo(before.offset() + i);
        }
        assertMissed(before, 20);
    }

    private void assertMissed(Position after, int events) {
        Replay replay = await(log.readAfter(FILE, after, RETENTION, ReadLimit.WHOLE));
        assertThat(replay).isInstanceOfSatisfying(Replay.Missed.class, missed -> {
            assertThat(missed.events()).hasSize(events);
            assertThat(missed.head().offset()).isEqualTo(after.offset() + events);
        });
    }

    @Test
    @Tag("P2")
    void nothingEndsEarlierThanPromisedThoughTheEndsAreSetSeldom() {
        append();
        assertThat(redis.number("PTTL", LOG)).isGreaterThan(RETENTION.maxAge().toMillis());
        // As it is when the time has nearly come at which the ends are set anew.
        redis.call("PEXPIRE", LOG, RETENTION.maxAge().toMillis() + 1_000);
        append();
        assertThat(redis.number("PTTL", LOG))
                .isLessThanOrEqualTo(RETENTION.maxAge().toMillis() + 1_000);
        // As it is when it has come.
        redis.call("SETRANGE", HEAD, 0, "0000000000");
        append();
        assertThat(redis.number("PTTL", LOG)).isGreaterThan(RETENTION.maxAge().toMillis() + 1_000);
        assertThat(redis.number("PTTL", HEAD))
                .isGreaterThan(RETENTION.headAge().minusSeconds(60).toMillis());
    }

    @Test
    @Tag("P2")
    void aLogThatWasLostEndsLikeTheFirst() {
        append();
        redis.call("DEL", LOG);
        append();
        assertThat(redis.number("PTTL", LOG)).isGreaterThan(RETENTION.maxAge().toMillis());
    }

    @Test
    @Tag("P9")
    void thirtyOneMoreThanAreKeptMayLieThereAndAreNotRead() {
        Position start = position(append());
        long most = 0;
        for (int i = 0; i < 3 * RETENTION.maxEvents(); i++) {
            append();
            most = Math.max(most, redis.number("LLEN", LOG));
        }
        assertThat(most).isEqualTo(RETENTION.maxEvents() + 31);
        long head = start.offset() + 3L * RETENTION.maxEvents();
        Position known = tagAt(head - RETENTION.maxEvents());
        assertMissed(known, RETENTION.maxEvents());
        Replay tooOld = await(log.readAfter(
                FILE, new Position(known.epoch(), known.offset() - 1, "00000000"), RETENTION, ReadLimit.WHOLE));
        assertThat(tooOld).isInstanceOf(Replay.Gap.class);
    }

    /** The position of an event that is not kept any more; its successor knows its tag. */
    private Position tagAt(long offset) {
        String successor = redis.text("LINDEX", LOG, RETENTION.maxEvents() - 1);
        return new Position(successor.substring(2, 24), offset, successor.substring(47, 55));
    }
}
