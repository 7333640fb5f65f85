package io.bush.realtime.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.ratelimit.RateLimits.Limit;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("P9")
@Tag("contract-3.4")
class SlidingWindowTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** Keeps every acceptance for ever and counts those in the last window, one by one. */
    private static final class Oracle {
        private final Deque<Long> accepted = new ArrayDeque<>();
        private final Limit limit;

        Oracle(Limit limit) {
            this.limit = limit;
        }

        int counted(long now) {
            accepted.removeIf(time -> now - time >= limit.window().toNanos());
            return accepted.size();
        }

        boolean tryAccept(long now) {
            if (counted(now) >= limit.max()) {
                return false;
            }
            accepted.add(now);
            return true;
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 100, 1", "2, 100, 2", "3, 250, 3", "5, 1000, 4", "10, 1000, 5", "20, 5000, 6", "100, 60000, 7"})
    void aMillionRandomOperationsDifferNowhereFromCountingOneByOne(int max, int windowMillis, long seed) {
        Limit limit = new Limit(max, Duration.ofMillis(windowMillis));
        SlidingWindow window = new SlidingWindow(limit);
        Oracle oracle = new Oracle(limit);
        Random random = new Random(seed);
        long now = random.nextLong();
        long meanGap = limit.window().toNanos() / max;
        int accepted = 0;
        int refused = 0;
        for (int i = 0; i < 150_000; i++) {
            now += gap(random, window, now, meanGap);
            if (random.nextInt(3_000) == 0) {
                window.reset();
                oracle.accepted.clear();
            }
            assertThat(window.remaining(now)).isEqualTo(max - oracle.counted(now));
            boolean expected = oracle.tryAccept(now);
            if (window.tryAccept(now) != expected) {
                throw new AssertionError("operation " + i + ": expected " + expected);
            }
            accepted += expected ? 1 : 0;
            refused += expected ? 0 : 1;
        }
        assertThat(accepted).as("accepted").isGreaterThan(10_000);
        assertThat(refused).as("refused").isGreaterThan(10_000);
    }

    /** Mostly short steps, often none at all, and often exactly onto the edge or a nanosecond beside it. */
    private static long gap(Random random, SlidingWindow window, long now, long meanGap) {
        if (random.nextInt(1_000) == 0) {
            return window.resetAfter(now).toNanos();
        }
        return switch (random.nextInt(6)) {
            case 0, 1 -> 0;
            case 2 -> Math.max(0, window.retryAfter(now).toNanos() - random.nextInt(2));
            default -> (long) (random.nextDouble() * meanGap);
        };
    }

    @Test
    void anAcceptanceExactlyOneWindowAgoNoLongerCounts() {
        SlidingWindow window = new SlidingWindow(new Limit(1, Duration.ofSeconds(60)));

        assertThat(window.tryAccept(0)).isTrue();
        assertThat(window.tryAccept(60 * SECOND - 1)).isFalse();
        assertThat(window.tryAccept(60 * SECOND)).isTrue();
    }

    @Test
    void whatIsRefusedConsumesNothing() {
        SlidingWindow window = new SlidingWindow(new Limit(2, Duration.ofSeconds(10)));
        window.tryAccept(0);
        window.tryAccept(SECOND);
        for (int second = 2; second < 10; second++) {
            assertThat(window.tryAccept(second * SECOND)).isFalse();
        }

        assertThat(window.tryAccept(10 * SECOND)).isTrue();
        assertThat(window.tryAccept(10 * SECOND)).isFalse();
        assertThat(window.tryAccept(11 * SECOND)).isTrue();
    }

    @Test
    void noWindowAcrossTheBorderOfTwoMinutesHoldsMoreThanTheMaximum() {
        SlidingWindow window = new SlidingWindow(new Limit(100, Duration.ofSeconds(60)));
        int accepted = 0;
        for (int i = 0; i < 100; i++) {
            accepted += window.tryAccept(59 * SECOND) ? 1 : 0;
        }
        for (int i = 0; i < 100; i++) {
            accepted += window.tryAccept(61 * SECOND) ? 1 : 0;
        }

        assertThat(accepted).isEqualTo(100);
    }

    @Test
    void figuresSayWhatIsLeftAndWhenItComesBack() {
        SlidingWindow window = new SlidingWindow(new Limit(2, Duration.ofSeconds(10)));
        assertThat(window.remaining(0)).isEqualTo(2);
        assertThat(window.retryAfter(0)).isEqualTo(Duration.ZERO);
        assertThat(window.resetAfter(0)).isEqualTo(Duration.ZERO);

        window.tryAccept(0);
        window.tryAccept(3 * SECOND);
        assertThat(window.remaining(4 * SECOND)).isZero();
        assertThat(window.retryAfter(4 * SECOND)).isEqualTo(Duration.ofSeconds(6));
        assertThat(window.resetAfter(4 * SECOND)).isEqualTo(Duration.ofSeconds(9));

        window.reset();
        assertThat(window.remaining(4 * SECOND)).isEqualTo(2);
        assertThat(window.resetAfter(4 * SECOND)).isEqualTo(Duration.ZERO);
    }

    @Test
    void retryAfterIsTheFirstMomentThatWouldBeAccepted() {
        SlidingWindow window = new SlidingWindow(new Limit(3, Duration.ofSeconds(1)));
        window.tryAccept(0);
        window.tryAccept(5);
        window.tryAccept(9);
        long wait = window.retryAfter(10).toNanos();

        assertThat(window.tryAccept(10 + wait - 1)).isFalse();
        assertThat(window.tryAccept(10 + wait)).isTrue();
    }
}
