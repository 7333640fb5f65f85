package io.bush.realtime.redis.internal.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.it.redis.EachRedis;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.Until;
import io.bush.realtime.redis.kit.BusEvents;
import io.bush.realtime.redis.kit.NodeParts;
import io.bush.realtime.testkit.Concurrently;
import io.bush.realtime.testkit.RecordingBusListener;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** From the link to the lanes: bounded, and never stuck at what somebody else wrote. */
@EachRedis
@Tag("P3")
class InboundTest {

    private static final Channel FILE = new Channel("file", "file_a");
    /** On another lane than {@link #FILE}. */
    private static final Channel OTHER = new Channel("file", "file_b");

    private static final String NAME = "bush:ws:file:file_a";

    private final RedisServer server;
    private final RecordingBusListener heard = new RecordingBusListener();
    private final List<AutoCloseable> opened = new ArrayList<>();

    InboundTest(RedisServer server) {
        this.server = server;
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    private NodeParts node(int perChannel, long bytes) {
        NodeParts node = NodeParts.on(
                server.port(),
                NodeParts.UNHURRIED,
                new RedisBus.Settings(
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(1),
                        100_000,
                        bytes,
                        perChannel));
        opened.add(node);
        node.bus().listen(heard);
        Concurrently.await(node.bus().subscribe(FILE));
        Concurrently.await(node.bus().subscribe(OTHER));
        return node;
    }

    private static void announce(NodeParts node, Channel channel, int number) {
        Concurrently.await(node.bus().announce(BusEvents.announcement(channel, number)));
    }

    @Test
    @Tag("P9")
    void whatIsMoreThanMayWaitIsDroppedAndItsChannelNamedOnceBehindWhatWasKept() {
        NodeParts node = node(10, 64L << 20);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(1);
        heard.during(event -> {
            if (event.channel().equals(FILE)) {
                begun.countDown();
                await(blocked);
            }
        });
        announce(node, FILE, 1);
        // It is being handled and waits no more; otherwise there might be room again when some were dropped already.
        await(begun);
        for (int i = 2; i <= 100; i++) {
            announce(node, FILE, i);
        }
        // Over the same link, so everything before it was taken off it; others are not held up.
        announce(node, OTHER, 1_000);
        Until.holds(
                "the other channel goes on",
                () -> heard.events().stream().anyMatch(event -> event.channel().equals(OTHER)));
        assertThat(heard.maybeLost()).isEmpty();
        blocked.countDown();
        assertThat(heard.awaitMaybeLost(1, Until.DEADLINE)).containsExactly(FILE);
        announce(node, FILE, 101);
        Until.holds("it goes on", () -> numbersOf(FILE).contains(101));

        assertThat(numbersOf(FILE)).isEqualTo(keptThen(11, 101));
        assertThat(heard.maybeLost()).hasSize(1);
    }

    @Test
    @Tag("P9")
    void theBytesThatWaitAreBoundedOverAllChannels() {
        NodeParts node = node(10_000, 1L << 20);
        CountDownLatch blocked = new CountDownLatch(1);
        heard.during(event -> {
            if (event.channel().equals(FILE)) {
                await(blocked);
            }
        });
        for (int i = 1; i <= 40; i++) {
            Concurrently.await(node.eventLog()
                    .append(BusEvents.content(FILE, "\"" + "x".repeat(50_000) + "\""), Retention.DEFAULT, null));
        }
        // As above: for something small there is still room.
        announce(node, OTHER, 1_000);
        Until.holds(
                "the other channel goes on",
                () -> heard.events().stream().anyMatch(event -> event.channel().equals(OTHER)));
        blocked.countDown();
        heard.awaitMaybeLost(1, Until.DEADLINE);

        assertThat(heard.events())
                .filteredOn(event -> event.channel().equals(FILE))
                .hasSizeBetween(1, 22);
        assertThat(heard.maybeLost()).containsOnly(FILE);
    }

    private List<Integer> numbersOf(Channel channel) {
        return heard.events().stream()
                .filter(event -> event.channel().equals(channel))
                .map(BusEvents::number)
                .toList();
    }

    private static List<Integer> keptThen(int kept, int last) {
        return Stream.concat(IntStream.rangeClosed(1, kept).boxed(), Stream.of(last))
                .toList();
    }

    // ---- poison ----

    static Stream<String> poison() {
        return Stream.of("", "e", "e{}", "e1", "v", "v[", "s", "s{}", "p", "l{", "z", "\u0000", "\u00ff\u00fe", "{}");
    }

    @ParameterizedTest
    @MethodSource("poison")
    void whatCannotBeReadBreaksNothing(String message) {
        NodeParts node = node(10_000, 64L << 20);
        server.client().call("PUBLISH", NAME, message.getBytes(StandardCharsets.ISO_8859_1));
        announce(node, FILE, 1);
        Until.holds("what is behind it arrives", () -> numbersOf(FILE).equals(List.of(1)));

        // Only what may stand for an event of the log makes the log be asked.
        assertThat(heard.maybeLost()).hasSize(message.startsWith("e") ? 1 : 0);
        assertThat(node.bus().unreadable()).isEqualTo(message.matches("[evs].*") ? 1 : 0);
    }

    @Test
    void anEventOfTheLogThatWasBrokenOnItsWayIsReadFromTheLog() {
        NodeParts node = node(10_000, 64L << 20);
        Concurrently.await(node.eventLog().append(BusEvents.content(FILE, 1), Retention.DEFAULT, null));
        heard.await(1, Until.DEADLINE);
        byte[] whole = server.client().bytes("LINDEX", "bush:events:file:file_a", 0);
        Stream.iterate(1, cut -> cut < whole.length, cut -> cut + 1).forEach(cut -> {
            byte[] part = Arrays.copyOf(whole, cut);
            server.client().call("PUBLISH", NAME, part);
        });
        announce(node, FILE, 2);
        Until.holds("what is behind it arrives", () -> numbersOf(FILE).contains(2));

        assertThat(numbersOf(FILE)).containsExactly(1, 2);
        assertThat(heard.maybeLost()).hasSize(whole.length - 1).containsOnly(FILE);
        assertThat(node.bus().unreadable()).isEqualTo(whole.length - 1);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
