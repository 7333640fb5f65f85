package io.bush.realtime.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("P9")
@Tag("contract-3.16")
class KeyedLimiterTest {

    private final SteppedClock clock = new SteppedClock();
    private final KeyedLimiter limiter = new KeyedLimiter(new RateLimits.Limit(3, Duration.ofSeconds(60)), 100, clock);

    @Test
    void eachKeyHasAWindowOfItsOwn() {
        for (int i = 0; i < 3; i++) {
            assertThat(limiter.take("ann")).isEmpty();
            clock.advance(Duration.ofSeconds(10));
        }

        assertThat(limiter.take("ann")).contains(Duration.ofSeconds(30));
        assertThat(limiter.take("bob")).isEmpty();
        clock.advance(Duration.ofSeconds(30));
        assertThat(limiter.take("ann")).isEmpty();
        assertThat(limiter.take("ann")).contains(Duration.ofSeconds(10));
    }

    @Test
    void itAgreesWithAWindowThatIsCountedByHand() {
        Random random = new Random(7);
        Deque<Long> accepted = new ArrayDeque<>();
        long window = Duration.ofSeconds(60).toNanos();
        int refused = 0;
        for (int i = 0; i < 5_000; i++) {
            clock.advance(Duration.ofMillis(random.nextInt(30_000)));
            long now = clock.nanoTime();
            while (!accepted.isEmpty() && now - accepted.peekFirst() >= window) {
                accepted.removeFirst();
            }
            boolean room = accepted.size() < 3;
            assertThat(limiter.take("ann").isEmpty()).isEqualTo(room);
            if (room) {
                accepted.addLast(now);
            } else {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(500);
    }

    @Test
    void aKeyIsForgottenWhenItsWindowIsOverAndTheEldestWhenTheTableIsFull() {
        for (int i = 0; i < 150; i++) {
            limiter.take("key_" + i);
        }
        assertThat(limiter.size()).isEqualTo(100);
        clock.advance(Duration.ofSeconds(60));
        limiter.take("another");

        assertThat(limiter.size()).isEqualTo(1);
    }

    @Test
    void aTableForNobodyIsRefused() {
        RateLimits.Limit limit = new RateLimits.Limit(3, Duration.ofSeconds(60));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KeyedLimiter(limit, 0, clock))
                .withMessageContaining("maxKeys is 0");
    }
}
