package io.bush.realtime.redis.internal.command;

import static io.bush.realtime.testkit.Concurrently.await;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.it.redis.EachRedis;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.Until;
import io.bush.realtime.it.redis.binary.RedisBinary;
import io.bush.realtime.it.redis.wire.TcpRelay;
import io.bush.realtime.redis.internal.bus.RedisBus;
import io.bush.realtime.redis.internal.command.RedisFailure.Kind;
import io.bush.realtime.redis.internal.command.RedisFailure.Outcome;
import io.bush.realtime.redis.kit.NodeParts;
import io.bush.realtime.redis.kit.Promptly;
import io.bush.realtime.testkit.Concurrently;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** At most once, in order, in time, and with a true word about what happened. */
@EachRedis
class RedisCommandsTest {

    private static final Script COUNT = Script.load(RedisCommandsTest.class, "count.lua");
    private static final Script COUNT_READING = Script.loadReading(RedisCommandsTest.class, "count.lua");
    private static final Script PUSH = Script.load(RedisCommandsTest.class, "push.lua");
    private static final Script PUSH_WITHOUT_ORDER = Script.loadReading(RedisCommandsTest.class, "push.lua");

    private static final RedisBus.Settings PROBED_ONCE = new RedisBus.Settings(
            ofSeconds(20), Duration.ofHours(1), Duration.ofHours(1), ofSeconds(1), 100_000, 64L << 20, 10_000);

    private final RedisBinary binary;
    /** Everything that was opened, newest first. */
    private final List<AutoCloseable> opened = new ArrayList<>();

    RedisCommandsTest(RedisBinary binary) {
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

    /** The link is probed when it is made, by a script too; no other probe comes while a test runs. */
    private NodeParts probedOnce(RedisServer server, int port, RedisCommands.Limits limits) {
        NodeParts node = opened(NodeParts.on(port, limits, PROBED_ONCE));
        Until.holds("it is probed", () -> calls(server, "publish") >= 1);
        return node;
    }

    /** Counts until it works: on a busy machine a second is not long. */
    private static void works(NodeParts node) {
        Until.holds("it works", () -> failureOrNull(count(node)) == null);
    }

    @Test
    void aScriptIsSentWholeOnlyWhenTheServerDoesNotKnowIt() {
        RedisServer server = server();
        NodeParts node = probedOnce(server, server.port(), NodeParts.UNHURRIED);
        for (int i = 1; i <= 10; i++) {
            assertThat(await(count(node))).containsExactly((long) i);
        }
        server.client().call("SCRIPT", "FLUSH");
        assertThat(await(count(node))).containsExactly(11L);

        assertThat(calls(server, "eval")).as("the probe's and two of these").isEqualTo(3);
    }

    @Test
    @Tag("P4")
    void callsForOneKeyKeepTheirOrderAlsoWhenTheServerForgetsTheScriptAndLearnsItFromSomebodyElse() throws Exception {
        RedisServer server = server();
        NodeParts node = opened(NodeParts.on(server.port()));

        assertThat(pushedWhileForgetting(server, node, PUSH)).isSorted().hasSize(3_000);
    }

    @Test
    void theSameWithoutOrderIsOvertakenSoThatTheTestWouldNoticeIt() throws Exception {
        RedisServer server = server();
        NodeParts node = opened(NodeParts.on(server.port()));
        boolean overtaken = false;
        for (int i = 0; i < 50 && !overtaken; i++) {
            List<Integer> pushed = pushedWhileForgetting(server, node, PUSH_WITHOUT_ORDER);
            overtaken = !pushed.equals(pushed.stream().sorted().toList());
            server.client().call("DEL", "pushed");
        }

        assertThat(overtaken).isTrue();
    }

    private static List<Integer> pushedWhileForgetting(RedisServer server, NodeParts node, Script push)
            throws Exception {
        Thread forgetting = new Thread(() -> {
            try (var other = server.connect()) {
                while (!Thread.currentThread().isInterrupted()) {
                    other.call("SCRIPT", "FLUSH");
                    other.call("EVAL", push.text(), 1, "elsewhere", "x");
                }
            }
        });
        forgetting.start();
        for (int round = 0; round < 60; round++) {
            List<CompletionStage<?>> all = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                String number = Integer.toString(100_000 + 50 * round + i);
                all.add(node.commands().run(push, List.of("pushed"), List.of(bytes(number))));
            }
            all.forEach(Concurrently::await);
        }
        forgetting.interrupt();
        forgetting.join();
        return server.client().texts("LRANGE", "pushed", 0, -1).stream()
                .map(Integer::valueOf)
                .toList();
    }

