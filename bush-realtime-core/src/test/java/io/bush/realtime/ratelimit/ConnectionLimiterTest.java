package io.bush.realtime.ratelimit;

import static io.bush.realtime.ratelimit.ConnectionLimiter.Kind.HITS;
import static io.bush.realtime.ratelimit.ConnectionLimiter.Kind.LOCKS;
import static io.bush.realtime.ratelimit.ConnectionLimiter.Kind.MESSAGES;
import static io.bush.realtime.ratelimit.ConnectionLimiter.Kind.PRESENCE;
import static io.bush.realtime.ratelimit.ConnectionLimiter.Kind.SIGNALS;
import static io.bush.realtime.ratelimit.ConnectionLimiter.Kind.SUBSCRIBES;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.ratelimit.ConnectionLimiter.Consequence;
import io.bush.realtime.ratelimit.ConnectionLimiter.Decision;
import io.bush.realtime.ratelimit.ConnectionLimiter.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("P9")
@Tag("contract-3.4")
@Tag("seed000-9.3")
class ConnectionLimiterTest {

    private final SteppedClock clock = new SteppedClock();
    private final ConnectionLimiter limiter = new ConnectionLimiter(RateLimits.DEFAULT, clock);

    @ParameterizedTest
    @CsvSource({
        "ping, 100, MESSAGES, 60",
        "unsubscribe, 100, MESSAGES, 60",
        "comment.renew, 100, MESSAGES, 60",
        "comment.unlock, 100, MESSAGES, 60",
        "call, 100, MESSAGES, 60",
        "subscribe, 20, SUBSCRIBES, 60",
        "presence, 10, PRESENCE, 10",
        "comment.lock, 5, LOCKS, 60",
        "signal, 10, SIGNALS, 1"
    })
    void eachActionHasItsOwnLimit(String action, int max, Kind limit, int seconds) {
        for (int i = 0; i < max; i++) {
            assertThat(limiter.admit(action)).as("number %d", i + 1).isEqualTo(new Decision.Allowed());
        }

        Decision.Refused refused = refused(action);
        assertThat(refused.limit()).isEqualTo(limit);
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(seconds));

