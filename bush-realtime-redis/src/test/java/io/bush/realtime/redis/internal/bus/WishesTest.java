package io.bush.realtime.redis.internal.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.it.redis.EachRedis;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.Until;
import io.bush.realtime.it.redis.binary.RedisBinary;
import io.bush.realtime.it.redis.wire.TcpRelay;
import io.bush.realtime.redis.kit.BusEvents;
import io.bush.realtime.redis.kit.NodeParts;
import io.bush.realtime.testkit.Concurrently;
import io.bush.realtime.testkit.RecordingBusListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is subscribed is what is wished, however the wishes change. */
@EachRedis
@Tag("P3")
class WishesTest {

    private static final Channel FILE = new Channel("file", "file_a");
    private static final String NAME = "bush:ws:file:file_a";

    private final RedisServer server;
    private final TcpRelay relay;
    private final RecordingBusListener heard = new RecordingBusListener();
    /** Everything that was opened, newest first. */
    private final List<AutoCloseable> opened = new ArrayList<>();

    WishesTest(RedisBinary binary) {
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

    private RedisBus lingering(Duration linger) {
        NodeParts node = opened(NodeParts.on(
                relay.port(),
                NodeParts.UNHURRIED,
                new RedisBus.Settings(
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30),
                        linger,
                        100_000,
                        64L << 20,
                        10_000)));
        node.bus().listen(heard);
        return node.bus();
    }

    private boolean isSubscribed() {
        return server.client().texts("PUBSUB", "CHANNELS", "bush:ws:*").contains(NAME);
    }

    private long subscribes() {
        return server.client()
                .text("INFO", "commandstats")
                .lines()
                .filter(line -> line.startsWith("cmdstat_subscribe:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll(".*:calls=(\\d+),.*", "$1")))
                .sum();
    }

    private void arrives(RedisBus bus, int number) {
        Concurrently.await(bus.announce(BusEvents.announcement(FILE, number)));
        Until.holds("it arrives", () -> heard.events().stream().anyMatch(event -> BusEvents.number(event) == number));
    }

    @Test
    void whoComesBackWhileAChannelLingersNeedsNoSubscribeAndMissesNothing() {
        RedisBus bus = lingering(Duration.ofMinutes(1));
        Concurrently.await(bus.subscribe(FILE));
        arrives(bus, 1);
        long before = subscribes();
        bus.unsubscribe(FILE);
        Concurrently.await(bus.subscribe(FILE));
        arrives(bus, 2);

        assertThat(subscribes()).isEqualTo(before);
        assertThat(heard.maybeLost()).isEmpty();
    }

    @Test
    void aChannelThatNobodyWantsIsHeardNoMoreAndLeftAfterAWhile() {
        RedisBus bus = lingering(Duration.ofMillis(500));
        Concurrently.await(bus.subscribe(FILE));
        long before = System.nanoTime();
        bus.unsubscribe(FILE);
        // Behind the unsubscribe on the same lane.
        Channel other = new Channel("file", "file_b");
        Concurrently.await(bus.subscribe(other));
        Concurrently.await(bus.announce(BusEvents.announcement(FILE, 1)));
        Until.holds("it is left", () -> !isSubscribed());
        assertThat(System.nanoTime() - before)
                .as("it was still subscribed for so long")
                .isGreaterThanOrEqualTo(Duration.ofMillis(500).toNanos());
        Concurrently.await(bus.announce(BusEvents.announcement(other, 2)));
        heard.await(1, Until.DEADLINE);

        assertThat(heard.events()).extracting(BusEvents::number).containsExactly(2);
    }

    @Test
    void whoComesBackWhileAChannelIsBeingLeftIsSubscribedAgainAndWaitsForThat() {
        RedisBus bus = lingering(Duration.ofMillis(1));
        Concurrently.await(bus.subscribe(FILE));
        relay.pubSub().stallReplies();
        bus.unsubscribe(FILE);
        Until.holds("it is left, and nobody here knows", () -> !isSubscribed());
        CompletableFuture<Void> again = bus.subscribe(FILE).toCompletableFuture();
        Until.holds("it is subscribed again, and nobody here knows", this::isSubscribed);
        assertThat(again).isNotDone();
        relay.pubSub().heal();
        Concurrently.await(again);
        arrives(bus, 1);
    }

    @Test
    @Tag("P1")
    void afterAnyHurryThatIsSubscribedWhichIsWishedAndNothingElse() {
        RedisBus bus = lingering(Duration.ofMillis(1));
        List<Channel> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(new Channel("file", "file_" + i));
        }
        Random random = new Random(4);
        Set<Channel> wished = new LinkedHashSet<>();
        for (int step = 1; step <= 4_000; step++) {
            Channel channel = all.get(random.nextInt(all.size()));
            if (wished.add(channel)) {
                bus.subscribe(channel);
            } else {
                wished.remove(channel);
                bus.unsubscribe(channel);
            }
            if (step % 10 == 0) {
                Concurrently.await(bus.announce(BusEvents.announcement(channel, -step)));
            }
            if (step % 1_000 == 500) {
                server.client().call("CLIENT", "KILL", "TYPE", "pubsub");
            } else if (step % 1_000 == 0) {
                relay.pubSub().cut();
            }
        }
        for (Channel channel : wished) {
            Concurrently.await(bus.subscribe(channel));
        }
        Set<String> names = new LinkedHashSet<>();
        wished.forEach(channel -> names.add("bush:ws:file:" + channel.id()));
        Until.holds(
                "exactly that",
                () -> Set.copyOf(server.client().texts("PUBSUB", "CHANNELS", "bush:ws:*"))
                        .equals(names));
        for (int i = 0; i < all.size(); i++) {
            Concurrently.await(bus.announce(BusEvents.announcement(all.get(i), i + 1)));
        }
        List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (wished.contains(all.get(i))) {
                expected.add(i + 1);
            }
        }
        Until.holds("all of it arrives", () -> heardAtTheEnd().size() >= expected.size());

        assertThat(wished).isNotEmpty().hasSizeLessThan(all.size());
        assertThat(heardAtTheEnd()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(heard.overlaps()).isZero();
    }

    private List<Integer> heardAtTheEnd() {
        return heard.events().stream()
                .map(BusEvents::number)
                .filter(number -> number > 0)
                .toList();
    }
}