    @Test
    @Tag("P4")
    void whatWasDoneAndNeverAnsweredIsUnknownAndNotDoneAgain() {
        RedisServer server = server();
        TcpRelay relay = opened(TcpRelay.to(server.port()));
        // Nothing else is answered over the connection meanwhile.
        NodeParts node = probedOnce(server, relay.port(), NodeParts.UNHURRIED);
        await(count(node));
        relay.commands().swallowReplies();
        CompletionStage<?> lost = count(node);
        Until.holds("its answer is swallowed", () -> relay.commands().swallowedBytes() > 0);
        assertThat(counted(server)).isEqualTo(2);
        // In this order: the next connection comes at once, and nothing of it may be swallowed.
        relay.commands().heal();
        relay.commands().cut();

        assertThat(failure(lost))
                .extracting(RedisFailure::outcome, RedisFailure::kind)
                .containsExactly(Outcome.UNKNOWN, Kind.CONNECTION_LOST);
        // Until then the next call may meet the old connection in its last moment, and be unknown too.
        Until.holds("another connection", () -> relay.commands().connections() > 0);
        assertThat(await(count(node))).containsExactly(3L);
    }

    @Test
    @Tag("P4")
    void aServerThatStandsStillIsNotWaitedForAndNobodyKnowsWhatItWillDo() {
        RedisServer server = server();
        NodeParts node = probedOnce(server, server.port(), NodeParts.LIMITS);
        works(node);
        long done = counted(server);
        server.pause();
        long before = System.nanoTime();
        RedisFailure failure = Promptly.within(ofSeconds(1), ofMillis(900), () -> failure(count(node)));
        long took = System.nanoTime() - before;
        server.resume();

        assertThat(failure)
                .extracting(RedisFailure::outcome, RedisFailure::kind)
                .containsExactly(Outcome.UNKNOWN, Kind.TIMED_OUT);
        assertThat(Duration.ofNanos(took)).isGreaterThanOrEqualTo(ofMillis(800));
        Until.holds("it is done in the end", () -> counted(server) == done + 1);
    }

    @Test
    @Tag("P10")
    void whatWaitsForAConnectionThatDoesNotComeIsCertainlyNotDone() {
        RedisServer server = server();
        TcpRelay relay = opened(TcpRelay.to(server.port()));
        NodeParts node = opened(NodeParts.on(relay.port()));
        await(count(node));
        relay.refuse();
        relay.all().cut();
        List<CompletionStage<?>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(count(node));
        }
        long unknown = 0;
        for (CompletionStage<?> one : all) {
            unknown += failure(one).outcome() == Outcome.UNKNOWN ? 1 : 0;
        }
        relay.accept();
        node.news().await(2);

