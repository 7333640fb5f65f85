package io.bush.realtime.redis.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.AppendResult;
import io.bush.realtime.it.redis.EachRedis;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.Until;
import io.bush.realtime.it.redis.binary.RedisBinary;
import io.bush.realtime.it.redis.wire.RespClient;
import io.bush.realtime.redis.internal.command.RedisFailure.Kind;
import io.bush.realtime.redis.internal.command.RedisFailure.Outcome;
import io.bush.realtime.redis.kit.BusEvents;
import io.bush.realtime.redis.kit.NodeParts;
import io.bush.realtime.testkit.Concurrently;
import io.bush.realtime.testkit.RecordingBusListener;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each error of a server alone: what it means for a publish, and whether the server is still asked. */
@EachRedis
@Tag("P10")
@Tag("section-6")
class TroublesTest {

    private static final Channel FILE = new Channel("file", "file_a");
    private static final Channel OTHER = new Channel("file", "file_b");

    private final RedisBinary binary;
    /** Everything that was opened, newest first. */
    private final List<AutoCloseable> opened = new ArrayList<>();

    TroublesTest(RedisBinary binary) {
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

    private static AppendResult append(NodeParts node, Channel channel, int number) {
        return Concurrently.await(node.eventLog().append(BusEvents.content(channel, number), Retention.DEFAULT, null));
    }

    /** What is known of an append that was not stored. */
    private static RedisFailure failure(AppendResult result) {
        Throwable cause = null;
        if (result instanceof AppendResult.NotSent notSent) {
            cause = notSent.cause();
        } else if (result instanceof AppendResult.Unknown unknown) {
            cause = unknown.cause();
        }
        assertThat(cause).as(result.toString()).isInstanceOf(RedisFailure.class);
        return (RedisFailure) cause;
    }

    private static void isNotSent(AppendResult result, Trouble trouble) {
        assertThat(failure(result))
                .extracting(RedisFailure::outcome, RedisFailure::kind)
                .containsExactly(Outcome.NOT_DONE, trouble.kind);
    }

    /**
     * Certainly not sent; or on its way while the connection was closed, as one to a server of the wrong kind is, and every one
     * when the breaker opens, which a probe that fails may make it do at any moment.
     */
    private static void isRefused(RedisFailure failure, Trouble trouble) {
        if (trouble.isOutage() && failure.kind() == Kind.CONNECTION_LOST) {
            assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        } else {
            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_DONE);
            assertThat(failure.kind()).isIn(trouble.kind, Kind.BREAKER_OPEN);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("P4")
    void nothingIsStoredAndThatIsSaidUntilTheServerIsWellAgain(Trouble trouble) {
        RedisServer server = opened(trouble.start(binary));
        RespClient redis = opened(server.connect());
        NodeParts node = opened(NodeParts.on(server.port()));
        RecordingBusListener heard = new RecordingBusListener();
        node.bus().listen(heard);
        Concurrently.await(node.bus().subscribe(FILE));
        trouble.provoke(server, redis);
        List<RedisFailure> failures = new ArrayList<>();
        for (int i = 0; i < 2 * Breaker.FAILURES; i++) {
            failures.add(failure(append(node, FILE, i)));
        }
        if (trouble.isOutage()) {
            Until.holds("the breaker is open", () -> node.news().all().contains("opened " + trouble.kind));
        }
        trouble.mend(server, redis);
        Until.holds("it is well again", () -> append(node, FILE, 100) instanceof AppendResult.Stored);
        heard.await(1, Until.DEADLINE);

        assertThat(failures)
                .allSatisfy(failure -> isRefused(failure, trouble))
                .extracting(RedisFailure::kind)
                .contains(trouble.kind);
        assertThat(heard.events()).extracting(BusEvents::number).containsOnly(100);
        if (trouble.isOutage()) {
            // The wrong server is told of as well, and more than once: a number says nothing.
            Until.holds("the return is told", () -> node.news().all().contains("closed"));
            assertThat(node.news().all()).contains("opened " + trouble.kind);
        } else {
            assertThat(node.news().all()).isEmpty();
        }
        assertThat(node.news().all().contains("wrong server")).isEqualTo(trouble.kind == Kind.READ_ONLY);
    }

    @Test
    @Tag("P4")
    void withoutMemoryWhatIsVolatileStillGoesThroughAndReadingWorks() {
        RedisServer server = server();
        NodeParts node = opened(NodeParts.on(server.port()));
        RecordingBusListener heard = new RecordingBusListener();
        node.bus().listen(heard);
        Concurrently.await(node.bus().subscribe(FILE));
        append(node, FILE, 1);
        heard.await(1, Until.DEADLINE);
        Trouble.OOM.provoke(server, server.client());
        isNotSent(append(node, FILE, 2), Trouble.OOM);
        Concurrently.await(node.bus().announce(BusEvents.announcement(FILE, 3)));

        assertThat(heard.await(2, Until.DEADLINE)).extracting(BusEvents::number).containsExactly(1, 3);
        assertThat(Concurrently.await(node.eventLog().heads(List.of(FILE), Retention.DEFAULT)))
                .singleElement()
                .satisfies(head -> assertThat(head.offset()).isEqualTo(1));
    }

    @Test
    void aKeyThatIsSomebodyElsesHurtsItsOwnChannelOnlyAndIsNamed() {
        RedisServer server = server();
        NodeParts node = opened(NodeParts.on(server.port()));
        Trouble.WRONGTYPE.provoke(server, server.client());
        AppendResult refused = append(node, FILE, 1);

        assertThat(append(node, OTHER, 2)).isInstanceOf(AppendResult.Stored.class);
        isNotSent(refused, Trouble.WRONGTYPE);
        assertThat(failure(refused)).hasMessageContaining("bush:events:file:file_a");
    }

    @Test
    @Tag("P4")
    void whatAScriptMayNotDoInTheMiddleIsOfUnknownOutcome() {
        RedisServer server = server();
        NodeParts node = opened(NodeParts.on(server.port()));
        server.client().call("ACL", "SETUSER", "default", "-publish");
        AppendResult result = append(node, FILE, 1);

        assertThat(failure(result))
                .extracting(RedisFailure::outcome, RedisFailure::kind)
                .containsExactly(Outcome.UNKNOWN, Kind.FORBIDDEN);
        assertThat(server.client().number("LLEN", "bush:events:file:file_a"))
                .as("it was stored before it could not be announced")
                .isEqualTo(1);
        assertThat(node.news().all()).isEmpty();
    }

    @Test
    void aServerThatTakesNoMoreClientsIsAnOutageOnceTheConnectionIsLost() {
        RedisServer server = server();
        RespClient redis = opened(server.connect());
        NodeParts node = opened(NodeParts.on(server.port()));
        redis.call("CONFIG", "SET", "maxclients", "1");
        redis.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        redis.call("CLIENT", "KILL", "TYPE", "pubsub");
        assertThat(node.news().await(1)).containsExactly("opened NO_CONNECTION");
        redis.call("CONFIG", "SET", "maxclients", "1000");

        assertThat(node.news().await(2)).containsExactly("opened NO_CONNECTION", "closed");
        assertThat(append(node, FILE, 1)).isInstanceOf(AppendResult.Stored.class);
    }
}
