package io.bush.realtime.it.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bush.realtime.it.redis.binary.RedisBinaries;
import io.bush.realtime.it.redis.binary.RedisBinary;
import io.bush.realtime.it.redis.binary.RedisLine;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@EachRedis
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EachRedisTest {

    private static final Set<RedisLine> SEEN = EnumSet.noneOf(RedisLine.class);
    private static long shared;

    private final RedisServer redis;

    EachRedisTest(RedisServer redis) {
        this.redis = redis;
    }

    @Test
    @Order(1)
    void handsOutAServerThatRuns() {
        SEEN.add(redis.binary().line().orElseThrow());
        shared = redis.pid();

        assertThat(redis.client().text("SET", "left", "behind")).isEqualTo("OK");
    }

    @Test
    @Order(2)
    void emptiesItBeforeTheNextTestButDoesNotStartAnother() {
        assertThat(redis.client().number("DBSIZE")).isZero();
        assertThat(redis.pid()).isEqualTo(shared);
    }

    @Test
    @Order(3)
    void handsTheBinaryOfTheSameLineToAMethod(RedisBinary binary) {
        assertThat(binary).isEqualTo(redis.binary());
    }

    @Nested
    class InsideAnotherClass {

        @Test
        void theServerIsTheSame(RedisServer again) {
            assertThat(again).isSameAs(redis);
        }
    }

    @AfterAll
    static void eachLineThereIsHadItsTurn() {
        for (RedisLine line : SEEN) {
            assertThat(RedisBinaries.of(line)).isPresent();
        }
        assertThat(SEEN).isNotEmpty();
    }

    @EachRedis(RedisLine.OLDEST)
    private static final class OnlyTheOldest {}

    @Test
    void someLinesAreEnoughUnlessAllAreAskedFor() {
        EachRedis one = OnlyTheOldest.class.getAnnotation(EachRedis.class);
        EachRedis each = EachRedisTest.class.getAnnotation(EachRedis.class);

        assertThat(EachLine.lines(one, "")).containsExactly(RedisLine.OLDEST);
        assertThat(EachLine.lines(each, "")).containsExactly(RedisLine.values());
        assertThat(EachLine.lines(one, "all")).containsExactly(RedisLine.values());
        assertThat(EachLine.lines(each, "one")).containsExactly(RedisLine.RECENT);
        assertThat(EachLine.lines(one, "one")).containsExactly(RedisLine.OLDEST);
    }

    @Nested
    class WithoutAServer {

        private final SharedRedis absent = new SharedRedis("Redis 0", null);

        @Test
        void theTestsAreSkippedUnlessServersAreRequired() {
            assertThat(absent.decide(false).isDisabled()).isTrue();
            assertThat(absent.decide(false).getReason().orElseThrow()).contains("Redis 0", "no redis-server");
            assertThat(absent.decide(true).isDisabled()).isFalse();
        }

        @Test
        void theTestsFailWhenServersAreRequired() {
            assertThatThrownBy(absent::present)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("Redis 0 is required");
        }
    }
}
