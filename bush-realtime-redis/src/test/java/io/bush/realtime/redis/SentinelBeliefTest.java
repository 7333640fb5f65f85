package io.bush.realtime.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.AppendResult;
import io.bush.realtime.it.redis.EachRedis;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.Until;
import io.bush.realtime.it.redis.binary.RedisBinary;
import io.bush.realtime.it.redis.binary.RedisLine;
import io.bush.realtime.redis.kit.BusEvents;
import io.bush.realtime.redis.kit.FakeSentinel;
import io.bush.realtime.testkit.Concurrently;
import io.bush.realtime.time.NodeRuntime;
import io.bush.realtime.time.SystemTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which Sentinel is believed when they do not agree, and which master is not. */
@EachRedis(RedisLine.RECENT)
@Tag("P10")
@Tag("section-6")
class SentinelBeliefTest {

    private static final Channel FILE = new Channel("file", "file_a");
    /** The Sentinels are not asked again while a test runs, but for a reason. */
    private static final RedisTiming SELDOM = new RedisTiming(
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            RedisTiming.DEFAULT.probe(),
            RedisTiming.DEFAULT.probeAnswer(),
            RedisTiming.DEFAULT.linger(),
            Duration.ofMinutes(1),
            RedisTiming.DEFAULT.topologyRefresh());

    /** Nobody is taken for gone because the machine stood still, whom lettuce itself counts the time of. */
    private static final RedisTiming PATIENT =
            Topologies.QUICK.withDeadlines(Duration.ofSeconds(30), Duration.ofSeconds(10));

    private static final Duration BEFORE_THE_NEXT_POLL = Duration.ofSeconds(40);
    /** Who says nothing is not waited for long. */
    private static final RedisTiming SHORT =
            Topologies.QUICK.withDeadlines(Duration.ofMillis(250), RedisTiming.DEFAULT.command());

    private final RedisBinary binary;
    private final SystemTime time = SystemTime.start(2);
    /** While this is set nodes wait twenty times as long for whatever they wait for. */
    private volatile boolean stretched;

    private final NodeRuntime runtime = new NodeRuntime(
            time,
            (delay, task) -> time.schedule(stretched ? delay.multipliedBy(20) : delay, task),
            time.executor(),
            time.runtime().random());
    /** Everything that was opened, newest first. */
    private final List<AutoCloseable> opened = new ArrayList<>(List.of(time));