        clock.advance(Duration.ofSeconds(seconds));
        assertThat(limiter.admit(action)).isEqualTo(new Decision.Allowed());
    }

    @Test
    void signalsAreNoMessages() {
        for (int i = 0; i < 10; i++) {
            limiter.admit("signal");
        }

        assertThat(limiter.remaining(SIGNALS)).isZero();
        assertThat(limiter.remaining(MESSAGES)).isEqualTo(100);
    }

    @Test
    void renewingAndUnlockingAreNoLockRequests() {
        limiter.admit("comment.renew");
        limiter.admit("comment.unlock");

        assertThat(limiter.remaining(LOCKS)).isEqualTo(5);
        assertThat(limiter.remaining(MESSAGES)).isEqualTo(98);
    }

    @ParameterizedTest
    @CsvSource({"subscribe, SUBSCRIBES, 20", "presence, PRESENCE, 10", "comment.lock, LOCKS, 5"})
    void aFrameRefusedByOneWindowConsumesNoneOfTheOther(String action, Kind special, int max) {
        for (int i = 0; i < max; i++) {
            limiter.admit(action);
        }
        refused(action);
        assertThat(limiter.remaining(MESSAGES)).isEqualTo(100 - max);

        clock.advance(Duration.ofSeconds(60));
        for (int i = 0; i < 100; i++) {
            limiter.admit("ping");
        }
        assertThat(refused(action).limit()).isEqualTo(MESSAGES);
        assertThat(limiter.remaining(special)).isEqualTo(max);
    }

    @Test
    void ofTwoFullWindowsTheLongerWaitIsTold() {
        for (int i = 0; i < 90; i++) {
            limiter.admit("ping");
        }
        clock.advance(Duration.ofSeconds(20));
        for (int i = 0; i < 10; i++) {
            limiter.admit("presence");
        }

        Decision.Refused refused = refused("presence");
        assertThat(refused.limit()).isEqualTo(MESSAGES);
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(40));
        clock.advance(refused.retryAfter());
        assertThat(limiter.admit("presence")).isEqualTo(new Decision.Allowed());
    }

    @ParameterizedTest
    @ValueSource(strings = {"presence", "signal"})
    void refusedPresenceAndSignalsAreNoHit(String action) {
        for (int i = 0; i < 10; i++) {
            limiter.admit(action);
        }
        for (int i = 0; i < 50; i++) {
            assertThat(refused(action).consequence()).isEqualTo(Consequence.NONE);
        }

        assertThat(limiter.remaining(HITS)).isEqualTo(5);
    }

    @Test
    void theFifthHitInTenMinutesClosesAndTheFourthDoesNot() {
        fill("comment.lock", 5);
        List<Consequence> seen = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            seen.add(refused("comment.lock").consequence());
        }

        assertThat(seen)
                .containsExactly(Consequence.HIT, Consequence.HIT, Consequence.HIT, Consequence.HIT, Consequence.CLOSE);
        assertThat(refused("comment.lock").consequence()).isEqualTo(Consequence.CLOSE);
    }

    @Test
    void aHitTenMinutesAgoIsForgotten() {
        hit(1);
        clock.advance(Duration.ofMinutes(1));
        hit(3);
        clock.advance(Duration.ofMinutes(9));

        fill("comment.lock", 5);
        assertThat(refused("comment.lock").consequence()).isEqualTo(Consequence.HIT);
        assertThat(refused("comment.lock").consequence()).isEqualTo(Consequence.CLOSE);
    }

    @Test
    void theNextConnectionInheritsTheHits() {
        hit(4);
        ConnectionLimiter next = new ConnectionLimiter(RateLimits.DEFAULT, clock);
        next.inherit(limiter.hits());
        assertThat(next.remaining(HITS)).isEqualTo(1);

        for (int i = 0; i < 5; i++) {
            next.admit("comment.lock");
        }
        assertThat(((Decision.Refused) next.admit("comment.lock")).consequence())
                .isEqualTo(Consequence.CLOSE);
    }

    @Test
    void inheritedHitsGrowOldAsIfTheyWereItsOwn() {
        hit(4);
        HitHistory history = limiter.hits();
        clock.advance(Duration.ofMinutes(10).minusNanos(1));
        ConnectionLimiter inTime = new ConnectionLimiter(RateLimits.DEFAULT, clock);
        inTime.inherit(history);
        assertThat(inTime.remaining(HITS)).isEqualTo(1);
        clock.advance(Duration.ofNanos(1));
        ConnectionLimiter late = new ConnectionLimiter(RateLimits.DEFAULT, clock);
        late.inherit(history);

        assertThat(inTime.hits().size()).isZero();
        assertThat(late.remaining(HITS)).isEqualTo(5);
    }

    @Test
    void theTenthInvalidFrameInAMinuteClosesAndTheNinthDoesNot() {
        for (int i = 1; i <= 9; i++) {
            assertThat(limiter.invalid()).as("number %d", i).isFalse();
        }
        assertThat(limiter.invalid()).isTrue();
    }

    @Test
    void nineInvalidFramesAMinuteNeverClose() {
        for (int i = 0; i < 100; i++) {
            assertThat(limiter.invalid()).isFalse();
            clock.advance(Duration.ofMillis(6_667));
        }
    }

    @Test
    void resetFreesEveryLimit() {
        hit(4);
        limiter.invalid();
        limiter.reset();

        for (Kind kind : Kind.values()) {
            assertThat(limiter.remaining(kind))
                    .as(kind.limitName())
                    .isEqualTo(limiter.limit(kind).max());
            assertThat(limiter.resetAfter(kind)).as(kind.limitName()).isZero();
        }
    }

    @Test
    void theWallClockMayJumpAndNothingChanges() {
        fill("subscribe", 20);
        clock.setWall(Instant.parse("2036-01-15T10:30:00Z"));
        assertThat(refused("subscribe").retryAfter()).isEqualTo(Duration.ofSeconds(60));

        clock.setWall(Instant.EPOCH);
        clock.advance(Duration.ofSeconds(60));
        assertThat(limiter.admit("subscribe")).isEqualTo(new Decision.Allowed());
    }

    @Test
    void aMillionRandomFramesDifferNowhereFromCountingOneByOne() {
        Random random = new Random(11);
        String[] actions = {"ping", "subscribe", "presence", "comment.lock", "signal", "call"};
        Map<Kind, List<Long>> oracle = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            oracle.put(kind, new ArrayList<>());
        }
        int refusals = 0;
        for (int i = 0; i < 1_000_000; i++) {
            clock.advance(Duration.ofMillis(random.nextInt(8) == 0 ? random.nextInt(4_000) : random.nextInt(3) / 2));
            String action = actions[random.nextInt(actions.length)];
            List<Kind> kinds = kinds(action);
            boolean expected = kinds.stream()
                    .allMatch(
                            kind -> counted(oracle, kind) < limiter.limit(kind).max());
            boolean actual = limiter.admit(action) instanceof Decision.Allowed;
            if (actual != expected) {
                throw new AssertionError("operation " + i + ", " + action + ": expected " + expected);
            }
            if (expected) {
                kinds.forEach(kind -> oracle.get(kind).add(clock.nanoTime()));
            }
            refusals += expected ? 0 : 1;
        }
        assertThat(refusals).isBetween(100_000, 900_000);
    }

    private static List<Kind> kinds(String action) {
        return switch (action) {
            case "signal" -> List.of(SIGNALS);
            case "presence" -> List.of(MESSAGES, PRESENCE);
            case "subscribe" -> List.of(MESSAGES, SUBSCRIBES);
            case "comment.lock" -> List.of(MESSAGES, LOCKS);
            default -> List.of(MESSAGES);
        };
    }

    private int counted(Map<Kind, List<Long>> oracle, Kind kind) {
        long now = clock.nanoTime();
        List<Long> times = oracle.get(kind);
        times.removeIf(time -> now - time >= limiter.limit(kind).window().toNanos());
        return times.size();
    }

    private void fill(String action, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(limiter.admit(action)).isEqualTo(new Decision.Allowed());
        }
    }

    private void hit(int times) {
        fill("comment.lock", limiter.remaining(LOCKS));
        for (int i = 0; i < times; i++) {
            assertThat(refused("comment.lock").consequence()).isEqualTo(Consequence.HIT);
        }
    }

    private Decision.Refused refused(String action) {
        Decision decision = limiter.admit(action);
        assertThat(decision).isInstanceOf(Decision.Refused.class);
        return (Decision.Refused) decision;
    }
}
