package io.bush.realtime.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManualWorldTest {

    private final List<String> ran = new ArrayList<>();

    @Test
    void settlingRunsEverythingThatWaitsAndWhatItBringsWhileTimeStandsStill() {
        ManualWorld world = ManualWorld.inOrder();
        world.executor().execute(() -> {
            ran.add("first");
            world.executor().execute(() -> ran.add("third"));
            world.time().schedule(Duration.ZERO, () -> world.executor().execute(() -> ran.add("fourth")));
            world.time().schedule(Duration.ofNanos(1), () -> ran.add("later"));
        });
        world.executor().execute(() -> ran.add("second"));
        assertThat(ran).isEmpty();
        world.settle();

        assertThat(ran).containsExactly("first", "second", "third", "fourth");
        assertThat(world.quiet()).isFalse();
        world.advance(Duration.ofNanos(1));
        assertThat(world.quiet()).isTrue();
    }

    @Test
    void timePassesFromOneDueTaskToTheNextAndTheWorldSettlesInBetween() {
        ManualWorld world = ManualWorld.inOrder();
        long start = world.time().nanoTime();
        for (int second = 1; second <= 3; second++) {
            String name = "timer " + second;
            world.time().schedule(Duration.ofSeconds(second), () -> {
                ran.add(name);
                world.executor()
                        .execute(() -> ran.add("task of " + name + " at "
                                + Duration.ofNanos(world.time().nanoTime() - start)
                                        .toSeconds()));
            });
        }
        world.advance(Duration.ofSeconds(3));

        assertThat(ran)
                .containsExactly(
                        "timer 1",
                        "task of timer 1 at 1",
                        "timer 2",
                        "task of timer 2 at 2",
                        "timer 3",
                        "task of timer 3 at 3");
    }

    @Test
    void theSameSeedGivesTheSameOrderAndAnotherSeedAnother() {
        assertThat(order(7)).isEqualTo(order(7)).containsExactlyInAnyOrderElementsOf(order(8));
        assertThat(order(7)).isNotEqualTo(order(8));
        assertThat(ManualWorld.seeded(7).runtime().random().nextLong())
                .isEqualTo(ManualWorld.seeded(7).runtime().random().nextLong())
                .isNotEqualTo(ManualWorld.seeded(8).runtime().random().nextLong());
    }

    private static List<Integer> order(long seed) {
        ManualWorld world = ManualWorld.seeded(seed);
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int number = i;
            world.executor().execute(() -> order.add(number));
        }
        world.settle();
        return order;
    }

    @Test
    void aTaskThatKeepsBringingItselfBackIsNamedAsTheReason() {
        ManualWorld world = ManualWorld.inOrder();
        world.executor().execute(new Runnable() {
            @Override
            public void run() {
                world.executor().execute(this);
            }
        });

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(world::settle)
                .withMessageContaining("keeps bringing itself back");
    }

    @Test
    void aTimerThatKeepsBringingItselfBackAtOnceIsNamedAsTheReason() {
        ManualWorld world = ManualWorld.inOrder();
        world.time().schedule(Duration.ZERO, new Runnable() {
            @Override
            public void run() {
                world.time().schedule(Duration.ZERO, this);
            }
        });

        assertThatExceptionOfType(AssertionError.class).isThrownBy(world::settle);
    }

    @Test
    void oneTaskAtATimeCanBeRun() {
        ManualExecutor executor = ManualExecutor.inOrder();
        executor.execute(() -> ran.add("first"));
        executor.execute(() -> ran.add("second"));

        assertThat(executor.runOne()).isTrue();
        assertThat(ran).containsExactly("first");
        assertThat(executor.pending()).isEqualTo(1);
        assertThat(executor.runAll()).isEqualTo(1);
        assertThat(executor.runOne()).isFalse();
    }
}
