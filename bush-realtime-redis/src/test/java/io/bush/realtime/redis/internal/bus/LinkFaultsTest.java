package io.bush.realtime.redis.internal.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.it.redis.EachRedis;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.Until;
import io.bush.realtime.it.redis.binary.RedisBinary;
import io.bush.realtime.it.redis.wire.TcpRelay;
import io.bush.realtime.it.relay.RelayFaults;
import io.bush.realtime.redis.kit.BusEvents;
import io.bush.realtime.redis.kit.NodeParts;
import io.bush.realtime.testkit.Concurrently;
import io.bush.realtime.testkit.RecordingBusListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each way in which a link fails, alone: what was acknowledged arrives, or its channel is named. */
@EachRedis
@Tag("P3")
class LinkFaultsTest {

    private static final Channel FILE = new Channel("file", "file_a");
    private static final Channel OTHER = new Channel("file", "file_b");
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final RedisServer server;
    private final TcpRelay relay;
    private final RecordingBusListener heard = new RecordingBusListener();
    /** What is announced next by whoever announces until it arrives, and the first of it that counts. */
    private int announced = 1_000;

    private int since = 1_000;
    /** Everything that was opened, newest first. */
    private final List<AutoCloseable> opened = new ArrayList<>();

    LinkFaultsTest(RedisBinary binary) {
        server = opened(RedisServer.start(binary));
        relay = opened(TcpRelay.to(server.port()));
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

    /** A node whose link goes through the relay and is tried hard; on a busy machine it is given up without a fault, too. */
    private RedisBus hurried() {
        return bus(new RedisBus.Settings(
                Duration.ofSeconds(1),
                Duration.ofMillis(500),
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                100_000,
                64L << 20,
                10_000));
    }

    private RedisBus bus(RedisBus.Settings settings) {
        NodeParts node = opened(NodeParts.on(relay.port(), NodeParts.UNHURRIED, settings));
        node.bus().listen(heard);
        return node.bus();
    }

    /** What is announced from now on arrives. */
    private void arrives(RedisBus bus, Channel channel, int number) {
        Concurrently.await(bus.announce(BusEvents.announcement(channel, number)));
        Until.holds(
                "it arrives",
                () -> heard.events().stream()
                        .anyMatch(event -> event.channel().equals(channel) && BusEvents.number(event) == number));
    }

    /** As {@link #arrives}, where a link may be given up and take one announcement with it; numbers from 1,000 on. */
    private void arrivesInTheEnd(RedisBus bus, Channel channel) {
        Until.holds("one of several arrives", () -> {
            Concurrently.await(bus.announce(BusEvents.announcement(channel, announced++)));
            return heard.events().stream()
                    .anyMatch(event -> event.channel().equals(channel) && BusEvents.number(event) >= since);
        });
        since = announced;
    }

    private void subscribed(RedisBus bus, Channel channel) {
        Until.holds("it is acknowledged", () -> {
            CompletableFuture<Void> asked = bus.subscribe(channel).toCompletableFuture();
            Until.holds("it is answered", asked::isDone);
            return !asked.isCompletedExceptionally();
        });
    }

    private String links() {
        return server.client().text("CLIENT", "LIST", "TYPE", "pubsub").replaceAll("(?m)^(id=\\d+) .*$", "$1");
    }

    @Test
    void aLinkThatIsKilledIsMadeAnewAndEachOfItsChannelsIsNamedOnce() {
        RedisBus bus = bus(NodeParts.UNHURRIED_BUS);
        Concurrently.await(bus.subscribe(FILE));
        Concurrently.await(bus.subscribe(OTHER));
        arrives(bus, FILE, 1);
        server.client().call("CLIENT", "KILL", "TYPE", "pubsub");
        assertThat(heard.awaitMaybeLost(2, DEADLINE)).containsExactlyInAnyOrder(FILE, OTHER);
        arrives(bus, FILE, 2);
        arrives(bus, OTHER, 3);

        assertThat(heard.maybeLost()).hasSize(2);
        assertThat(heard.overlaps()).isZero();
    }

    static Stream<Named<Consumer<RelayFaults>>> silences() {
        return Stream.of(
                Named.of("nothing comes back any more", RelayFaults::swallowReplies),
                Named.of("nothing goes through, not even its end", RelayFaults::stall));
    }

    @ParameterizedTest
    @MethodSource("silences")
    @Tag("P10")
    void aLinkThatIsOpenButDeadIsReplacedBecauseAProbeIsNotHeard(Consumer<RelayFaults> silence) {
        RedisBus bus = hurried();
        subscribed(bus, FILE);
        arrivesInTheEnd(bus, FILE);
        String before = links();
        silence.accept(relay.pubSub());
        Concurrently.await(bus.announce(BusEvents.announcement(FILE, 2)));
        // Another one is tried while the first is still there, for all that anybody can see.
        Until.holds(
                "another link", () -> !links().equals(before) || relay.pubSub().connections() > 1);
        relay.pubSub().heal();
        assertThat(heard.awaitMaybeLost(1, DEADLINE)).contains(FILE);
        arrivesInTheEnd(bus, FILE);
    }

    @Test
    void nobodyIsToldOfASubscriptionThatTheServerDoesNotAcknowledge() {
        RedisBus bus = hurried();
        subscribed(bus, OTHER);
        String before = links();
        relay.pubSub().stallReplies();
        CompletableFuture<Void> asked = bus.subscribe(FILE).toCompletableFuture();
        Until.holds("it was asked and failed", asked::isDone);
        assertThat(asked).isCompletedExceptionally();
        // The wait ends a little before the link is given up, and over the same one nobody else misses anything.
        Until.holds(
                "another link", () -> !links().equals(before) || relay.pubSub().connections() > 1);
        relay.pubSub().heal();

        // Who gave up waiting learns that it is heard after all, and who had it that it may have missed something.
        Until.holds("both are named", () -> heard.maybeLost().containsAll(List.of(FILE, OTHER)));
        arrivesInTheEnd(bus, FILE);
        arrivesInTheEnd(bus, OTHER);
    }

    @Test
    void anAcknowledgementIsNotTakenForThatOfAnotherChannel() {
        // By its acknowledgements only, or another link could be there before the time for this one is over.
        RedisBus bus = bus(new RedisBus.Settings(
                Duration.ofSeconds(1),
                Duration.ofHours(1),
                Duration.ofHours(1),
                Duration.ofSeconds(1),
                100_000,
                64L << 20,
                10_000));
        relay.pubSub().swallowRequests();
        CompletableFuture<Void> swallowed = bus.subscribe(FILE).toCompletableFuture();
        Until.holds("it is swallowed", () -> relay.pubSub().swallowedBytes() > 0);
        relay.pubSub().heal();
        // The driver completes the first command with the second's acknowledgement.
        bus.subscribe(OTHER);
        Until.holds("one or the other is over", swallowed::isDone);

        assertThat(swallowed).isCompletedExceptionally();
        Until.holds(
                "it is subscribed over another link", () -> heard.maybeLost().contains(FILE));
        arrivesInTheEnd(bus, FILE);
    }

    @Test
    @Tag("P9")
    void aSubscriberThatTheServerThrewOutForBeingSlowIsBackAndNamesItsChannels() {
        server.client().call("CONFIG", "SET", "client-output-buffer-limit", "pubsub 256kb 0 0");
        RedisBus bus = bus(NodeParts.UNHURRIED_BUS);
        Concurrently.await(bus.subscribe(FILE));
        arrives(bus, FILE, 1);
        String before = links();
        relay.pubSub().stallReplies();
        // Of a kind that nobody handles: only its bytes count.
        String bulk = "z" + "x".repeat(500_000);
        Until.holds("it was thrown out", () -> {
            server.client().call("PUBLISH", "bush:ws:file:file_a", bulk);
            return !links().equals(before);
        });
        relay.pubSub().heal();
        assertThat(heard.awaitMaybeLost(1, DEADLINE)).contains(FILE);
        arrives(bus, FILE, 2);
    }

    @Test
    @Tag("P1")
    void howeverOftenTheLinkIsLostEveryHoleIsFollowedByItsChannelsName() {
        NodeParts node = opened(NodeParts.on(relay.port(), NodeParts.UNHURRIED, NodeParts.UNHURRIED_BUS));
        Holes holes = new Holes();
        node.bus().listen(holes);
        Concurrently.await(node.bus().subscribe(FILE));
        List<CompletionStage<?>> stored = new ArrayList<>();
        for (int i = 1; i <= 2_000; i++) {
            stored.add(node.eventLog().append(BusEvents.content(FILE, i), Retention.DEFAULT, null));
            if (i % 50 == 0) {
                stored.forEach(Concurrently::await);
                stored.clear();
            }
            if (i % 200 == 25) {
                server.client().call("CLIENT", "KILL", "TYPE", "pubsub");
            } else if (i % 200 == 125) {
                relay.pubSub().cut();
            }
        }
        // After the last loss there is peace: the last event arrives, or the channel is named behind everything that
        // did.
        Until.holds("the end is known", () -> holes.knowsTheEnd(2_000));

        assertThat(holes.losses()).isPositive();
        assertThat(holes.unexplained()).isEmpty();
    }

    @Test
    void aHoleThatNobodyNamesIsNoticed() {
        Holes holes = new Holes();
        IntStream.of(1, 2, 4).forEach(holes::event);
        assertThat(holes.unexplained()).containsExactly("3 after 2");
        holes.onMaybeLost(FILE);
        assertThat(holes.unexplained()).isEmpty();
        IntStream.of(5, 7, 7).forEach(holes::event);

        assertThat(holes.unexplained()).containsExactly("6 after 5", "7 behind 7");
    }

    @Test
    void tenThousandChannelsAreEachAcknowledgedAgainAfterTheLinkWasLost() {
        RedisBus bus = bus(NodeParts.UNHURRIED_BUS);
        List<Channel> all = IntStream.range(0, 10_000)
                .mapToObj(i -> new Channel("file", "file_" + i))
                .toList();
        List<CompletionStage<Void>> acknowledged =
                all.stream().map(bus::subscribe).toList();
        acknowledged.forEach(Concurrently::await);
        server.client().call("CLIENT", "KILL", "TYPE", "pubsub");

        List<Channel> named = heard.awaitMaybeLost(all.size(), DEADLINE);
        assertThat(named).hasSize(all.size());
        assertThat(Set.copyOf(named)).isEqualTo(Set.copyOf(all));
        assertThat(server.client().texts("PUBSUB", "CHANNELS", "bush:ws:*")).hasSize(all.size());
        arrives(bus, all.get(9_999), 1);
    }
}
