package io.bush.realtime.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.bush.realtime.time.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManualTimeTest {

    private final ManualTime time = new ManualTime();
    private final List<String> ran = new ArrayList<>();
    private final long start = time.nanoTime();

    @Test
    void dueTasksRunInTheOrderOfTheirTimesAndSeeThemOnTheClock() {
        plan("late", 3);
        plan("early", 1);
        plan("never", 5);
        time.advance(Duration.ofSeconds(4));

        assertThat(ran).containsExactly("early at 1", "late at 3");
        assertThat(elapsed()).isEqualTo(Duration.ofSeconds(4));
        assertThat(time.pending()).isEqualTo(1);
        assertThat(time.untilNext()).contains(Duration.ofSeconds(1));
    }

    @Test
    void tasksOfTheSameTimeRunInTheOrderTheyWereScheduled() {
        for (int i = 0; i < 20; i++) {
            plan("task " + i, 1);
        }
        time.advance(Duration.ofSeconds(1));

        assertThat(ran).hasSize(20).startsWith("task 0 at 1", "task 1 at 1").endsWith("task 19 at 1");
    }

    @Test
    void aTaskScheduledOnTheWayRunsIfItIsDueInTime() {
        time.schedule(Duration.ofSeconds(1), () -> {
            plan("in time", 1);
            plan("too late", 2);
        });
        time.advance(Duration.ofSeconds(2));

        assertThat(ran).containsExactly("in time at 2");
        assertThat(time.pending()).isEqualTo(1);
    }

    @Test
    void whatIsCalledOffDoesNotRun() {
        Scheduler.Cancellable handle = time.schedule(Duration.ofSeconds(1), () -> ran.add("called off"));
        plan("kept", 1);
        handle.cancel();
        handle.cancel();
        time.advance(Duration.ofSeconds(2));

        assertThat(ran).containsExactly("kept at 1");
        assertThat(time.pending()).isZero();
        assertThat(time.untilNext()).isEmpty();
    }

    @Test
    void aDelayOfZeroOrLessIsDueAtOnceButWaitsForTheTest() {
        time.schedule(Duration.ZERO, () -> ran.add("zero"));
        time.schedule(Duration.ofSeconds(-1), () -> ran.add("less"));
        assertThat(ran).isEmpty();
        time.advance(Duration.ZERO);

        assertThat(ran).containsExactly("zero", "less");
    }

    @Test
    void theWallClockJumpsAloneAndGoesOnFromThere() {
        plan("due", 10);
        time.jumpWall(Duration.ofHours(1));
        assertThat(time.wallTime()).isEqualTo(ManualTime.START.plusSeconds(3_600));
        time.jumpWall(Duration.ofHours(-2));
        assertThat(time.wallTime()).isEqualTo(ManualTime.START.minusSeconds(3_600));
        time.setWall(Instant.EPOCH);
        assertThat(elapsed()).isZero();
        assertThat(ran).isEmpty();

        time.advance(Duration.ofSeconds(10));
        assertThat(time.wallTime()).isEqualTo(Instant.ofEpochSecond(10));
        assertThat(ran).containsExactly("due at 10");
    }

    @Test
    void theMonotonicClockOverflowsWithinAMinute() {
        time.advance(Duration.ofMinutes(1));

        assertThat(time.nanoTime()).isLessThan(start);
        assertThat(elapsed()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void timeDoesNotGoBack() {
        assertThatIllegalArgumentException().isThrownBy(() -> time.advance(Duration.ofNanos(-1)));
    }

    private void plan(String name, int seconds) {
        time.schedule(
                Duration.ofSeconds(seconds),
                () -> ran.add(name + " at " + elapsed().toSeconds()));
    }

    private Duration elapsed() {
        return Duration.ofNanos(time.nanoTime() - start);
    }
}
