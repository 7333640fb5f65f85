package io.bush.realtime.internal.reading;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.internal.reading.Turnstile.Turn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("P9")
class TurnstileTest {

    private static final Channel ONE = new Channel("file", "file_1");
    private static final Channel TWO = new Channel("file", "file_2");
    private static final Channel THREE = new Channel("file", "file_3");

    private final Turnstile turnstile = new Turnstile(2);
    /** What was asked, in order, and how to answer it. */
    private final Map<String, CompletableFuture<String>> asked = new LinkedHashMap<>();

    private final List<String> answered = new ArrayList<>();

    private void ask(Turn turn, Channel channel, String name) {
        turnstile
                .ask(turn, channel, () -> {
                    CompletableFuture<String> answer = new CompletableFuture<>();
                    asked.put(name, answer);
                    return answer;
                })
                .whenComplete((value, failure) -> answered.add(failure == null ? value : "failed " + name));
    }

    private void answer(String name) {
        asked.get(name).complete(name);
    }

    @Test
    void soManyAreUnderWayAndTheOthersWaitInOrder() {
        for (int i = 1; i <= 4; i++) {
            ask(Turn.ENTRY, ONE, "a" + i);
        }
        assertThat(asked.keySet()).containsExactly("a1", "a2");
        assertThat(turnstile.underWay()).isEqualTo(2);
        assertThat(turnstile.waiting()).isEqualTo(2);
        answer("a2");
        assertThat(asked.keySet()).containsExactly("a1", "a2", "a3");
        asked.get("a1").completeExceptionally(new IllegalStateException("no"));
        assertThat(asked.keySet()).containsExactly("a1", "a2", "a3", "a4");
        answer("a3");
        answer("a4");

        assertThat(answered).containsExactly("a2", "failed a1", "a3", "a4");
        assertThat(turnstile.underWay()).isZero();
        assertThat(turnstile.waiting()).isZero();
    }

    @Test
    void aChannelWithManyQuestionsDoesNotKeepAnotherWaiting() {
        for (int i = 1; i <= 100; i++) {
            ask(Turn.ENTRY, ONE, "one" + i);
        }
        ask(Turn.ENTRY, TWO, "two1");
        ask(Turn.ENTRY, TWO, "two2");
        ask(Turn.ENTRY, THREE, "three1");
        answer("one1");
        answer("one2");
        answer("one3");
        answer("two1");

        assertThat(asked.keySet()).containsExactly("one1", "one2", "one3", "two1", "three1", "one4");
    }

    @Test
    @Tag("P3")
    void repairsGoAheadOfWhoComesAndTheseAheadOfPicturesShownAgain() {
        ask(Turn.ENTRY, ONE, "first");
        ask(Turn.ENTRY, ONE, "second");
        ask(Turn.REFRESH, ONE, "picture");
        ask(Turn.ENTRY, ONE, "entry");
        ask(Turn.REPAIR, TWO, "repair");
        answer("first");
        answer("second");
        answer("repair");
        answer("entry");

        assertThat(asked.keySet()).containsExactly("first", "second", "repair", "entry", "picture");
    }

    /** A channel that is repaired again and again never runs out of repairs. */
    @Test
    @Tag("P1")
    void repairsWithoutEndLeaveEveryOtherTurnToWhoComes() {
        ask(Turn.REPAIR, ONE, "r1");
        ask(Turn.REPAIR, TWO, "r2");
        ask(Turn.ENTRY, THREE, "e1");
        ask(Turn.ENTRY, THREE, "e2");
        for (int i = 3; i <= 6; i++) {
            ask(Turn.REPAIR, i % 2 == 0 ? TWO : ONE, "r" + i);
            answer("r" + (i - 2));
        }

        assertThat(asked.keySet()).containsExactly("r1", "r2", "r3", "e1", "r4", "e2");
    }

    @Test
    void answersThatAreThereAtOnceNeedNoStack() {
        CompletableFuture<String> one = new CompletableFuture<>();
        CompletableFuture<String> other = new CompletableFuture<>();
        turnstile.ask(Turn.ENTRY, ONE, () -> one);
        turnstile.ask(Turn.ENTRY, ONE, () -> other);
        int[] asked = {0};
        for (int i = 0; i < 200_000; i++) {
            turnstile.ask(Turn.ENTRY, ONE, () -> {
                asked[0]++;
                return CompletableFuture.completedFuture("now");
            });
        }
        assertThat(turnstile.waiting()).isEqualTo(200_000);
        one.complete("late");

        assertThat(asked[0]).isEqualTo(200_000);
        assertThat(turnstile.underWay()).isEqualTo(1);
    }
}
