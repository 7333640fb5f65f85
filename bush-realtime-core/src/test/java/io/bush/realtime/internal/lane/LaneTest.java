package io.bush.realtime.internal.lane;

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
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LaneTest {

    private final Deque<Runnable> pool = new ArrayDeque<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final List<String> ran = new ArrayList<>();
    private final Lane lane = new Lane(pool::add, failures::add);

    private void say(String what) {
        lane.execute(() -> ran.add(what));
    }

    private void runAll() {
        while (!pool.isEmpty()) {
            pool.removeFirst().run();
        }
    }

    @Test
    void tasksRunInTheOrderTheyCame() {
        say("a");
        say("b");
        assertThat(pool).hasSize(1);
        say("c");
        runAll();

        assertThat(ran).containsExactly("a", "b", "c");
    }

    @Test
    void nothingRunsWhileNothingWaits() {
        say("a");
        runAll();
        assertThat(pool).isEmpty();
        say("b");
        assertThat(pool).hasSize(1);
        runAll();

        assertThat(ran).containsExactly("a", "b");
    }

    @Test
    void whatATaskQueuesComesBehindWhatWaits() {
        lane.execute(() -> {
            say("c");
            ran.add("a");
        });
        say("b");
        runAll();

        assertThat(ran).containsExactly("a", "b", "c");
    }

    @Test
    void theEndOfARoundComesAfterItsTasksAndBeforeTheNext() {
        lane.execute(() -> {
            lane.atRoundEnd(() -> ran.add("end"));
            say("next");
            ran.add("a");
        });
        say("b");
        runAll();

        assertThat(ran).containsExactly("a", "b", "end", "next");
    }

    @Test
    void aTaskThatThrowsIsReportedAndTheRestRuns() {
        IllegalStateException mishap = new IllegalStateException("boom");
        lane.execute(() -> {
            throw mishap;
        });
        lane.execute(() -> {
            throw new StackOverflowError();
        });
        lane.execute(() -> lane.atRoundEnd(() -> {
            throw mishap;
        }));
        say("b");
        runAll();
        say("c");
        runAll();

        assertThat(failures).hasSize(3).contains(mishap);
        assertThat(ran).containsExactly("b", "c");
    }

    @Test
    void aLaneThatAlwaysHasWorkLetsOthersHaveTheThread() {
        Runnable[] again = new Runnable[1];
        int[] turns = new int[1];
        again[0] = () -> {
            if (turns[0]++ < 100) {
                lane.execute(again[0]);
            }
        };
        lane.execute(again[0]);
        int submissions = 0;
        while (!pool.isEmpty()) {
            pool.removeFirst().run();
            submissions++;
        }
        assertThat(submissions).isGreaterThan(20);
        assertThat(turns[0]).isEqualTo(101);
    }

    @Test
    void aClosedPoolEndsTheLaneWithoutAnError() {
        Lane orphan = new Lane(
                task -> {
                    throw new RejectedExecutionException("closed");
                },
                failures::add);
        orphan.execute(() -> ran.add("never"));
        orphan.execute(() -> ran.add("never"));

        assertThat(ran).isEmpty();
        assertThat(failures).isEmpty();
    }

    @Test
    void aKeyAlwaysHasTheSameLaneAndAllAreUsed() {
        Lanes lanes = new Lanes(16, pool::add, failures::add);
        List<Lane> used = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            Lane one = lanes.of("conn_" + i);
            assertThat(lanes.of("conn_" + i)).isSameAs(one);
            if (!used.contains(one)) {
                used.add(one);
            }
        }
        assertThat(used).hasSize(16);
    }

    @Test
    void threadsNeverRunTwoTasksAtOnceAndLoseNone() throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        int[] last = {-1, -1, -1};
        CountDownLatch done = new CountDownLatch(30_000);
        Lane shared = new Lane(threads, failures::add);
        for (int from = 0; from < 3; from++) {
            int sender = from;
            threads.execute(() -> {
                for (int i = 0; i < 10_000; i++) {
                    int number = i;
                    shared.execute(() -> {
                        if (inside.incrementAndGet() != 1 || last[sender] != number - 1) {
                            overlaps.incrementAndGet();
                        }
                        last[sender] = number;
                        inside.decrementAndGet();
                        done.countDown();
                    });
                }
            });
        }
        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        threads.shutdown();

        assertThat(overlaps).hasValue(0);
    }
}
