package io.bush.realtime.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.EventPublisher;
import io.bush.realtime.Publication;
import io.bush.realtime.PublishResult;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.channel.Position;
import io.bush.realtime.it.redis.EachRedis;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.Until;
import io.bush.realtime.it.redis.binary.RedisBinary;
import io.bush.realtime.it.redis.wire.TcpRelay;
import io.bush.realtime.redis.kit.LiveNode;
import io.bush.realtime.redis.kit.Promptly;
import io.bush.realtime.testkit.Concurrently;
import io.bush.realtime.testkit.RecordingTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whoever publishes without a node is one more publisher, and nothing else. */
@EachRedis
@Tag("section-6")
class RedisPublisherTest {

    private static final Channel FILE = new Channel("file", "file_a");

    private final RedisBinary binary;
    /** Everything that was opened, newest first. */
    private final List<AutoCloseable> opened = new ArrayList<>();

    RedisPublisherTest(RedisBinary binary) {
        this.binary = binary;
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    private <T extends AutoCloseable> T opened(T one) {
        opened.add(0, one);
        return one;
    }

    private RedisServer server() {
        return opened(RedisServer.start(binary));
    }

    private RedisPublisher publisher(String uri) {
        return publisher(RedisSettings.of(uri).with(Topologies.UNHURRIED));
    }

    private RedisPublisher publisher(RedisSettings settings) {
        return opened(RedisPublisher.open(settings, ChannelTypes.defaults()));
    }

    private LiveNode node(String uri) {
        return opened(LiveNode.over(RedisSettings.of(uri).with(Topologies.UNHURRIED)));
    }

    private static PublishResult now(CompletionStage<PublishResult> result) {
        return Concurrently.await(result);
    }

    private static Publication event(String name) {
        return Publication.of(FILE, name, 1);
    }

    @Test
    @Tag("P1")
    @Tag("P4")
    void twoNodesHearWhatNodesAndPublishersPublishAtTheSameTimeInOneUnbrokenOrder() {
        String uri = server().uri();
        LiveNode here = node(uri);
        LiveNode there = node(uri);
        RedisPublisher publisher = publisher(uri);
        RecordingTransport ann = here.subscribe("user_ann", FILE);
        RecordingTransport bob = there.subscribe("user_bob", FILE);
        List<EventPublisher> all = List.of(here.node(), there.node(), publisher, publisher(uri));
        AtomicInteger next = new AtomicInteger();
        Concurrently.together(all.size(), () -> {
            int mine = next.getAndIncrement();
            List<CompletionStage<PublishResult>> results = new ArrayList<>();
            for (int i = 0; i < 250; i++) {
                results.add(all.get(mine).publish(event("e." + (1_000 * mine + i))));
            }
            results.forEach(result -> assertThat(now(result)).isInstanceOf(PublishResult.Durable.class));
            return mine;
        });
        now(publisher.publish(event("e.end")));
        ann.await("e.end", LiveNode.DEADLINE);
        bob.await("e.end", LiveNode.DEADLINE);

        assertThat(ann.frames("subscription.reset")).isEmpty();
        assertThat(offsets(ann))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 1_001).boxed().toList());
        assertThat(events(bob)).isEqualTo(events(ann));
        for (int mine = 0; mine < all.size(); mine++) {
            int thousand = mine;
            assertThat(numbers(ann).stream().filter(number -> number / 1_000 == thousand))
                    .as("what one published, in its order")
                    .isSorted()
                    .hasSize(250);
        }
    }

    @Test
    @Tag("P4")
    void aPublishOfUnknownOutcomeIsRepeatedAnywhereUnderItsKeyAndIsOneEvent() {
        RedisServer server = server();
        TcpRelay relay = opened(TcpRelay.to(server.port()));
        RedisPublisher publisher = publisher(RedisSettings.of(relay.uri()));
        LiveNode node = node(server.uri());
        RecordingTransport ann = node.subscribe("user_ann", FILE);
        Publication event = event("e.1").idempotencyKey("row-1");
        Publication before = event("e.0").idempotencyKey("row-0");
        Until.holds("the first is there", () -> now(publisher.publish(before)) instanceof PublishResult.Durable);
        relay.commands().swallowReplies();
        // What was not even sent in time was certainly not done, and is no event.
        Until.holds("it is sent", () -> now(publisher.publish(event)) instanceof PublishResult.Unknown);
        // In this order: the next connection comes at once, and nothing of it may be swallowed.
        relay.commands().heal();
        relay.commands().cut();
        PublishResult onTheNode = now(node.node().publish(event));
        List<PublishResult> again = new ArrayList<>();
        // What is sent before the cut is noticed is of unknown outcome once more.
        Until.holds("it publishes again", () -> {
            again.add(now(publisher.publish(event)));
            return again.get(again.size() - 1) instanceof PublishResult.Durable;
        });
        now(node.node().publish(event("e.end")));
        ann.await("e.end", LiveNode.DEADLINE);

        assertThat(onTheNode).isInstanceOf(PublishResult.Durable.class).isEqualTo(again.get(again.size() - 1));
        assertThat(numbers(ann)).containsExactly(0, 1);
    }

    @Test
    @Tag("P10")
    void inAnOutageItSaysInTimeWhetherNothingWasSentAndNothingComesLater() {
        RedisServer server = server();
        RedisPublisher publisher = publisher(RedisSettings.of(server.uri()));
        now(publisher.publish(event("e.0")));
        server.kill();
        List<PublishResult> results = new ArrayList<>();
        for (int i = 1; i <= 10; i++) {
            Publication event = i % 2 == 0 ? event("e." + i) : event("e." + i).asVolatile(null);
            results.add(Promptly.within(
                    Duration.ofSeconds(1), Duration.ofSeconds(10), () -> now(publisher.publish(event))));
        }
        server.restart();
        LiveNode node = node(server.uri());
        RecordingTransport ann = node.subscribe("user_ann", FILE);
        Until.holds(
                "it publishes again", () -> now(publisher.publish(event("e.end"))) instanceof PublishResult.Durable);
        ann.await("e.end", LiveNode.DEADLINE);

        assertThat(results)
                .noneMatch(
                        result -> result instanceof PublishResult.LocalOnly || result instanceof PublishResult.Durable);
        assertThat(results.get(9))
                .isInstanceOfSatisfying(
                        PublishResult.Rejected.class,
                        rejected -> assertThat(rejected.cause()).isEqualTo(PublishResult.Cause.UNAVAILABLE));
        assertThat(numbers(ann)).isEmpty();
    }

    @Test
    @Tag("P11")
    void whatItTookBeforeItWasClosedIsInTheLogAndNothingOfItIsLeft() {
        RedisServer server = server();
        RedisPublisher publisher = publisher(server.uri());
        List<CompletableFuture<PublishResult>> results = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            results.add(publisher.publish(event("e." + i)).toCompletableFuture());
        }
        publisher.close();

        assertThat(results)
                .allSatisfy(result -> assertThat(result)
                        .isCompletedWithValueMatching(outcome -> outcome instanceof PublishResult.Durable));
        assertThat(server.client().number("LLEN", "bush:events:file:file_a")).isEqualTo(1_000);
        assertThat(now(publisher.publish(event("e.late"))))
                .isEqualTo(new PublishResult.Rejected(PublishResult.Cause.CLOSED, "the publisher is closed"));
        Until.holds(
                "its connection is gone",
                () -> server.client().text("CLIENT", "LIST").lines().noneMatch(line -> line.contains("name=bush-")));
    }

    @Test
    void itHasOneConnectionAndNoSubscription() {
        RedisServer server = server();
        publisher(server.uri());

        assertThat(server.client().text("CLIENT", "LIST").lines().filter(line -> line.contains("name=bush-")))
                .hasSize(1)
                .allSatisfy(line -> assertThat(line).contains(" sub=0 "));
    }

    @Test
    void theJobOfTheDocsAnnouncesEachFileOnceHoweverOftenItRuns() {
        RedisServer server = server();
        RecordingTransport ann = node(server.uri()).subscribe("user_ann", FILE);
        for (int i = 0; i < 2; i++) {
            // What is not certain within a second is announced again, as the docs say.
            Until.holds(
                    "all is certain",
                    () -> PublisherRecipes.announceExpired(server.uri(), "run-1", List.of("file_a", "file_b"))
                            .isEmpty());
        }
        now(publisher(server.uri()).publish(event("e.end")));
        ann.await("e.end", LiveNode.DEADLINE);

        assertThat(ann.frames("file.expired")).hasSize(1);
    }

    // ---- what a subscriber was sent ----

    private static List<RecordingTransport.Sent> events(RecordingTransport transport, String prefix) {
        return transport.sent().stream()
                .filter(sent -> sent.name().startsWith(prefix))
                .toList();
    }

    private static List<String> events(RecordingTransport transport) {
        return events(transport, "e.").stream()
                .map(RecordingTransport.Sent::text)
                .toList();
    }

    private static List<Long> offsets(RecordingTransport transport) {
        List<Long> offsets = new ArrayList<>();
        for (RecordingTransport.Sent sent : events(transport, "e.")) {
            Position position = Position.parse(FILE, sent.json().get("event_id").asText());
            assertThat(position).as(sent.text()).isNotNull();
            offsets.add(position.offset());
        }
        return offsets;
    }

    private static List<Integer> numbers(RecordingTransport transport) {
        return events(transport, "e.").stream()
                .map(RecordingTransport.Sent::name)
                .filter(name -> !name.equals("e.end"))
                .map(name -> Integer.valueOf(name.substring(2)))
                .toList();
    }
}