    SentinelBeliefTest(RedisBinary binary) {
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

    private Backplane node(RedisTiming timing, @Nullable RedisCredentials login, FakeSentinel... sentinels) {
        RedisTopology topology = new RedisTopology.Sentinel(
                "bush",
                Topologies.addresses(
                        Stream.of(sentinels).map(FakeSentinel::port).toList()),
                0,
                login);
        return opened(
                RedisBackplane.with(RedisSettings.over(topology).with(timing)).create(runtime));
    }

    private Backplane node(FakeSentinel... sentinels) {
        return node(Topologies.QUICK, null, sentinels);
    }

    private RedisServer server() {
        return opened(RedisServer.start(binary));
    }

    private FakeSentinel sentinel() {
        return opened(new FakeSentinel());
    }

    private static boolean works(Backplane node) {
        try {
            return node.eventLog()
                            .heads(List.of(FILE), Retention.DEFAULT)
                            .toCompletableFuture()
                            .get(60, TimeUnit.SECONDS)
                            .size()
                    == 1;
        } catch (ExecutionException e) {
            return false;
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("no answer", e);
        }
    }

    /** As a node says a change of access. */
    private static boolean changesAccess(Backplane node) {
        EventContent change = BusEvents.content(new Channel(ChannelTypes.CONTROL, "access"), 1);
        return Concurrently.await(node.eventLog().append(change, Retention.DEFAULT, null))
                instanceof AppendResult.Stored;
    }

    private static boolean knows(RedisServer server) {
        return server.client().number("EXISTS", "{bush:events:file:file_a}:head") == 1;
    }

    @Test
    void theSentinelThatKnowsOfTheNewestFailOverIsBelieved() {
        RedisServer old = server();
        RedisServer master = server();
        // Who knows better has to answer in time, also on a busy machine.
        stretched = true;
        Backplane node = node(
                PATIENT,
                null,
                sentinel().names(5, old.port()),
                sentinel().names(7, master.port()),
                sentinel().names(6, old.port()));

        Until.holds("it works", () -> works(node));
        stretched = false;
        assertThat(knows(master)).isTrue();
        assertThat(knows(old)).isFalse();
    }

    @Test
    void whoIsSilentIsNotWaitedForAndWhoIsGoneNotAtAll() {
        RedisServer master = server();
        FakeSentinel gone = sentinel();
        gone.close();
        Backplane node = node(sentinel().isSilent(), sentinel().names(1, master.port()), gone);

        Until.holds("it works", () -> works(node));
    }

    @Test
    void aMasterThatWasReplacedIsNotGoneBackTo() {
        RedisServer old = server();
        RedisServer master = server();
        FakeSentinel behind = sentinel().names(7, master.port());
        FakeSentinel knowing = sentinel().names(7, master.port());
        Backplane node = node(behind, knowing);
        Until.holds("it works", () -> works(node));
        behind.names(5, old.port());

        knowing.isSilent();
        master.kill();
        Until.holds("an outage", () -> !works(node));
        assertThat(knows(old)).isFalse();
        knowing.names(8, old.port());

        Until.holds("the other is the master by a newer fail-over", () -> works(node));
        assertThat(knows(old)).isTrue();
    }

    @Test
    void whoIsNamedButSaysThatItIsNoMasterIsNotUsed() {
        RedisServer master = server();
        RedisServer replica = server();
        replica.client().text("REPLICAOF", "127.0.0.1", master.port());
        FakeSentinel sentinel = sentinel().names(1, replica.port());

        assertThatThrownBy(() -> node(PATIENT, null, sentinel))
                .isInstanceOf(RedisStartException.class)
                .hasMessageContaining("which says that it is no master");
    }

    @Test
    void aNodeThatIsConnectedFollowsWhenTheSentinelsNameAnother() {
        RedisServer old = server();
        RedisServer master = server();
        FakeSentinel sentinel = sentinel().names(1, old.port());
        Backplane node = node(sentinel);
        Until.holds("it works", () -> works(node));
        assertThat(knows(old)).isTrue();
        sentinel.names(2, master.port());

        Until.holds("it followed", () -> works(node) && knows(master));
    }

    @Test
    @Tag("P6")
    void whoeverSaysAChangeOfAccessLooksWhetherWhatTookItIsStillTheMaster() {
        RedisServer old = server();
        RedisServer master = server();
        FakeSentinel sentinel = sentinel().names(1, old.port());
        Backplane node = node(SELDOM, null, sentinel);
        Until.holds("it works", () -> works(node));
        sentinel.names(2, master.port());
        Until.holds("it is said", () -> changesAccess(node));

        Until.holds(BEFORE_THE_NEXT_POLL, "it followed", () -> works(node) && knows(master));
    }

    @Test
    void sentinelsThatAreTooSlowAtFirstAreAskedAgainBeforeTheStartFails() {
        RedisServer master = server();
        FakeSentinel sentinel = sentinel().isSilentAtFirst().names(1, master.port());

        Backplane node = node(SHORT, null, sentinel);

        Until.holds("it works", () -> works(node));
        Until.holds("asked again", () -> sentinel.asked() > 1);
    }

    @Test
    void aNameNoSentinelKnowsAndAPasswordTheyDoNotTakeFailTheStartByTheirNames() {
        assertThatThrownBy(() -> node(PATIENT, null, sentinel().namesNobody()))
                .isInstanceOf(RedisStartException.class)
                .hasMessage("redis.topology.master is \"bush\": no Sentinel knows a master named \"bush\"");
        assertThatThrownBy(() -> node(PATIENT, null, sentinel().refuses()))
                .isInstanceOf(RedisStartException.class)
                .hasMessageContaining("redis.topology.sentinelCredentials is null")
                .hasMessageContaining("NOAUTH");
    }

    @Test
    void whatIsWrongIsToldAlsoWhenTheFirstTryWasTooSlowToTellIt() {
        assertThatThrownBy(() -> node(SHORT, null, sentinel().isSilentAtFirst().refuses()))
                .isInstanceOf(RedisStartException.class)
                .hasMessageContaining("redis.topology.sentinelCredentials is null")
                .hasMessageContaining("NOAUTH");
    }
}
