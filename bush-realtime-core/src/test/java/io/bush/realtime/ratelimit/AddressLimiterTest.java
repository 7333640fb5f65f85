package io.bush.realtime.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.bush.realtime.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("P9")
@Tag("contract-3.6")
class AddressLimiterTest {

    private static final Set<Thread.State> KEPT_OUT = Set.of(Thread.State.BLOCKED, Thread.State.WAITING);

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
    void whoeverHasANetworkOfIpv6HasOneLimitForAllOfIt() {
        for (int i = 1; i <= 10; i++) {
            assertThat(limiter.authFailed("2001:db8:0:7::" + i)).isEmpty();
        }
        assertThat(limiter.authFailed("2001:db8:0:7:ffff:1:2:3")).isPresent();
        assertThat(limiter.authFailed("2001:db8:0:8::1")).isEmpty();
        assertThat(limiter.size()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "::ffff:192.0.2.1, ::ffff:192.0.2.1",
        "192.0.2.1:4711, 192.0.2.1:4711",
        "2001:db8::1, 2001:db8:0:0::/64",
        "2001:0DB8:0000:0000:0:0:0:1, 2001:db8:0:0::/64",
        "[2001:db8::1], 2001:db8:0:0::/64",
        "[2001:db8::1]:443, 2001:db8:0:0::/64",
        "fe80::1%eth0, fe80:0:0:0::/64",
        "1::3:4:5:6:7:8, 1:0:3:4::/64",
        "::1, 0:0:0:0::/64",
        "1:2:3, 1:2:3",
        "1:2:3:4:5:6:7:8:9, 1:2:3:4:5:6:7:8:9",
        "unknown, unknown"
    })
    void aNetworkIsTheSameHoweverItsAddressesAreWritten(String address, String network) {
        assertThat(ClientNetwork.of(address)).isEqualTo(network);
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

    /** The limiter asks its clock while it is at work: there the first thread waits until the second is kept out. */
    @ParameterizedTest
    @ValueSource(strings = {"attempt", "authFailed"})
    void whileOneThreadIsAtWorkAnotherWaits(String what) throws InterruptedException {
        AtomicReference<Thread> second = new AtomicReference<>();
        AtomicReference<Thread.State> seen = new AtomicReference<>();
        AtomicInteger inside = new AtomicInteger();
        Clock crowded = new Clock() {
            @Override
            public long nanoTime() {
                Thread other = second.get();
                if (inside.incrementAndGet() == 1 && other != null) {
                    other.start();
                    Thread.State state = other.getState();
                    while (inside.get() == 1 && !KEPT_OUT.contains(state)) {
                        Thread.onSpinWait();
                        // What ended the wait is what was seen: it may be over when looked at again.
                        state = other.getState();
                    }
                    seen.set(inside.get() == 1 ? state : Thread.State.RUNNABLE);
                }
                return 0;
            }

            @Override
            public Instant wallTime() {
                return Instant.EPOCH;
            }
        };
        AddressLimiter contended = new AddressLimiter(1, 1, 1_000, crowded);
        Supplier<Optional<Duration>> use =
                () -> what.equals("attempt") ? contended.attempt("192.0.2.1") : contended.authFailed("192.0.2.1");
        AtomicReference<Optional<Duration>> answer = new AtomicReference<>();
        Thread other = new Thread(() -> answer.set(use.get()));
        second.set(other);

        assertThat(use.get()).isEmpty();
        other.join(30_000);
        assertThat(seen.get()).isIn(KEPT_OUT);
        assertThat(answer.get()).contains(Duration.ofSeconds(60));
    }

    @Test
    void aTableForNobodyIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AddressLimiter(10, 120, 0, clock))
                .withMessageContaining("maxAddresses is 0");
    }
}
