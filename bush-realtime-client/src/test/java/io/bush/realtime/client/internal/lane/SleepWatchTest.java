package io.bush.realtime.client.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SleepWatchTest {

    /** Both clocks and one timer, which is all that a watch may need. Thread safety: for one thread. */
    private static final class OneTimer implements Clock, Scheduler {
        private Duration awake = Duration.ZERO;
        private Duration ahead = Duration.ZERO;
        private Runnable due;

        @Override
        public long nanoTime() {
            return Long.MAX_VALUE - 1 + awake.toNanos();
        }

        @Override
        public Instant wallTime() {
            return Instant.EPOCH.plus(awake).plus(ahead);
        }

        @Override
        public Cancellable schedule(Duration delay, Runnable task) {
            assertThat(due).as("one timer is enough").isNull();
            assertThat(delay).isEqualTo(SleepWatch.PERIOD);
            due = task;
            return () -> due = null;
        }

        void look() {
            awake = awake.plus(SleepWatch.PERIOD);
            Runnable task = due;
            due = null;
            task.run();
        }

        void sleep(Duration time) {
            ahead = ahead.plus(time);
            look();
        }
    }

    private final OneTimer time = new OneTimer();
    private final SleepWatch watch = new SleepWatch(time, time);
    private final List<Duration> told = new ArrayList<>();

    @Test
    void aSleepIsToldOnceWithItsLength() {
        watch.listen(told::add);
        time.look();
        time.sleep(Duration.ofMinutes(10));
        time.look();

        assertThat(told).containsExactly(Duration.ofMinutes(10));
    }

    @Test
    void whatIsShortOrBackwardsIsNoSleep() {
        watch.listen(told::add);
        time.sleep(SleepWatch.LEAST.minusMillis(1));
        time.sleep(SleepWatch.LEAST.minusMillis(1));
        time.sleep(Duration.ofHours(-1));
        assertThat(told).isEmpty();
        time.sleep(SleepWatch.LEAST);

        assertThat(told).containsExactly(SleepWatch.LEAST);
    }

    @Test
    void aClockThatIsSetByYearsIsADaysSleep() {
        watch.listen(told::add);
        time.sleep(Duration.ofDays(20_000));

        assertThat(told).containsExactly(SleepWatch.MOST);
    }

    @Test
    void whatWasBeforeSomebodyListenedIsNotTold() {
        time.ahead = Duration.ofHours(1);
        watch.listen(told::add);
        time.look();

        assertThat(told).isEmpty();
    }

    @Test
    void allWhoListenShareALookAndTheLastOneEndsIt() {
        Scheduler.Cancellable first = watch.listen(it -> told.add(it.plusSeconds(1)));
        Scheduler.Cancellable second = watch.listen(told::add);
        time.sleep(Duration.ofSeconds(10));
        assertThat(told).containsExactly(Duration.ofSeconds(11), Duration.ofSeconds(10));
        first.cancel();
        time.sleep(Duration.ofSeconds(20));
        assertThat(told).last().isEqualTo(Duration.ofSeconds(20));
        second.cancel();
        assertThat(time.due).isNull();
        time.ahead = Duration.ofHours(1);
        watch.listen(told::add);
        time.look();

        assertThat(told).hasSize(3);
    }

    @Test
    void aLookThatWasCalledOffOnItsWayDoesNothing() {
        Scheduler.Cancellable first = watch.listen(told::add);
        Runnable onItsWay = time.due;
        first.cancel();
        watch.listen(told::add);
        time.ahead = Duration.ofHours(1);
        onItsWay.run();
        assertThat(told).isEmpty();
        time.look();

        assertThat(told).containsExactly(Duration.ofHours(1));
    }
}
