package io.bush.realtime.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for answers, and lets several threads do something at the same time. Thread safety: no state. */
public final class Concurrently {

    /** How long an answer may take: 30 s. */
    public static final Duration DEADLINE = Duration.ofSeconds(30);

    private Concurrently() {}

    /**
     * Waits for an answer.
     *
     * @param stage what was asked
     * @param <T> of what kind the answer is
     * @return the answer
     * @throws AssertionError when there is none in time, or a failure
     */
    public static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("no answer", e);
        }
    }

    /**
     * Does the same on several threads that start together.
     *
     * @param threads how many
     * @param work what each does
     * @param <T> of what kind its result is
     * @return what each returned, by thread
     * @throws AssertionError when one of them fails
     */
    public static <T> List<T> together(int threads, Callable<T> work) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch go = new CountDownLatch(1);
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                futures.add(pool.submit(() -> {
                    go.await();
                    return work.call();
                }));
            }
            go.countDown();
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get(2 * DEADLINE.toSeconds(), TimeUnit.SECONDS));
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("a thread failed", e);
        } finally {
            pool.shutdownNow();
        }
    }
}
