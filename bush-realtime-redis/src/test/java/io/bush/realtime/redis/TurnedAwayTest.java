package io.bush.realtime.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.redis.kit.Doorkeeper;
import io.bush.realtime.time.SystemTime;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is turned away at the door is told the reason the server gives, although it is often lost on the way. */
@Tag("P10")
@Tag("section-6")
class TurnedAwayTest {

    private static final String MAXCLIENTS = "-ERR max number of clients reached\r\n";

    private static void create(RedisSettings settings) {
        try (SystemTime time = SystemTime.start(2)) {
            RedisBackplane.with(settings).create(time.runtime()).close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void theReasonIsWhatTheServerSaysInTheEndAndNotHowItsWordWasLost(int silent) {
        try (Doorkeeper door = new Doorkeeper(silent, MAXCLIENTS)) {
            RedisSettings settings =
                    RedisSettings.of("redis://127.0.0.1:" + door.port()).with(Topologies.UNHURRIED);

            assertThatThrownBy(() -> RedisPublisher.open(settings, ChannelTypes.defaults()))
                    .isInstanceOf(RedisStartException.class)
                    .hasMessageContaining("just now")
                    .hasMessageContaining("max number of clients")
                    .hasMessageContaining("START_DEGRADED");
            assertThatThrownBy(() -> create(settings))
                    .isInstanceOf(RedisStartException.class)
                    .hasMessageContaining("max number of clients");
            assertThat(door.turnedAway()).isGreaterThan(silent);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "rediss"})
    void aServerThatNeverSaysAWordIsNamedAsThatAndIsNoWrongSetting(String scheme) {
        try (Doorkeeper door = new Doorkeeper(Integer.MAX_VALUE, "")) {
            // A try that takes too long says nothing of the server, and the six are counted anew.
            RedisSettings settings =
                    RedisSettings.of(scheme + "://127.0.0.1:" + door.port()).with(Topologies.UNHURRIED);

            assertThatThrownBy(() -> create(settings))
                    .isInstanceOf(RedisStartException.class)
                    .hasMessageContaining("just now (the server closed the connection before a word of it arrived")
                    .hasMessageContaining("maxclients")
                    .hasMessageContaining("START_DEGRADED");
            assertThat(door.turnedAway()).isBetween(6, 24);
        }
    }
}
