package io.bush.realtime.redis.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.redis.internal.command.RedisFailure.Kind;
import io.bush.realtime.redis.internal.command.RedisFailure.Outcome;
import io.bush.realtime.testkit.ManualWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("P10")
class BreakerTest {

    private final ManualWorld world = ManualWorld.inOrder();
    private final List<String> news = new ArrayList<>();
    private int probes;
    /** Why probes fail just now; null when they work. */
    private @Nullable Kind broken = Kind.TIMED_OUT;

    private final Breaker breaker =
            new Breaker(world.runtime(), this::probe, world.runtime().executor(), new CommandListener() {
                @Override
                public void opened(RedisFailure cause) {
                    news.add("opened " + cause.kind());
                }

                @Override
                public void closed() {
                    news.add("closed");
                }

                @Override
                public void wrongServer() {
                    news.add("wrong server");
                }
            });

    private CompletionStage<?> probe() {
        probes++;
        return broken == null
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.failedFuture(failure(broken));
    }

    private static RedisFailure failure(Kind kind) {
        return new RedisFailure(Outcome.UNKNOWN, kind, "planted", null);
    }

    private void fail(Kind kind, int times) {
        for (int i = 0; i < times; i++) {
            breaker.failed(failure(kind));
        }
        world.settle();
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"NO_CONNECTION", "CONNECTION_LOST", "TIMED_OUT", "READ_ONLY", "NOT_READY"})
    void theFifthFailureInARowOpensItAndTheFourthDoesNot(Kind kind) {
        fail(kind, 4);
        assertThat(breaker.isOpen()).isFalse();
        fail(kind, 1);

        assertThat(breaker.isOpen()).isTrue();
        assertThat(news).containsExactly("opened " + kind);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"OUT_OF_MEMORY", "WRONG_TYPE", "FORBIDDEN", "BROKEN", "QUEUE_FULL", "BREAKER_OPEN", "CLOSED"})
    void whatSaysNothingOfTheServerNeverOpensIt(Kind kind) {
        fail(kind, 1_000);
        world.advance(Duration.ofMinutes(1));

        assertThat(breaker.isOpen()).isFalse();
        assertThat(probes).isZero();
    }

    @Test
    void anAnswerEndsTheRow() {
        for (int i = 0; i < 100; i++) {
            fail(Kind.TIMED_OUT, 4);
            breaker.worked(Script.Use.READ);
        }

        assertThat(breaker.isOpen()).isFalse();
    }

    @Test
    void aServerThatOnlyAnswersQuestionsIsNoneToWorkWith() {
        for (int i = 0; i < 5; i++) {
            fail(Kind.READ_ONLY, 1);
            breaker.worked(Script.Use.READ);
        }

        assertThat(breaker.isOpen()).isTrue();
    }

    @Test
    void aWriteThatWorkedEndsTheRowOfWrites() {
        for (int i = 0; i < 100; i++) {
            fail(Kind.READ_ONLY, 4);
            breaker.worked(Script.Use.WRITE);
        }

        assertThat(breaker.isOpen()).isFalse();
    }

    @Test
    void anIdleNodeNoticesByItsProbes() {
        fail(Kind.TIMED_OUT, 1);
        assertThat(breaker.isOpen()).isFalse();
        world.advance(Duration.ofSeconds(4));

        assertThat(breaker.isOpen()).isTrue();
        assertThat(probes).isBetween(4, 8);
    }

    @Test
    void aProbeThatWorksClosesIt() {
        fail(Kind.TIMED_OUT, 5);
        world.advance(Duration.ofSeconds(30));
        assertThat(breaker.isOpen()).isTrue();
        broken = null;
        world.advance(Duration.ofSeconds(1));

        assertThat(breaker.isOpen()).isFalse();
        assertThat(news).containsExactly("opened TIMED_OUT", "closed");
        assertThat(world.quiet()).as("nothing goes on being probed").isTrue();
    }

    @Test
    void onceThereIsAConnectionAgainNobodyWaitsForTheNextProbe() {
        fail(Kind.NO_CONNECTION, 5);
        broken = null;
        breaker.tryNow();
        world.settle();

        assertThat(breaker.isOpen()).isFalse();
        assertThat(world.quiet()).isTrue();
    }

    @Test
    void itOpensAndClosesAgainAndAgain() {
        for (int i = 0; i < 3; i++) {
            broken = Kind.NOT_READY;
            fail(Kind.NOT_READY, 5);
            broken = null;
            world.advance(Duration.ofSeconds(1));
        }

        assertThat(news)
                .containsExactly(
                        "opened NOT_READY", "closed", "opened NOT_READY", "closed", "opened NOT_READY", "closed");
    }

    @Test
    @Tag("P11")
    void aNodeThatLeftProbesNothingAndIsToldNothing() {
        fail(Kind.TIMED_OUT, 5);
        news.clear();
        breaker.stop();
        broken = null;
        world.advance(Duration.ofMinutes(1));

        assertThat(news).isEmpty();
        assertThat(world.quiet()).isTrue();
    }
}
