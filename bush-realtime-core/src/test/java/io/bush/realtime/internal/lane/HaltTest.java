package io.bush.realtime.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.time.Clock;
import io.bush.realtime.time.NodeRuntime;
import io.bush.realtime.time.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("P6")
class HaltTest {

    private static final long MILLIS = 1_000_000;

    private final Deque<Runnable> pool = new ArrayDeque<>();
    private final List<Runnable> timers = new ArrayList<>();
    private final List<String> ran = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    /** Close to the overflow of a long. */
    private long now = Long.MAX_VALUE - 100 * MILLIS;

    private Instant wall = Instant.EPOCH;

    private final Clock clock = new Clock() {
        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public Instant wallTime() {
            return wall;
        }
    };
    private final Scheduler scheduler = (delay, task) -> {
        timers.add(task);
        return () -> timers.remove(task);
    };
    private final Halt halt = new Halt(new NodeRuntime(clock, scheduler, pool::add, new Random(1)));
    private final Lanes lanes = new Lanes(
            4,
            pool::add,
            failure -> {
                throw new AssertionError(failure);
            },
            halt);
    private final Lane lane = lanes.of("a");

    private void start() {
        halt.start(new Halt.Listener() {
            @Override
            public void stoodStill() {
                told.add("stood still");
            }

            @Override
            public void takesTooLong() {
                told.add("takes too long");
            }
        });
    }

    private void say(String what) {
        lane.execute(() -> ran.add(what));
    }

    private void runAll() {
        while (!pool.isEmpty()) {
            pool.removeFirst().run();
        }
    }

    private void pass(Duration time) {
        now += time.toNanos();
        wall = wall.plus(time);
    }

    private void pulse() {
        List<Runnable> due = List.copyOf(timers);
        timers.clear();
        due.forEach(Runnable::run);
    }

    @Test
    void nothingRunsBeforeWhatWasAnnouncedIsDealtWith() {
        start();
        say("a");
        Halt.Mark first = halt.announced();
        say("b");
        runAll();
        assertThat(ran).isEmpty();
        halt.dealtWith(first);
        runAll();

        assertThat(ran).containsExactly("a", "b");
    }

    @Test
    void whatWasAnnouncedLaterIsNotDealtWithByAnEarlierMark() {
        start();
        Halt.Mark first = halt.announced();
        Halt.Mark second = halt.announced();
        say("a");
        halt.dealtWith(first);
        runAll();
        assertThat(ran).isEmpty();
        halt.dealtWith(first.or(second));
        runAll();

        assertThat(ran).containsExactly("a");
    }

    @Test
    void whatIsAheadRunsBeforeWhatWaits() {
        start();
        Halt.Mark mark = halt.announced();
        say("a");
        lane.ahead(() -> ran.add("first"));
        halt.dealtWith(mark);
        runAll();

        assertThat(ran).containsExactly("first", "a");
    }

    @Test
    void aStandstillIsNoticedBeforeTheFirstRoundAndToldOnce() {
        start();
        pass(Duration.ofSeconds(3));
        say("a");
        say("b");
        runAll();
        lanes.of("b").execute(() -> ran.add("c"));
        runAll();
        pulse();
        assertThat(ran).isEmpty();
        assertThat(told).containsExactly("stood still");
        halt.dealtWith(halt.mark());
        runAll();

        assertThat(ran).containsExactlyInAnyOrder("a", "b", "c").containsSubsequence("a", "b");
    }

    @Test
    void aStandstillIsNoticedByTheFirstSignOfLife() {
        start();
        pass(Duration.ofSeconds(3));
        pulse();

        assertHaltedByAStandstill();
    }

    /** It was told by the next round at the latest, and that waits. */
    private void assertHaltedByAStandstill() {
        say("a");
        runAll();
        assertThat(told).containsExactly("stood still");
        assertThat(ran).isEmpty();
    }

    @Test
    void aMachineThatWasPutAsideIsNoticedBeforeTheFirstRoundByItsWallClock() {
        start();
        wall = wall.plusSeconds(3);
        say("a");
        runAll();
        pulse();
        assertThat(ran).isEmpty();
        assertThat(told).containsExactly("stood still");
        halt.dealtWith(halt.mark());
        runAll();

        assertThat(ran).containsExactly("a");
        assertThat(told).hasSize(1);
    }

    @Test
    void aMachineThatWasPutAsideIsNoticedByTheFirstSignOfLife() {
        start();
        wall = wall.plusSeconds(3);
        pulse();

        assertHaltedByAStandstill();
    }

    @Test
    void aWallClockThatIsSetBackOrALittleAheadIsNoStandstill() {
        start();
        wall = wall.minusSeconds(3_600);
        pulse();
        wall = wall.plusMillis(700);
        say("a");
        runAll();

        assertThat(ran).containsExactly("a");
        assertThat(told).isEmpty();
    }

    @Test
    void aStandstillBehindAWallClockThatWasSetBackIsNoticed() {
        start();
        wall = wall.minusSeconds(3_600);
        now += Duration.ofSeconds(3).toNanos();

        assertHaltedByAStandstill();
    }

    @Test
    void aMarkFromBeforeAStandstillDoesNotEndIt() {
        start();
        Halt.Mark announced = halt.announced();
        pass(Duration.ofSeconds(3));
        pulse();
        say("a");
        halt.dealtWith(announced);
        runAll();

        assertThat(ran).isEmpty();
    }

    @Test
    void aProcessThatRunsGoesOn() {
        start();
        for (int i = 0; i < 10; i++) {
            pass(Duration.ofMillis(700));
            pulse();
        }
        say("a");
        runAll();

        assertThat(ran).containsExactly("a");
        assertThat(told).isEmpty();
    }

    @Test
    @Tag("P9")
    void aHaltThatTakesTooLongIsTold() {
        start();
        halt.announced();
        pass(Duration.ofMillis(500));
        pulse();
        assertThat(told).isEmpty();
        pass(Duration.ofMillis(250));
        pulse();

        assertThat(told).containsExactly("takes too long");
    }

    @Test
    @Tag("P11")
    void nothingHaltsAfterTheClose() {
        start();
        halt.announced();
        say("a");
        halt.close();
        halt.announced();
        say("b");
        runAll();

        assertThat(ran).containsExactly("a", "b");
    }
}