        // What was sent before the cut was seen is unknown; everything else was not done.
        assertThat(unknown).isLessThan(20);
        assertThat(node.news().await(2)).startsWith("opened NO_CONNECTION", "closed");
        long done = await(count(node)).get(0) instanceof Long number ? number - 2 : -1;
        assertThat(done).isBetween(0L, unknown);
    }

    @Test
    @Tag("P10")
    void aConnectionThatIsKilledNowAndThenFailsOnlyWhatWasOnItsWay() {
        RedisServer server = server();
        NodeParts node = opened(NodeParts.on(server.port()));
        int done = 0;
        int unknown = 0;
        // More rounds when each of the first killed a connection on which nothing was.
        for (int round = 0; round < 20 || (unknown == 0 && round < 1_000); round++) {
            for (int i = 0; i < 50; i++) {
                CompletionStage<?> call = count(node);
                if (i == 25) {
                    server.client().call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
                }
                @Nullable RedisFailure failure = failureOrNull(call);
                done += failure == null ? 1 : 0;
                if (failure != null) {
                    assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
                    unknown++;
                }
            }
        }

        assertThat(unknown).isBetween(1, 100);
        assertThat(counted(server)).isBetween((long) done, (long) done + unknown);
        assertThat(node.news().all()).isEmpty();
    }

    @Test
    @Tag("P9")
    void moreThanMayBeUnderWayIsRefusedAtOnce() {
        RedisServer server = server();
        NodeParts node = probedOnce(server, server.port(), new RedisCommands.Limits(ofSeconds(20), 100));
        // Behind the probe's answer on the connection, and on whichever lane that is handled: until then it has a
        // place.
        for (int i = 0; i < 64; i++) {
            await(node.commands().run(COUNT, List.of("before-" + i), List.of()));
        }
        server.pause();
        List<CompletionStage<?>> taken = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            taken.add(node.commands().run(COUNT, List.of("key-" + i), List.of()));
        }
        RedisFailure refused = failure(count(node));
        server.resume();

        assertThat(refused)
                .extracting(RedisFailure::outcome, RedisFailure::kind)
                .containsExactly(Outcome.NOT_DONE, Kind.QUEUE_FULL);
        taken.forEach(Concurrently::await);
        assertThat(await(count(node))).containsExactly(1L);
    }

    @Test
    @Tag("P10")
    void anOutageIsNoticedWithoutTrafficAndSoIsTheReturn() {
        RedisServer server = server();
        NodeParts node = opened(NodeParts.on(server.port()));
        server.kill();
        node.news().await(1);
        assertThat(count(node).toCompletableFuture()).isCompletedExceptionally();
        assertThat(failure(count(node)))
                .extracting(RedisFailure::outcome, RedisFailure::kind)
                .containsExactly(Outcome.NOT_DONE, Kind.BREAKER_OPEN);
        server.restart();

        assertThat(node.news().await(2)).startsWith("opened NO_CONNECTION", "closed");
        assertThat(await(count(node))).containsExactly(1L);
    }

    @Test
    @Tag("P10")
    void aServerThatStandsStillIsAnOutageAndItsReturnIsNoticed() {
        RedisServer server = server();
        NodeParts node = probedOnce(server, server.port(), NodeParts.LIMITS);
        works(node);
        server.pause();
        List<CompletionStage<?>> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(node.commands().run(COUNT_READING, List.of("key"), List.of()));
        }
        assertThat(failure(all.get(0)).kind()).isEqualTo(Kind.TIMED_OUT);
        // Who asked so late that others had waited in vain by then may have met the end of the connection, or nobody.
        all.forEach(
                one -> assertThat(failure(one).kind()).isIn(Kind.TIMED_OUT, Kind.CONNECTION_LOST, Kind.BREAKER_OPEN));
        assertThat(node.news().await(1)).containsExactly("opened TIMED_OUT");
        server.resume();

        assertThat(node.news().await(2)).startsWith("opened TIMED_OUT", "closed");
        works(node);
    }

    @Test
    @Tag("P10")
    void overAConnectionThatLostItsOtherEndNobodyWaitsForTheReturn() {
        RedisServer server = server();
        TcpRelay relay = opened(TcpRelay.to(server.port()));
        NodeParts node = opened(NodeParts.on(relay.port(), NodeParts.LIMITS, NodeParts.UNHURRIED_BUS));
        works(node);
        relay.all().swallowRequests();
        for (int i = 0; i < Breaker.FAILURES; i++) {
            node.commands().run(COUNT_READING, List.of("another"), List.of());
        }
        // All of it, or what is written late goes through after the healing; one takes 84 bytes.
        Until.holds("they are swallowed", () -> relay.all().swallowedBytes() >= 84L * Breaker.FAILURES);
        node.news().await(1);
        relay.all().heal();

        assertThat(node.news().await(2)).startsWith("opened TIMED_OUT", "closed");
        works(node);
        assertThat(server.client().number("EXISTS", "another"))
                .as("what was swallowed is not done again")
                .isZero();
    }

    @Test
    void answersComeOnTheNodesThreadsAndNotOnThoseOfTheDriver() {
        NodeParts node = opened(NodeParts.on(server().port()));
        String thread =
                await(count(node).thenApply(reply -> Thread.currentThread().getName()));

        assertThat(thread)
                .satisfiesAnyOf(
                        name -> assertThat(name).startsWith("bush-lane"),
                        // Inline, when it was answered before anybody asked for it.
                        name -> assertThat(name)
                                .isEqualTo(Thread.currentThread().getName()));
    }

    @Test
    @Tag("P11")
    void whatIsUnderWayWhenTheNodeLeavesIsToldSo() {
        RedisServer server = server();
        NodeParts node = opened(NodeParts.on(server.port()));
        await(count(node));
        server.pause();
        CompletionStage<?> sent = count(node);
        CompletionStage<?> behind = count(node);
        node.commands().close();
        server.resume();

        assertThat(failure(sent))
                .extracting(RedisFailure::outcome, RedisFailure::kind)
                .containsExactly(Outcome.UNKNOWN, Kind.CLOSED);
        assertThat(failure(behind))
                .extracting(RedisFailure::outcome, RedisFailure::kind)
                .containsExactly(Outcome.NOT_DONE, Kind.CLOSED);
        assertThat(failure(count(node)).kind()).isEqualTo(Kind.CLOSED);
    }

    private static CompletionStage<List<@Nullable Object>> count(NodeParts node) {
        return node.commands().run(COUNT, List.of("counter"), List.of());
    }

    private static long counted(RedisServer server) {
        return Long.parseLong(server.client().text("GET", "counter"));
    }

    private static long calls(RedisServer server, String command) {
        return server.client()
                .text("INFO", "commandstats")
                .lines()
                .filter(line -> line.startsWith("cmdstat_" + command + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll(".*:calls=(\\d+),.*", "$1")))
                .sum();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static RedisFailure failure(CompletionStage<?> stage) {
        return Objects.requireNonNull(failureOrNull(stage), "expected a failure");
    }

    private static @Nullable RedisFailure failureOrNull(CompletionStage<?> stage) {
        try {
            stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
            return null;
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(RedisFailure.class);
            return (RedisFailure) e.getCause();
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("no answer", e);
        }
    }
}
