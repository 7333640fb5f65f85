package io.bush.realtime.redis.internal.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.AppendResult;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.eventlog.ReadLimit;
import io.bush.realtime.eventlog.Replay;
import io.bush.realtime.it.redis.EachRedis;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.Until;
import io.bush.realtime.it.redis.wire.RespClient;
import io.bush.realtime.redis.internal.command.RedisFailure;
import io.bush.realtime.redis.internal.command.Script;
import io.bush.realtime.redis.internal.command.ScriptRunner;
import io.bush.realtime.redis.internal.key.RedisKeys;
import io.bush.realtime.redis.kit.GatedScripts;
import io.bush.realtime.redis.kit.NodeParts;
import io.bush.realtime.testkit.Concurrently;
import io.bush.realtime.testkit.RecordingBusListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@EachRedis
@Tag("section-6")
class IngestionTest {

    private static final Channel FILE = new Channel("file", "file_a");
    private static final Channel OTHER = new Channel("file", "file_b");
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final IngestWorld.Settings QUICK =
            new IngestWorld.Settings(Duration.ofMillis(20), Duration.ofSeconds(30), Duration.ofMillis(200), 1_000);

    private final RedisServer server;
    private final RedisKeys keys = new RedisKeys("bush");
    private final List<Ingestion> running = new ArrayList<>();
    private final RecordingBusListener heard = new RecordingBusListener();
    private NodeParts parts;
    private RespClient redis;

    IngestionTest(RedisServer server) {
        this.server = server;
    }

    @BeforeEach
    void listen() {
        parts = NodeParts.on(server.port());
        redis = RespClient.connect(server.port());
        parts.bus().listen(heard);
        Concurrently.await(parts.bus().subscribe(FILE));
        Concurrently.await(parts.bus().subscribe(OTHER));
    }

    @AfterEach
    void close() {
        running.forEach(one -> Concurrently.await(one.close()));
        redis.close();
        parts.close();
    }

    private Ingestion ingest(String consumer) {
        return ingest(consumer, runner -> runner, parts.eventLog());
    }

    private Ingestion ingest(String consumer, UnaryOperator<ScriptRunner> runner, EventLog log) {
        Ingestion ingestion = new Ingestion(new IngestWorld(
                consumer,
                runner.apply(parts.commands()),
                keys,
                parts.runtime(),
                log,
                parts.bus(),
                ChannelTypes.defaults(),
                QUICK));
        running.add(ingestion);
        ingestion.start();
        return ingestion;
    }

    private void add(Channel channel, String data, String... more) {
        List<Object> words = new ArrayList<>(List.of("XADD", stream(channel), "*"));
        words.addAll(List.of("channel", channel.type(), "resource_id", channel.id()));
        words.addAll(List.of("event", "comment.created", "data", data));
        words.addAll(List.of(more));
        redis.call(words.toArray());
    }

    private String stream(Channel channel) {
        return keys.ingest(Ingestion.streamOf(channel));
    }

    private void awaitEmpty(Channel channel) {
        Until.holds("the stream is empty", () -> redis.number("XLEN", stream(channel)) == 0);
    }

    private List<String> data(int count) {
        return heard.await(count, DEADLINE).stream()
                .map(event -> event.content().data().json())
                .toList();
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(Integer::toString).toList();
    }

    @Test
    void theEntriesOfAChannelArePublishedInTheirOrderAndLeaveTheStream() {
        numbers(1, 200).forEach(number -> add(FILE, number));
        ingest("a");
        numbers(201, 300).forEach(number -> add(FILE, number));

        assertThat(data(300)).isEqualTo(numbers(1, 300));
        assertThat(heard.events()).allMatch(Event::durable);
        awaitEmpty(FILE);
    }

    @Test
    void aVolatileEntryIsAnnouncedAndNotLogged() {
        add(FILE, "1", "delivery", "volatile");
        ingest("a");

        assertThat(heard.await(1, DEADLINE)).noneMatch(Event::durable);
        assertThat(redis.number("LLEN", keys.events(FILE))).isZero();
        awaitEmpty(FILE);
    }

    @Test
    void whatCanNeverBePublishedIsBuriedWithTheReasonAndHoldsNobodyBack() {
        add(FILE, "{");
        add(FILE, "2");
        ingest("a");

        assertThat(data(1)).containsExactly("2");
        awaitEmpty(FILE);
        assertThat(dead())
                .contains("reason", "data is not one valid JSON value", "stream", stream(FILE), "field.data", "{");
    }

    /** The only entry of the dead. */
    private List<String> dead() {
        List<?> entries = (List<?>) redis.call("XRANGE", keys.ingestDead(), "-", "+");
        assertThat(entries).hasSize(1);
        List<?> fields = (List<?>) ((List<?>) entries.get(0)).get(1);
        return fields.stream().map(IngestionTest::text).toList();
    }

    private static String text(Object word) {
        return word instanceof byte[] bytes ? new String(bytes, java.nio.charset.StandardCharsets.UTF_8) : "" + word;
    }

    @Test
    void anEntryWhoseLogIsSomebodyElsesKeyIsBuried() {
        redis.call("SET", keys.events(FILE), "mine");
        add(FILE, "1");
        add(OTHER, "2");
        ingest("a");

        assertThat(data(1)).containsExactly("2");
        awaitEmpty(FILE);
        assertThat(dead()).anyMatch(word -> word.startsWith("the channel's log cannot be written"));
        redis.call("DEL", keys.events(FILE));
    }

