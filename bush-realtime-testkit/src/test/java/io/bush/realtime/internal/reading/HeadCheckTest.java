package io.bush.realtime.internal.reading;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.AppendResult;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.eventlog.ReadLimit;
import io.bush.realtime.eventlog.Replay;
import io.bush.realtime.testkit.ManualWorld;
import io.bush.realtime.testkit.RecordingListener;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("P3")
class HeadCheckTest {

    private static final Duration PERIOD = Duration.ofSeconds(2);
    private static final String EPOCH = Position.epoch(1, 2);

    private final ManualWorld world = ManualWorld.inOrder();
    private final RecordingListener listener = new RecordingListener();
    private final Heads log = new Heads();
    private final HeadCheck check = new HeadCheck(world.runtime(), log, listener, PERIOD);

    private List<Watched> watch(int count) {
        List<Watched> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Watched one = new Watched(new Channel("file", "file_" + i));
            all.add(one);
            check.watch(one);
        }
        return all;
    }

    private void seconds(int seconds) {
        world.advance(Duration.ofSeconds(seconds));
    }

    @Test
    void asksForEachQuietChannelOnceInAPeriodInBatchesOfBoundedSize() {
        List<Watched> all = watch(2 * HeadCheck.BATCH + 10);
        check.start();
        seconds(14);

        assertThat(log.sizes).contains(HeadCheck.BATCH).allMatch(size -> size <= HeadCheck.BATCH);
        assertThat(all).allMatch(one -> one.compared >= 7 && one.compared <= 8);
    }

    @Test
    @Tag("P9")
    void asksForSomeTenThousandChannelsASecondAndNotMore() {
        List<Watched> all = watch(60_000);
        check.start();
        seconds(30);
        long warm = all.stream().mapToLong(one -> one.compared).sum();
        seconds(60);
        long asked = all.stream().mapToLong(one -> one.compared).sum() - warm;

        // 60,000 channels are asked for every 6 s; whoever would be too late at the next of eight looks is early.
        assertThat(asked).isBetween(600_000L, 600_000L * 8 / 7 + 60_000);
    }

    @Test
    @Tag("P9")
    void aSlowLogIsNeverAskedTwiceAtATime() {
        watch(3 * HeadCheck.BATCH);
        log.slow = true;
        check.start();
        for (int i = 0; i < 60; i++) {
            seconds(1);
            check.soon();
            world.settle();
            assertThat(log.open).hasSize(i < 1 ? log.open.size() : 1);
        }
        log.slow = false;
        log.answerAll();
        seconds(1);

        assertThat(log.open).isEmpty();
        assertThat(log.sizes).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    @Tag("P9")
    void aLogThatFailsIsLeftAloneForAWhileAndThenAskedAgain() {
        List<Watched> all = watch(1_500);
        log.failing.add("everything");
        check.start();
        seconds(60);
        int inVain = log.sizes.size();
        // Each time a few more questions than it takes to find a single channel that fails.
        assertThat(inVain).isBetween(60, 60 * 8);
        assertThat(listener.calls("failed")).hasSizeBetween(10, 40);
        log.failing.clear();
        seconds(4);

        assertThat(all).allMatch(one -> one.compared > 0);
    }

    @Test
    @Tag("P9")
    void aChannelThatCannotBeAskedForHidesNoOther() {
        List<Watched> all = watch(1_500);
        Watched broken = all.get(700);
        log.failing.add(broken.channel().id());
        check.start();
        seconds(2);
        assertThat(all).allMatch(one -> one == broken || one.compared >= 1);
        log.failing.clear();
        seconds(2);

        assertThat(broken.compared).isPositive();
    }

    @Test
    void aDoubtIsLookedAtAtOnceAndNotOverlookedDuringARound() {
        Watched one = watch(1).get(0);
        log.slow = true;
        one.proof().doubt();
        check.soon();
        world.settle();
        assertThat(log.sizes).containsExactly(1);
        one.proof().doubt();
        check.soon();
        world.settle();
        assertThat(log.sizes).containsExactly(1);
        log.answerAll();
        world.settle();

        assertThat(log.sizes).containsExactly(1, 1);
        assertThat(one.compared).isEqualTo(1);
    }

    @Test
    void whoIsGoneOrNotAttachedIsNotAskedFor() {
        List<Watched> all = watch(3);
        all.get(0).gone = true;
        all.get(1).attached = false;
        check.start();
        seconds(4);

        assertThat(all).extracting(one -> one.compared > 0).containsExactly(false, false, true);
    }

    private final class Watched implements HeadCheck.Subject {

        private final Channel channel;
        private final Proof proof = new Proof(world.time().nanoTime(), Retention.DEFAULT);
        private boolean attached = true;
        private boolean gone;
        private int compared;

        Watched(Channel channel) {
            this.channel = channel;
        }

        @Override
        public Channel channel() {
            return channel;
        }

        @Override
        public Retention retention() {
            return Retention.DEFAULT;
        }

        @Override
        public Proof proof() {
            return proof;
        }

        @Override
        public boolean attached() {
            return attached;
        }

        @Override
        public boolean gone() {
            return gone;
        }

        @Override
        public void compareHead(Position newest, long asked, int doubts) {
            compared++;
            proof.level(asked, doubts);
        }
    }

    /** Knows nothing but heads. */
    private static final class Heads implements EventLog {

        private final List<Integer> sizes = new ArrayList<>();
        private final Deque<CompletableFuture<List<Position>>> open = new ArrayDeque<>();
        private final Deque<List<Position>> answers = new ArrayDeque<>();
        /** Ids of channels that make a question fail. */
        private final Set<String> failing = new HashSet<>();

        private boolean slow;

        @Override
        public CompletionStage<List<Position>> heads(List<Channel> channels, Retention retention) {
            sizes.add(channels.size());
            if (failing.contains("everything")
                    || channels.stream().anyMatch(channel -> failing.contains(channel.id()))) {
                return CompletableFuture.failedFuture(new IOException("the wire is cut"));
            }
            List<Position> heads = channels.stream()
                    .map(channel -> Position.start(channel, EPOCH))
                    .toList();
            if (!slow) {
                return CompletableFuture.completedFuture(heads);
            }
            CompletableFuture<List<Position>> late = new CompletableFuture<>();
            open.add(late);
            answers.add(heads);
            return late;
        }

        void answerAll() {
            while (!open.isEmpty()) {
                open.remove().complete(answers.remove());
            }
        }

        @Override
        public CompletionStage<AppendResult> append(EventContent content, Retention retention, @Nullable String key) {
            throw new AssertionError("nothing is appended");
        }

        @Override
        public CompletionStage<Position> startAnew(Channel channel, Retention retention, Duration age) {
            throw new AssertionError("nothing is started anew");
        }

        @Override
        public CompletionStage<Replay> readAfter(
                Channel channel, Position after, Retention retention, ReadLimit limit) {
            throw new AssertionError("nothing is read");
        }
    }
}
