package io.bush.realtime.redis.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.testkit.Concurrently;
import io.bush.realtime.testkit.ManualExecutor;
import io.bush.realtime.time.SystemTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LaneTest {

    private final ManualExecutor executor = ManualExecutor.inOrder();

    @Test
    void tasksRunInTheOrderTheyCame() {
        Lane lane = new Lane(executor);
        List<Integer> done = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            int number = i;
            lane.execute(() -> done.add(number));
        }
        executor.runAll();

        assertThat(done).hasSize(1_000).isSorted();
    }

    @Test
    void aLaneThatIsFullOfTasksLetsOthersRunInBetween() {
        Lane busy = new Lane(executor);
        List<String> done = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            busy.execute(() -> done.add("busy"));
        }
        new Lane(executor).execute(() -> done.add("other"));
        executor.runAll();

        assertThat(done).hasSize(601);
        assertThat(done.indexOf("other")).isLessThan(600);
    }

    @Test
    void aTaskThatThrowsDoesNotStopTheNext() {
        Lane lane = new Lane(executor);
        List<Integer> done = new ArrayList<>();
        lane.execute(() -> {
            throw new IllegalStateException("planted");
        });
        lane.execute(() -> done.add(1));
        executor.runAll();

        assertThat(done).containsExactly(1);
    }

    @Test
    void ofManyThreadsNoTaskIsLostAndNoTwoOverlap() throws InterruptedException {
        try (SystemTime time = SystemTime.start(4)) {
            Lane lane = new Lane(time.executor());
            int each = 20_000;
            CountDownLatch left = new CountDownLatch(4 * each);
            AtomicInteger running = new AtomicInteger();
            AtomicInteger overlaps = new AtomicInteger();
            Concurrently.together(4, () -> {
                for (int i = 0; i < each; i++) {
                    lane.execute(() -> {
                        overlaps.addAndGet(running.getAndIncrement());
                        running.decrementAndGet();
                        left.countDown();
                    });
                }
                return true;
            });

            assertThat(left.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(overlaps).hasValue(0);
        }
    }

    @Test
    void onAClosedExecutorTasksAreDroppedAndNobodyFails() {
        Lane lane = new Lane(task -> {
            throw new RejectedExecutionException("closed");
        });
        List<Integer> done = new ArrayList<>();
        lane.execute(() -> done.add(1));
        lane.execute(() -> done.add(2));

        assertThat(done).isEmpty();
    }
}
