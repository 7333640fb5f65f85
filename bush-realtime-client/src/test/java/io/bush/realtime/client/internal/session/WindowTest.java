package io.bush.realtime.client.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("3.4")
class WindowTest {

    private final Window window = new Window(2, Duration.ofSeconds(60));

    private static long at(long seconds) {
        // The clock's origin is arbitrary; near an overflow it shows whether times are compared as they must be.
        return Long.MAX_VALUE - 30_000_000_000L + Duration.ofSeconds(seconds).toNanos();
    }

    @Test
    void aFrameLeavesAtOnceUntilTheWindowIsFull() {
        assertThat(window.delay(at(0), 0)).isZero();
        window.enter(at(0));
        assertThat(window.delay(at(10), 0)).isZero();
        window.enter(at(10));

        assertThat(window.delay(at(20), 0)).isEqualTo(Duration.ofSeconds(41));
        assertThat(window.delay(at(61), 0)).isZero();
        window.enter(at(61));
        assertThat(window.delay(at(61), 0)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void aFrameCountsFromItsAnswerBecauseTheServerMayHaveCountedItAnyTimeBefore() {
        Window.Entry first = window.enter(at(0));
        window.enter(at(0));
        window.answered(first, at(50));

        assertThat(window.delay(at(60), 1)).isEqualTo(Duration.ofSeconds(50).plusMillis(100));
    }

    @Test
    void whatTheServerHasNotCountedMakesRoom() {
        window.enter(at(0));
        Window.Entry refused = window.enter(at(1));
        assertThat(window.delay(at(2), 0)).isPositive();
        window.refund(refused);

        assertThat(window.delay(at(2), 0)).isZero();
    }

    @Test
    void aReserveIsLeftToOthersButNeverAll() {
        assertThat(window.delay(at(0), 5)).isZero();
        window.enter(at(0));

        assertThat(window.delay(at(0), 1)).isEqualTo(Duration.ofSeconds(61));
        assertThat(window.delay(at(0), 0)).isZero();
    }
}
