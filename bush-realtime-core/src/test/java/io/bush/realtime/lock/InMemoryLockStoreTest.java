package io.bush.realtime.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.lock.LockChange.End;
import io.bush.realtime.time.Clock;
import io.bush.realtime.time.NodeRuntime;
import io.bush.realtime.time.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("P8")
class InMemoryLockStoreTest {

    private static final Channel FILE = new Channel("file", "file_a");
    private static final Duration TTL = Duration.ofSeconds(30);
    private static final LockName NAME = LockName.comment("comment_a");
    private static final LockOwner ANN = owner("user_ann");
    private static final LockOwner BOB = owner("user_bob");

    private final OneTimer time = new OneTimer();
    private final InMemoryLockStore store =
            InMemoryLockStore.start(new NodeRuntime(time, time, Runnable::run, new Random(1)));

    private static LockOwner owner(String user) {
        return new LockOwner(new Principal.Member(user, null, null), "conn_of_" + user);
    }

    private HeldLock take(LockName name, LockOwner owner) {
        LockAnswer answer =
                store.acquire(name, FILE, owner, TTL, 10).toCompletableFuture().join();
        assertThat(answer).isInstanceOf(LockAnswer.Granted.class);
        return ((LockAnswer.Granted) answer).lock();
    }

    private void release(HeldLock lock) {
        assertThat(store.release(lock.name(), lock.owner(), lock.token())
                        .toCompletableFuture()
                        .join())
                .contains(lock);
    }

    @Test
    void aTokenIsTheWallClockInMicroseconds() {
        time.wall = Instant.parse("2026-01-15T10:30:00.123456789Z");

        assertThat(take(NAME, ANN).token()).isEqualTo(1_768_473_000_123_456L);
    }

    @Test
    void tokensGoOnWhenTheWallClockStandsStillOrJumpsBackOrTheLockIsForgotten() {
        HeldLock first = take(NAME, ANN);
        release(first);
        HeldLock second = take(NAME, BOB);
        release(second);
        time.wall = time.wall.minusSeconds(3_600);
        HeldLock other = take(LockName.comment("comment_b"), BOB);
        HeldLock third = take(NAME, ANN);

        assertThat(List.of(second.token(), other.token(), third.token()))
                .containsExactly(first.token() + 1, first.token() + 2, first.token() + 3);
    }

    @Test
    void aWallClockBeyondTheLargestTokenIsNotBelieved() {
        long before = take(NAME, ANN).token();
        time.wall = Instant.parse("2300-01-01T00:00:00Z");

        assertThat(take(LockName.comment("comment_b"), BOB).token()).isEqualTo(before + 1);
    }

    @Test
    void aJumpOfTheWallClockEndsNoLockAndKeepsNone() {
        take(NAME, ANN);
        time.wall = time.wall.plusSeconds(86_400);
        assertThat(store.find(NAME).toCompletableFuture().join()).isPresent();
        time.wall = time.wall.minusSeconds(2 * 86_400);
        time.nanos += TTL.toNanos();

        assertThat(store.find(NAME).toCompletableFuture().join()).isEmpty();
    }

    @Test
    void aLockIsOverAtItsVeryEnd() {
        HeldLock lock = take(NAME, ANN);
        time.nanos += TTL.toNanos() - 1;
        assertThat(store.find(NAME).toCompletableFuture().join()).contains(lock);
        time.nanos += 1;

        assertThat(store.find(NAME).toCompletableFuture().join()).isEmpty();
    }

    @Test
    @Tag("P9")
    void whatNobodySweepsIsAnnouncedAndFreedWithinAMinuteAndTakesNoMemory() {
        List<LockChange> heard = new ArrayList<>();
        store.listen(heard::add);
        HeldLock lock = take(NAME, ANN);
        HeldLock other = take(LockName.comment("comment_b"), ANN);
        release(other);
        time.nanos += TTL.toNanos();
        assertThat(store.entries()).isPositive();
        time.run();

        assertThat(heard).hasSize(4).endsWith(new LockChange.Unlocked(lock, End.EXPIRED, null));
        assertThat(store.entries()).isZero();
        assertThat(time.planned).hasSize(1);
    }

    @Test
    @Tag("P11")
    void afterCloseNoTimerIsLeftAndEveryCallFails() {
        HeldLock lock = take(NAME, ANN);
        store.close();
        store.close();

        assertThat(time.planned).isEmpty();
        assertThat(store.entries()).isZero();
        List<CompletionStage<?>> answers = List.of(
                store.acquire(NAME, FILE, BOB, TTL, 10),
                store.renew(NAME, ANN, lock.token(), TTL),
                store.release(NAME, ANN, lock.token()),
                store.find(NAME),
                store.held(FILE),
                store.sweep(FILE));
        assertThat(answers).allSatisfy(answer -> assertThat(answer).isCompletedExceptionally());
    }

    @Test
    @Tag("P11")
    void aSweepThatIsUnderWayWhenTheStoreIsClosedPlansNoOther() {
        Runnable sweep = time.planned.get(0);
        store.close();
        sweep.run();

        assertThat(time.planned).isEmpty();
    }

    @Test
    void aSecondListenerIsRefused() {
        store.listen(change -> {});

        assertThatThrownBy(() -> store.listen(change -> {})).isInstanceOf(IllegalStateException.class);
    }

    /** Time that a test moves, close to where the monotonic clock passes the largest number. */
    private static final class OneTimer implements Clock, Scheduler {

        private final List<Runnable> planned = new ArrayList<>();
        private long nanos = Long.MAX_VALUE - Duration.ofSeconds(10).toNanos();
        private Instant wall = Instant.parse("2026-01-15T10:30:00Z");

        void run() {
            planned.remove(0).run();
        }

        @Override
        public long nanoTime() {
            return nanos;
        }

        @Override
        public Instant wallTime() {
            return wall;
        }

        @Override
        public Cancellable schedule(Duration delay, Runnable task) {
            planned.add(task);
            return () -> planned.remove(task);
        }
    }
}
