package io.bush.realtime.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.internal.connection.Liveness.Due;
import io.bush.realtime.transport.Heartbeat;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("contract-5")
class LivenessTest {

    private static final long SECOND = 1_000_000_000;
    /** Close to the overflow of the clock. */
    private static final long START = Long.MAX_VALUE - 40 * SECOND;

    private static final Heartbeat HEARTBEAT = new Heartbeat(Duration.ofSeconds(30), 2);

    private final Liveness liveness = new Liveness(START, START + 10 * SECOND);

    private Due at(long second, long heardAt) {
        return liveness.check(HEARTBEAT, START + second * SECOND, START + heardAt * SECOND);
    }

    @Test
    void nothingIsDueBeforeTheFirstPing() {
        assertThat(at(9, 0)).isEqualTo(Due.NOTHING);
        assertThat(at(10, 0)).isEqualTo(Due.PING);
        assertThat(at(11, 0)).isEqualTo(Due.NOTHING);
        assertThat(liveness.nextPing()).isEqualTo(START + 40 * SECOND);
    }

    @Test
    void twoMissedPongsAreTheEndAlsoOverTheClocksOverflow() {
        assertThat(at(10, 0)).isEqualTo(Due.PING);
        assertThat(at(40, 0)).isEqualTo(Due.MISSED);
        assertThat(liveness.missed()).isEqualTo(1);
        assertThat(at(69, 0)).isEqualTo(Due.NOTHING);
        assertThat(at(70, 0)).isEqualTo(Due.DEAD);
        assertThat(liveness.missed()).isEqualTo(2);
    }

    @Test
    void anythingHeardStartsAnew() {
        assertThat(at(10, 0)).isEqualTo(Due.PING);
        assertThat(at(40, 0)).isEqualTo(Due.MISSED);
        assertThat(at(70, 41)).isEqualTo(Due.PING);
        assertThat(at(100, 41)).isEqualTo(Due.MISSED);
        assertThat(at(130, 129)).isEqualTo(Due.PING);
    }

    @Test
    void whatCameInTheSameInstantCounts() {
        assertThat(at(10, 10)).isEqualTo(Due.PING);
        assertThat(at(40, 10)).isEqualTo(Due.PING);
    }
}
