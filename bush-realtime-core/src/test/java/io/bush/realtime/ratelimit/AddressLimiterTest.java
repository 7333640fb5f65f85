package io.bush.realtime.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("P9")
@Tag("contract-3.6")
class AddressLimiterTest {

    private final SteppedClock clock = new SteppedClock();
    private final AddressLimiter limiter = new AddressLimiter(10, 120, 1_000, clock);

    @Test
    void tenFailedAuthenticationsAMinuteAreOrdinaryAndTheEleventhIsNot() {
        for (int i = 1; i <= 10; i++) {
            assertThat(limiter.authFailed("192.0.2.1")).as("number %d", i).isEmpty();
        }
        assertThat(limiter.authFailed("192.0.2.1")).contains(Duration.ofSeconds(60));
        assertThat(limiter.authFailed("192.0.2.2")).isEmpty();

        clock.advance(Duration.ofSeconds(60));
        assertThat(limiter.authFailed("192.0.2.1")).isEmpty();
    }

    @Test
    void failuresDoNotUseUpAttempts() {
        for (int i = 0; i < 50; i++) {
            limiter.authFailed("192.0.2.1");
        }
        for (int i = 0; i < 120; i++) {
            assertThat(limiter.attempt("192.0.2.1")).isEmpty();
        }
        assertThat(limiter.attempt("192.0.2.1")).isPresent();
    }

    @Test
    void withoutAnAddressThereIsNoLimit() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(limiter.attempt(null)).isEmpty();
            assertThat(limiter.authFailed(null)).isEmpty();
        }
        assertThat(limiter.size()).isZero();
    }

    @Test
    void anAddressIsForgottenAMinuteAfterItsLastUse() {
        limiter.attempt("192.0.2.1");
        clock.advance(Duration.ofSeconds(59));
        limiter.attempt("192.0.2.2");
        assertThat(limiter.size()).isEqualTo(2);

        clock.advance(Duration.ofSeconds(1));
        limiter.attempt("192.0.2.3");
        assertThat(limiter.size()).isEqualTo(2);
    }

    @Test
    void aFloodOfAddressesForgetsTheLongestUnusedAndStaysBounded() {
        for (int i = 0; i < 11; i++) {
            limiter.authFailed("busy");
            limiter.authFailed("quiet");
        }
        for (int i = 0; i < 5_000; i++) {
            limiter.attempt("flood-" + i);
            if (i % 500 == 0) {
                assertThat(limiter.authFailed("busy")).as("after %d", i).isPresent();
            }
        }

        assertThat(limiter.size()).isEqualTo(1_000);
        assertThat(limiter.authFailed("quiet")).isEmpty();
    }

    @Test
    void severalThreadsTogetherGetExactlyTheLimit() throws InterruptedException {
        AtomicInteger accepted = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        for (int thread = 0; thread < 4; thread++) {
            threads.execute(() -> {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
                for (int i = 0; i < 5_000; i++) {
                    if (limiter.attempt("192.0.2.1").isEmpty()) {
                        accepted.incrementAndGet();
                    }
                }
            });
        }
        go.countDown();
        threads.shutdown();

        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(accepted).hasValue(120);
    }

    @Test
    void aTableForNobodyIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AddressLimiter(10, 120, 0, clock))
                .withMessageContaining("maxAddresses is 0");
    }
}