    @Test
    void anEntryThatIsPublishedTwiceIsOneEvent() {
        AtomicInteger finishes = new AtomicInteger();
        add(FILE, "1");
        add(FILE, "2");
        ingest("a", runner -> new LosesFirst("finish.lua", finishes, runner), parts.eventLog());

        awaitEmpty(FILE);
        assertThat(finishes).hasValueGreaterThan(1);
        add(FILE, "3");
        assertThat(data(3)).containsExactly("1", "2", "3");
    }

    @Test
    void twoEntriesUnderOneKeyOfTheirOwnAreOneEvent() {
        add(FILE, "1", "idempotency_key", "row:17");
        add(FILE, "1", "idempotency_key", "row:17");
        add(FILE, "2");
        ingest("a");

        assertThat(data(2)).containsExactly("1", "2");
        awaitEmpty(FILE);
    }

    @Test
    void anEntryThatFailsHoldsBackThoseBehindItInItsChannelAndNobodyElse() {
        numbers(1, 5).forEach(number -> {
            add(FILE, number);
            add(OTHER, number);
        });
        ingest("a", runner -> runner, new RefusesFirst(FILE, 3, parts.eventLog()));

        heard.await(10, DEADLINE);
        assertThat(heard.events())
                .filteredOn(event -> event.channel().equals(FILE))
                .extracting(event -> event.content().data().json())
                .isEqualTo(numbers(1, 5));
        awaitEmpty(FILE);
        awaitEmpty(OTHER);
    }

    @Test
    void aStreamHasOneConsumerAndGoesOnWhenItLeaves() {
        Ingestion first = ingest("a");
        add(FILE, "1");
        heard.await(1, DEADLINE);
        ingest("b");
        String consumer = RedisKeys.companion(stream(FILE), "consumer");
        assertThat(redis.text("GET", consumer)).isEqualTo("a");

        Concurrently.await(first.close());
        add(FILE, "2");

        assertThat(data(2)).containsExactly("1", "2");
        Until.holds("b has the stream", () -> "b".equals(redis.text("GET", consumer)));
    }

    @Test
    @Tag("P11")
    void whoLeavesWhileItAsksForAStreamDoesNotKeepIt() {
        String consumer = RedisKeys.companion(stream(FILE), "consumer");
        GatedScripts gate = new GatedScripts(parts.commands());
        gate.hold("take.lua");
        Ingestion leaving = ingest("a", runner -> gate, parts.eventLog());
        Until.holds("it is given the stream", () -> redis.number("EXISTS", consumer) == 1);
        CompletionStage<?> left = leaving.close();
        gate.letGo();
        Concurrently.await(left);

        assertThat(redis.number("EXISTS", consumer)).isZero();
    }

    @Test
    void theStreamOfAConsumerThatDiedIsTakenOver() {
        redis.call("SET", RedisKeys.companion(stream(FILE), "consumer"), "dead", "PX", 500);
        add(FILE, "1");
        ingest("b");

        assertThat(data(1)).containsExactly("1");
    }

    /** Does what it is asked, but the first answer of one script gets lost. */
    private record LosesFirst(String script, AtomicInteger calls, ScriptRunner target) implements ScriptRunner {

        @Override
        public CompletionStage<List<@Nullable Object>> run(Script asked, List<String> keys, List<byte[]> arguments) {
            if (asked.toString().equals(script) && calls.getAndIncrement() == 0) {
                return CompletableFuture.failedFuture(
                        new RedisFailure(RedisFailure.Outcome.UNKNOWN, RedisFailure.Kind.TIMED_OUT, "lost", null));
            }
            return target.run(asked, keys, arguments);
        }

        @Override
        public CompletionStage<List<@Nullable Object>> run(
                Script asked, List<String> keys, List<byte[]> arguments, long sinceNanos) {
            return target.run(asked, keys, arguments, sinceNanos);
        }

        @Override
        public CompletionStage<Void> publish(String near, String busChannel, byte[] message) {
            return target.publish(near, busChannel, message);
        }
    }

    /** Refuses the first appends to one channel. */
    private static final class RefusesFirst implements EventLog {

        private final Channel channel;
        private final AtomicInteger left;
        private final EventLog target;

        RefusesFirst(Channel channel, int refusals, EventLog target) {
            this.channel = channel;
            this.left = new AtomicInteger(refusals);
            this.target = target;
        }

        @Override
        public CompletionStage<AppendResult> append(
                EventContent content, Retention retention, @Nullable String idempotencyKey) {
            return content.channel().equals(channel) && left.getAndDecrement() > 0
                    ? CompletableFuture.completedFuture(new AppendResult.Unknown(new IllegalStateException("lost")))
                    : target.append(content, retention, idempotencyKey);
        }

        @Override
        public CompletionStage<Replay> readAfter(Channel asked, Position after, Retention retention, ReadLimit limit) {
            return target.readAfter(asked, after, retention, limit);
        }

        @Override
        public CompletionStage<List<Position>> heads(List<Channel> channels, Retention retention) {
            return target.heads(channels, retention);
        }

        @Override
        public CompletionStage<Position> startAnew(Channel asked, Retention retention, Duration age) {
            return target.startAnew(asked, retention, age);
        }
    }
}
