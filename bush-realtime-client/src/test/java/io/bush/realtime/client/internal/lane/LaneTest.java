package io.bush.realtime.client.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LaneTest {

    private final Deque<Runnable> executor = new ArrayDeque<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final List<Integer> ran = new ArrayList<>();
    private final Lane lane = new Lane(executor::add, failures::add);

    private void runOne() {
        executor.remove().run();
    }

    @Test
    void runsTasksInOrderAndThoseOfATaskBehindIt() {
        lane.execute(() -> {
            lane.execute(() -> ran.add(3));
            ran.add(1);
        });
        lane.execute(() -> ran.add(2));
        runOne();

        assertThat(ran).containsExactly(1, 2, 3);
        assertThat(executor).isEmpty();
    }

    @Test
    void givesTheThreadBackInBetween() {
        IntStream.range(0, 100).forEach(i -> lane.execute(() -> ran.add(i)));
        runOne();
        assertThat(ran).hasSizeLessThan(100);
        runOne();

        assertThat(ran).hasSize(100).isSorted();
    }

    @Test
    void aTaskThatThrowsIsReportedAndTheNextRuns() {
        lane.execute(() -> {
            throw new IllegalStateException("broken");
        });
        lane.execute(() -> ran.add(1));
        runOne();

        assertThat(ran).containsExactly(1);
        assertThat(failures).singleElement().extracting(Throwable::getMessage).isEqualTo("broken");
    }

    @Test
    void isClosedOnlyWhenNothingWaitsAndStartsNothingAfterwards() {
        List<Boolean> closed = new ArrayList<>();
        lane.execute(() -> closed.add(lane.closeIfDry()));
        assertThat(lane.offer(() -> ran.add(1))).isTrue();
        lane.execute(() -> closed.add(lane.closeIfDry()));
        runOne();

        assertThat(closed).containsExactly(false, true);
        assertThat(ran).containsExactly(1);
        assertThat(lane.offer(() -> ran.add(2))).isFalse();
        assertThat(executor).isEmpty();
    }

    @Test
    void anExecutorThatRefusesClosesTheLane() {
        Lane refused = new Lane(
                task -> {
                    throw new RejectedExecutionException("full");
                },
                failures::add);

        assertThat(refused.offer(() -> ran.add(1))).isFalse();
        assertThat(failures).singleElement().isInstanceOf(RejectedExecutionException.class);
        assertThat(refused.offer(() -> ran.add(2))).isFalse();
    }

    @Test
    void runsOneTaskAtATimeOnManyThreads() throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            Lane busy = new Lane(pool, failures::add);
            int tasks = 20_000;
            CountDownLatch done = new CountDownLatch(2 * tasks);
            int[] unguarded = {0};
            Runnable task = () -> {
                unguarded[0]++;
                done.countDown();
            };
            pool.execute(() -> IntStream.range(0, tasks).forEach(i -> busy.execute(task)));
            IntStream.range(0, tasks).forEach(i -> busy.execute(task));

            assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(unguarded[0]).isEqualTo(2 * tasks);
        } finally {
            pool.shutdownNow();
        }
    }
}
