package io.bush.realtime.redis.internal.eventlog;

import static io.bush.realtime.testkit.Concurrently.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.AppendResult;
import io.bush.realtime.it.redis.EachRedis;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.wire.RespClient;
import io.bush.realtime.redis.internal.command.Script;
import io.bush.realtime.redis.internal.command.ScriptRunner;
import io.bush.realtime.redis.internal.key.RedisKeys;
import io.bush.realtime.redis.internal.topology.Session;
import io.bush.realtime.redis.kit.PlainScripts;
import io.bush.realtime.testkit.ManualTime;
import io.bush.realtime.time.NodeRuntime;
import io.lettuce.core.cluster.SlotHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The newest positions of many channels come with few calls. */
@EachRedis
class HeadsTest {

    private static final int CHANNELS = 2 * Heads.TOGETHER + 30;
    private static final List<Channel> FILES = IntStream.range(0, CHANNELS)
            .mapToObj(i -> new Channel("file", "file_" + i))
            .toList();

    private final RespClient redis;
    private final PlainScripts scripts;
    private final NodeRuntime runtime;
    /** The keys of each call, by its script. */
    private final Map<String, List<List<String>>> calls = new TreeMap<>();

    HeadsTest(RedisServer server) {
        redis = server.client();
        scripts = new PlainScripts(server.port());
        ManualTime time = new ManualTime();
        runtime = new NodeRuntime(time, time, Runnable::run, new Random(1));
    }

    @BeforeEach
    void empty() {
        redis.call("FLUSHALL");
    }

    @AfterEach
    void close() {
        scripts.close();
    }

    private final class Counting implements ScriptRunner {
        @Override
        public CompletionStage<List<@Nullable Object>> run(Script script, List<String> keys, List<byte[]> arguments) {
            calls.computeIfAbsent(script.toString(), none -> new ArrayList<>()).add(keys);
            return scripts.run(script, keys, arguments);
        }

        @Override
        public CompletionStage<List<@Nullable Object>> run(
                Script script, List<String> keys, List<byte[]> arguments, long sinceNanos) {
            return run(script, keys, arguments);
        }

        @Override
        public CompletionStage<Void> publish(String near, String busChannel, byte[] message) {
            throw new UnsupportedOperationException();
        }
    }

    private RedisEventLog log(Session.Kind servers) {
        return new RedisEventLog(new Counting(), new RedisKeys("bush"), runtime, 1_000, servers);
    }

    private Position append(Channel channel) {
        EventContent event =
                new EventContent(channel, "e.1", ManualTime.START, Payload.ofJson("{}"), null, null, null, null, null);
        return ((AppendResult.Stored) await(log(Session.Kind.ONE_SERVER).append(event, Retention.DEFAULT, null)))
                .position();
    }

    private List<Position> heads() {
        calls.clear();
        return await(log(Session.Kind.ONE_SERVER).heads(FILES, Retention.DEFAULT));
    }

    private int calls(String script) {
        return calls.getOrDefault(script, List.of()).size();
    }

    private static String head(Channel channel) {
        return "{bush:events:" + channel.name() + "}:head";
    }

    @Test
    @Tag("P3")
    void manyComeTogetherAndThoseThatHaveNotBegunBegin() {
        Position known = append(FILES.get(7));
        append(FILES.get(120));
        Position last = append(FILES.get(120));

        List<Position> found = heads();

        assertThat(calls("heads.lua")).isEqualTo(3);
        assertThat(calls("head.lua")).isEqualTo(CHANNELS - 2);
        assertThat(found).hasSize(CHANNELS).doesNotContainNull().doesNotHaveDuplicates();
        assertThat(found.get(7)).isEqualTo(known);
        assertThat(found.get(120)).isEqualTo(last);
        assertThat(found.get(8))
                .isEqualTo(Position.start(FILES.get(8), found.get(8).epoch()));

        assertThat(heads()).isEqualTo(found);
        assertThat(calls("heads.lua")).isEqualTo(3);
        assertThat(calls("head.lua")).isZero();
    }

    @Test
    @Tag("contract-6")
    void onlyKeysOfOneSlotGoTogether() {
        List<Channel> twice = IntStream.range(0, 200)
                .mapToObj(i -> new Channel("file", "file_" + i % 100))
                .toList();
        List<Position> found = await(log(Session.Kind.ONE_SERVER).heads(twice, Retention.DEFAULT));
        calls.clear();

        assertThat(await(log(Session.Kind.CLUSTER).heads(twice, Retention.DEFAULT)))
                .isEqualTo(found);

        assertThat(calls.get("heads.lua"))
                .hasSize(100)
                .allSatisfy(
                        keys -> assertThat(keys.stream().map(SlotHash::getSlot).distinct())
                                .hasSize(1));
        assertThat(calls("head.lua")).isZero();
    }

    @Test
    @Tag("contract-3.7")
    void aHeadThatIsAskedForIsKept() {
        heads();
        redis.call("PEXPIRE", head(FILES.get(3)), 60_000);

        heads();

        assertThat(redis.number("PTTL", head(FILES.get(3)))).isGreaterThan(600_000_000);
    }

    @Test
    @Tag("P3")
    void whatIsNoHeadFailsTheQuestionAndIsNotTouched() {
        heads();
        redis.call("DEL", head(FILES.get(3)));
        redis.call("SADD", head(FILES.get(3)), "theirs");

        CompletionStage<List<Position>> failed = log(Session.Kind.ONE_SERVER).heads(FILES, Retention.DEFAULT);

        assertThatThrownBy(() -> failed.toCompletableFuture().join()).hasMessageContaining("WRONGTYPE");
        assertThat(redis.text("TYPE", head(FILES.get(3)))).isEqualTo("set");
    }
}
