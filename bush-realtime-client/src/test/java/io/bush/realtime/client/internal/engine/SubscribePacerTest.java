package io.bush.realtime.client.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("3.4")
class SubscribePacerTest {

    private final SubscribePacer pacer = new SubscribePacer(2);

    private static long at(long seconds) {
        // The clock's origin is arbitrary; near an overflow it shows whether times are compared as they must be.
        return Long.MAX_VALUE - 30_000_000_000L + Duration.ofSeconds(seconds).toNanos();
    }

    @Test
    void aFrameLeavesAtOnceUntilTheWindowIsFull() {
        assertThat(pacer.delay(at(0))).isZero();
        pacer.sent(at(0));
        assertThat(pacer.delay(at(10))).isZero();
        pacer.sent(at(10));

        assertThat(pacer.delay(at(20))).isEqualTo(Duration.ofSeconds(41));
        assertThat(pacer.delay(at(61))).isZero();
        pacer.sent(at(61));
        assertThat(pacer.delay(at(61))).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void theServersWishCountsToo() {
        pacer.hold(at(0), Duration.ofSeconds(5));

        assertThat(pacer.delay(at(1))).isEqualTo(Duration.ofSeconds(4));
        assertThat(pacer.delay(at(5))).isZero();
    }
}
