package io.bush.realtime.redis.internal.lease;

import static io.bush.realtime.testkit.Concurrently.await;
import static io.bush.realtime.testkit.Concurrently.together;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bush.realtime.it.redis.EachRedis;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.wire.RespClient;
import io.bush.realtime.redis.kit.Stores;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EachRedis
@Tag("contract-3.6")
class LeasesOverNodesTest {

    private static final String ANN = "bush:connections:user_ann";
    private static final int LIMIT = 10;

    private final RedisServer server;
    private Stores one;
    private Stores two;
    private Stores three;
    private RespClient redis;

    LeasesOverNodesTest(RedisServer server) {
        this.server = server;
    }

    @BeforeEach
    void open() {
        one = new Stores(server);
        two = one.another();
        three = one.another();
        redis = RespClient.connect(server.port());
    }

    @AfterEach
    void close() {
        List.of(one, two, three).forEach(Stores::close);
        redis.close();
    }

    private static boolean acquire(Stores node, String connection) {
        return await(node.connectionLeases().acquire("user_ann", connection, LIMIT));
    }

    private static int count(Stores node) {
        return await(node.connectionLeases().count("user_ann"));
    }

    /** Time passes everywhere, but the clocks of nodes that are not named stand still. */
    private void pass(long seconds, Stores... alive) {
        for (long i = 0; i < seconds; i++) {
            one.pass(Duration.ofSeconds(1));
            for (Stores node : alive) {
                node.clock().advance(Duration.ofSeconds(1));
            }
        }
    }

    private void tenOf(Stores node) {
        for (int i = 1; i <= LIMIT; i++) {
            assertThat(acquire(node, "conn_" + i)).isTrue();
        }
    }

    // ---- exactly ----

    @Test
    @Tag("P9")
    void ofElevenThatConnectAtOnceToThreeNodesTenAreTaken() {
        List<Stores> nodes = List.of(one, two, three);
        for (int race = 0; race < 100; race++) {
            String user = "user_" + race;
            AtomicInteger next = new AtomicInteger();
            List<Boolean> taken = together(11, () -> {
                int mine = next.getAndIncrement();
                return await(nodes.get(mine % 3).connectionLeases().acquire(user, "conn_" + mine, LIMIT));
            });

            assertThat(taken).as(user).containsOnlyOnce(false);
            assertThat(await(two.connectionLeases().count(user))).as(user).isEqualTo(LIMIT);
        }
    }

    @Test
    void whatOneNodeGivesBackAnotherTakes() {
        tenOf(one);
        assertThat(acquire(two, "conn_11")).isFalse();
        one.connectionLeases().release("user_ann", "conn_1");

        assertThat(acquire(two, "conn_11")).isTrue();
        assertThat(count(three)).isEqualTo(LIMIT);
    }

    // ---- as time passes ----

    @Test
    void aLeaseLastsAsLongAsItsNodeRenewsIt() {
        tenOf(one);
        pass(300, one, two);

        assertThat(count(two)).isEqualTo(LIMIT);
        assertThat(acquire(two, "conn_11")).isFalse();
    }

    @Test
    void leasesOfANodeThatIsSilentForTenSecondsDoNotCount() {
        tenOf(one);
        pass(9, two);
        assertThat(acquire(two, "conn_11")).isFalse();
        pass(3, two);

        assertThat(acquire(two, "conn_11")).isTrue();
        assertThat(count(two)).isEqualTo(1);
        for (int i = 12; i <= 20; i++) {
            assertThat(acquire(two, "conn_" + i)).isTrue();
        }
        assertThat(acquire(two, "conn_21")).isFalse();
    }

    @Test
    void theSlotsOfADeadNodeAreGoneAfterAMinute() {
        tenOf(one);
        pass(61, two);

        assertThat(acquire(two, "conn_11")).isTrue();
        assertThat(redis.number("ZCARD", ANN)).isEqualTo(1);
    }

    @Test
    void aNodeThatWasOnlySlowCountsAgain() {
        tenOf(one);
        pass(12, two);
        assertThat(acquire(two, "conn_11")).isTrue();
        one.clock().advance(Duration.ofSeconds(12));
        pass(3, one, two);

        assertThat(count(two)).isEqualTo(LIMIT + 1);
        assertThat(acquire(two, "conn_12")).isFalse();
        assertThat(acquire(one, "conn_3")).isTrue();
    }

    @Test
    void whatRedisLosesIsThereAgainWithTheNextRenewal() {
        tenOf(one);
        redis.call("FLUSHALL");
        assertThat(count(two)).isZero();
        pass(24, one, two);

        assertThat(count(two)).isEqualTo(LIMIT);
        assertThat(acquire(two, "conn_11")).isFalse();
    }

    // ---- when the clock of Redis leaps, as of a machine that was put aside ----

    @ParameterizedTest
    @ValueSource(longs = {-5, 5, 15, 50})
    void aLeapOfTheClockOfRedisMakesNobodySilent(long seconds) {
        tenOf(one);
        pass(1, one, two);
        one.pass(Duration.ofSeconds(seconds));
        for (int i = 0; i < 3; i++) {
            assertThat(acquire(one, "conn_11")).isFalse();
            assertThat(acquire(two, "conn_12")).isFalse();
            assertThat(count(two)).isEqualTo(LIMIT);
            pass(1, two);
            // When it has said that it is there and the other has not yet.
            assertThat(acquire(two, "conn_12")).isFalse();
            assertThat(count(two)).isEqualTo(LIMIT);
            one.clock().advance(Duration.ofSeconds(1));
        }
        pass(9, one, two);

        assertThat(acquire(two, "conn_12")).isFalse();
        assertThat(count(two)).isEqualTo(LIMIT);
    }

