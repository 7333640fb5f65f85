package io.bush.realtime.redis.internal.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.redis.internal.lane.Lane;
import io.bush.realtime.testkit.Concurrently;
import io.bush.realtime.testkit.ManualTime;
import io.bush.realtime.time.NodeRuntime;
import io.bush.realtime.time.SystemTime;
import io.lettuce.core.RedisCommandExecutionException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("P10")
class AttemptsTest {

    /** Hears how tries went. */
    private static final class Heard implements Attempts.Listener<String> {
        final CompletableFuture<String> made = new CompletableFuture<>();
        final Queue<String> failures = new ConcurrentLinkedQueue<>();

        @Override
        public void made(String connection) {
            made.complete(connection);
        }

        @Override
        public void failed(Throwable why) {
            failures.add(String.valueOf(why.getMessage()));
        }
    }

    private final AtomicInteger tries = new AtomicInteger();
    private final Heard heard = new Heard();

    private CompletionStage<String> made() {
        if (tries.incrementAndGet() == 1) {
            throw new NoClassDefFoundError("thrown instead of told");
        }
        return CompletableFuture.completedFuture("connection");
    }

    @Test
    void aTryThatThrowsHasFailedLikeAnyOtherAndTheNextOneFollows() {
        try (SystemTime time = SystemTime.start(1)) {
            Lane lane = new Lane(time.executor());
            Attempts<String> attempts =
                    new Attempts<>(time.runtime(), lane, Duration.ofSeconds(1), this::made, late -> {}, heard);
            lane.execute(attempts::begin);

            assertThat(Concurrently.await(heard.made)).isEqualTo("connection");
            assertThat(heard.failures).containsExactly("thrown instead of told");
            attempts.close();
        }
    }

    @Test
    void whoGivesTheReasonWaitsForAWordOfTheServerButNotForEver() {
        List<Throwable> reasons = new ArrayList<>(List.of(
                new IllegalStateException("RedisHandshakeHandler not registered"),
                new CompletionException(new ClosedChannelException()),
                new RedisCommandExecutionException("ERR max number of clients reached")));
        for (int i = 0; i < 7; i++) {
            reasons.add(new IOException("Connection reset by peer"));
        }
        Queue<Throwable> left = new ConcurrentLinkedQueue<>(reasons);
        List<Boolean> tellMore = new ArrayList<>();
        AtomicReference<Attempts<String>> attempts = new AtomicReference<>();
        Attempts.Listener<String> listener = new Attempts.Listener<>() {
            @Override
            public void made(String connection) {
                tellMore.add(attempts.get().mayTellMore());
            }

            @Override
            public void failed(Throwable why) {
                tellMore.add(attempts.get().mayTellMore());
            }
        };
        ManualTime time = new ManualTime();
        Lane lane = new Lane(Runnable::run);
        attempts.set(new Attempts<>(
                new NodeRuntime(time, time, Runnable::run, new Random(1)),
                lane,
                Duration.ofSeconds(1),
                () -> {
                    Throwable why = left.poll();
                    return why == null
                            ? CompletableFuture.completedFuture("connection")
                            : CompletableFuture.failedFuture(why);
                },
                late -> {},
                listener));
        lane.execute(attempts.get()::begin);
        time.advance(Duration.ofMinutes(1));

        assertThat(tellMore).containsExactly(true, true, false, true, true, true, true, true, false, false, false);
        attempts.get().close();
    }
}
