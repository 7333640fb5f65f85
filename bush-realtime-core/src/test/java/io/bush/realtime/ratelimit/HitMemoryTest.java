package io.bush.realtime.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("P9")
@Tag("contract-3.4")
class HitMemoryTest {

    private final SteppedClock clock = new SteppedClock();
    private final HitMemory memory = new HitMemory(RateLimits.DEFAULT.hits(), clock, 3);

    @Test
    void remembersAPrincipalOneWindowLongFromItsNewestHit() {
        memory.remember("user_a", hitsNow(2));
        clock.advance(Duration.ofMinutes(10).minusNanos(1));
        assertThat(memory.recall("user_a").size()).isEqualTo(2);
        assertThat(memory.recall("user_b").size()).isZero();

        clock.advance(Duration.ofNanos(1));
        assertThat(memory.recall("user_a").size()).isZero();
        assertThat(memory.size()).isZero();
    }

    @Test
    void aConnectionWithoutHitsClearsNothing() {
        memory.remember("user_a", hitsNow(4));
        memory.remember("user_a", HitHistory.NONE);

        assertThat(memory.recall("user_a").size()).isEqualTo(4);
    }

    @Test
    void hitsOfTwoConnectionsAddUp() {
        memory.remember("user_a", hitsNow(2));
        clock.advance(Duration.ofSeconds(1));
        memory.remember("user_a", hitsNow(2));

        assertThat(memory.recall("user_a").size()).isEqualTo(4);
    }

    @Test
    void inheritedHitsCountOnceHoweverOftenTheyAreHandedOn() {
        memory.remember("user_a", hitsNow(2));
        for (int i = 0; i < 10; i++) {
            clock.advance(Duration.ofSeconds(1));
            ConnectionLimiter next = new ConnectionLimiter(RateLimits.DEFAULT, clock);
            next.inherit(memory.recall("user_a"));
            memory.remember("user_a", next.hits());
        }

        assertThat(memory.recall("user_a").size()).isEqualTo(2);
    }

    @Test
    void noMoreHitsAreKeptThanCloseAConnection() {
        for (int i = 0; i < 10; i++) {
            clock.advance(Duration.ofSeconds(1));
            memory.remember("user_a", hitsNow(4));
        }

        assertThat(memory.recall("user_a").size()).isEqualTo(5);
    }

    @Test
    void whenFullTheOneLongestUnchangedIsForgotten() {
        memory.remember("user_a", hitsNow(1));
        memory.remember("user_b", hitsNow(1));
        memory.remember("user_c", hitsNow(1));
        memory.remember("user_a", hitsNow(1));
        memory.remember("user_d", hitsNow(1));

        assertThat(memory.size()).isEqualTo(3);
        assertThat(memory.recall("user_b").size()).isZero();
        assertThat(memory.recall("user_a").size()).isEqualTo(1);
    }

    @Test
    void anAdministratorCanForget() {
        memory.remember("user_a", hitsNow(4));
        memory.forget("user_a");

        assertThat(memory.recall("user_a").size()).isZero();
    }

    @Test
    void aMemoryForNobodyIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HitMemory(RateLimits.DEFAULT.hits(), clock, 0))
                .withMessageContaining("maxPrincipals is 0");
    }

    /** Hits of a connection of its own, all at this moment. */
    private HitHistory hitsNow(int hits) {
        ConnectionLimiter limiter = new ConnectionLimiter(RateLimits.DEFAULT, clock);
        for (int i = 0; i < 5 + hits; i++) {
            limiter.admit("comment.lock");
        }
        return limiter.hits();
    }
}