    @ParameterizedTest
    @ValueSource(longs = {70, 3_600})
    void leasesThatALeapHasEndedAreThereAgainWithTheNextBeat(long seconds) {
        tenOf(one);
        pass(1, one, two);
        one.pass(Duration.ofSeconds(seconds));
        assertThat(count(two)).isZero();
        pass(3, one, two);

        assertThat(count(two)).isEqualTo(LIMIT);
        assertThat(acquire(two, "conn_11")).isFalse();
    }

    @Test
    void aNodeThatDiedIsSilentAlsoAfterALeap() {
        tenOf(one);
        pass(1, one, two);
        one.pass(Duration.ofSeconds(15));
        pass(12, two);

        assertThat(acquire(two, "conn_11")).isTrue();
        assertThat(count(two)).isEqualTo(1);
    }

    // ---- when Redis cannot be asked ----

    @Test
    @Tag("P10")
    void whoCouldNotAskCountsWhenRedisIsThereAgain() {
        one.gate().shut();
        assertThatThrownBy(() -> acquire(one, "conn_1")).rootCause().hasMessage("the gate is shut");
        assertThatThrownBy(() -> acquire(one, "conn_2")).rootCause().hasMessage("the gate is shut");
        one.connectionLeases().release("user_ann", "conn_2");
        pass(30, one, two);
        one.gate().open();
        assertThat(count(two)).isZero();
        pass(3, one, two);

        assertThat(count(two)).isEqualTo(1);
        assertThat(redis.texts("ZRANGE", ANN, 0, -1)).singleElement().asString().endsWith(":conn_1");
    }

    @Test
    void whoGivesBackBeforeTheAnswerHoldsNothing() {
        one.gate().hold("take.lua");
        CompletionStage<Boolean> answer = one.connectionLeases().acquire("user_ann", "conn_1", LIMIT);
        one.connectionLeases().release("user_ann", "conn_1");
        one.gate().letGo();

        assertThat(await(answer)).isTrue();
        assertThat(count(two)).isZero();
        pass(30, one, two);
        assertThat(count(two)).isZero();
        assertThat(one.connectionLeases().users()).isZero();
    }

    @Test
    void whoGivesBackWhileItIsRenewedHoldsNothing() {
        tenOf(one);
        one.gate().hold("renew.lua");
        one.clock().advance(Duration.ofSeconds(21));
        one.connectionLeases().release("user_ann", "conn_1");
        // The renewal is done only now, behind the release.
        redis.call("ZADD", ANN, 1L << 50, memberOf("conn_1"));
        one.gate().letGo();

        assertThat(count(one)).isEqualTo(LIMIT - 1);
    }

    private String memberOf(String connection) {
        return redis.texts("ZRANGE", ANN, 0, -1).get(0).replaceAll(":.*", ":" + connection);
    }

    // ---- the end ----

    @Test
    @Tag("P11")
    void aNodeThatEndsLeavesNothing() {
        tenOf(one);
        acquire(two, "conn_other");
        List.of(one, two, three).forEach(node -> await(node.connectionLeases().close()));

        assertThat(redis.texts("KEYS", "*")).isEmpty();
        assertThat(one.clock().pending()).isZero();
        assertThatThrownBy(() -> acquire(one, "conn_1")).hasRootCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> count(one)).hasRootCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void noKeyStaysForEver() {
        tenOf(one);
        pass(25, one);

        assertThat(redis.texts("KEYS", "*"))
                .containsExactlyInAnyOrder(ANN, "bush:nodes")
                .allSatisfy(key -> assertThat(redis.number("PTTL", key)).isPositive());
    }

    // ---- what somebody else wrote ----

    @Test
    void whatIsNotOursEndsInTime() {
        redis.call("ZADD", ANN, 1, "old", 1L << 60, "stranger");
        redis.call("ZADD", "bush:nodes", 5, "odd:node", "-inf", "older");

        assertThat(acquire(one, "conn_1")).isTrue();
        assertThat(count(one)).isEqualTo(1);
        assertThat(await(two.connectionLeases().acquire("user_ann", "conn_2", 2)))
                .isTrue();
        pass(61, one, two);
        assertThat(count(one)).isEqualTo(2);
    }

    @Test
    void aKeyOfAnotherKindIsNamed() {
        redis.call("SET", ANN, "x");
        assertThatThrownBy(() -> acquire(one, "conn_1"))
                .rootCause()
                .message()
                .startsWith("WRONGTYPE")
                .contains(ANN);
        assertThatThrownBy(() -> count(one))
                .rootCause()
                .message()
                .startsWith("WRONGTYPE")
                .contains(ANN);
        redis.call("DEL", ANN, "bush:nodes");
        redis.call("SET", "bush:nodes", "x");
        assertThatThrownBy(() -> await(new Heartbeat(one.scripts(), one.keys(), one.clock(), "n").beat()))
                .rootCause()
                .message()
                .startsWith("WRONGTYPE")
                .contains("bush:nodes");
        redis.call("DEL", "bush:nodes");
    }
}
