package io.bush.realtime.testkit.contract;

import static io.bush.realtime.testkit.contract.Probe.FILE;
import static io.bush.realtime.testkit.contract.Probe.KEEP;
import static io.bush.realtime.testkit.contract.Probe.OTHER;
import static io.bush.realtime.testkit.contract.Probe.content;
import static io.bush.realtime.testkit.contract.Probe.entry;
import static io.bush.realtime.testkit.contract.Probe.positions;
import static io.bush.realtime.testkit.contract.Probe.stored;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.ReadLimit;
import io.bush.realtime.eventlog.ReadLimit.Overflow;
import io.bush.realtime.eventlog.Replay;
import io.bush.realtime.eventlog.ResetReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What every {@code EventLog} has to keep of contract P2, P4, §3.7 and §7. Inherit it and say in {@link #open} what to test.
 * Thread safety: none, as any test class.
 */
public abstract class EventLogContract extends EventLogRenewal {

    /** For subclasses. */
    protected EventLogContract() {}

    /**
     * Makes the log to be tested, before each test.
     *
     * @return a fresh, empty back end; the test closes it
     */
    protected abstract Subject open();

    @Override
    final Subject fresh() {
        return open();
    }

    @Test
    @Tag("P2")
    void afterAnyPositionExactlyItsSuccessorsAreRead() {
        List<Position> all = new ArrayList<>(List.of(log().head(FILE)));
        all.addAll(log().append(FILE, 30));

        for (int seen = 0; seen < all.size(); seen++) {
            Replay replay = log().read(FILE, all.get(seen));
            assertThat(positions(Probe.missed(replay))).isEqualTo(all.subList(seen + 1, all.size()));
            assertThat(replay.head()).isEqualTo(all.get(30));
        }
    }

    @Test
    @Tag("P2")
    void noneMissingIsNothingToSendEvenIfTheLogItselfHasExpired() {
        Position empty = log().head(OTHER);
        Position head = log().append(FILE, 3).get(2);
        log().pass(KEEP.maxAge().multipliedBy(3));

        assertThat(log().read(FILE, head)).isEqualTo(new Replay.Missed(List.of(), head));
        assertThat(log().read(OTHER, empty)).isEqualTo(new Replay.Missed(List.of(), empty));
    }

    @Test
    @Tag("P2")
    void aThousandMissedEventsAreReplayedAndAThousandAndOneAreExpired() {
        Position start = log().head(FILE);
        List<Position> all = log().append(FILE, 1_000);
        assertThat(positions(log().missed(FILE, start))).isEqualTo(all);

        Position next = log().append(FILE);
        assertThat(log().read(FILE, start)).isEqualTo(new Replay.Gap(ResetReason.EXPIRED, next));
        assertThat(log().missed(FILE, all.get(0))).hasSize(1_000);
    }

    @Test
    @Tag("contract-3.7")
    void noMoreEventsAreKeptThanTheRetentionSays() {
        Retention three = new Retention(3, KEEP.maxAge(), KEEP.headAge());
        List<Position> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(stored(log().append(content(FILE, "{}"), three, null)));
        }

        assertThat(positions(Probe.missed(log().read(FILE, all.get(1), three, ReadLimit.WHOLE))))
                .isEqualTo(all.subList(2, 5));
        assertThat(log().read(FILE, all.get(0), three, ReadLimit.WHOLE))
                .isEqualTo(new Replay.Gap(ResetReason.EXPIRED, all.get(4)));
    }

    @Test
    @Tag("P2")
    void eachEventExpiresByItsOwnAge() {
        Position start = log().head(FILE);
        Position first = log().append(FILE);
        log().pass(Duration.ofMinutes(30));
        Position second = log().append(FILE);
        log().pass(Duration.ofMinutes(25));
        assertThat(positions(log().missed(FILE, start))).containsExactly(first, second);

        log().pass(Duration.ofMinutes(10));
        assertThat(log().gap(FILE, start)).isEqualTo(ResetReason.EXPIRED);
        assertThat(positions(log().missed(FILE, first))).containsExactly(second);

        log().pass(Duration.ofMinutes(30));
        assertThat(log().gap(FILE, first)).isEqualTo(ResetReason.EXPIRED);
        assertThat(log().missed(FILE, second)).isEmpty();
    }

    @Test
    @Tag("P2")
    void aBusyChannelExpiresItsOldEventsToo() {
        Position start = log().head(FILE);
        Position last = start;
        for (int i = 0; i < 10; i++) {
            last = log().append(FILE);
            log().pass(Duration.ofMinutes(10));
        }

        assertThat(log().gap(FILE, start)).isEqualTo(ResetReason.EXPIRED);
        assertThat(log().read(FILE, last)).isEqualTo(new Replay.Missed(List.of(), last));
    }

    @Test
    @Tag("contract-3.7")
    void theHeadOutlivesTheLogAndTheChainGoesOnFromIt() {
        Position before = log().append(FILE, 2).get(1);
        log().pass(KEEP.maxAge().multipliedBy(2));
        Position next = log().append(FILE);

        List<Event> missed = log().missed(FILE, before);
        assertThat(positions(missed)).containsExactly(next);
        assertThat(entry(missed.get(0)).follows(before)).isTrue();
    }

    @Test
    @Tag("contract-3.7")
    void appendingReadingAndAskingForTheHeadKeepItRemembered() {
        refreshes(use -> log().append(FILE));
        refreshes(head -> log().head(FILE));
        refreshes(head -> log().read(FILE, head));
    }

    private void refreshes(Consumer<Position> use) {
        Position first = log().append(FILE);
        for (int i = 0; i < 3; i++) {
            log().pass(KEEP.headAge().minusDays(1));
            use.accept(first);
        }
        assertThat(log().head(FILE).epoch()).isEqualTo(first.epoch());
    }

    @Test
    @Tag("contract-3.7")
    void aHeadThatNobodyUsedIsForgottenAndTheNextUseBeginsANewEpoch() {
        Position old = log().append(FILE, 3).get(2);
        log().pass(KEEP.headAge().plusSeconds(2));

        assertThat(log().read(FILE, old)).isInstanceOfSatisfying(Replay.Gap.class, gap -> {
            assertThat(gap.reason()).isEqualTo(ResetReason.EPOCH_CHANGED);
            assertThat(gap.head().offset()).isZero();
            assertThat(gap.head().epoch()).isNotEqualTo(old.epoch());
        });
        Position next = log().append(FILE);
        assertThat(next.offset()).isEqualTo(1);
        assertThat(next.epoch()).isEqualTo(log().head(FILE).epoch());
    }

    @Test
    @Tag("P2")
    void aPositionOfAnotherEpochIsAGap() {
        Position head = log().append(FILE, 5).get(4);
        String foreign = Position.epoch(1, 2);

        assertThat(log().gap(FILE, new Position(foreign, 3, head.tag()))).isEqualTo(ResetReason.EPOCH_CHANGED);
        assertThat(log().gap(FILE, new Position(foreign, 5, head.tag()))).isEqualTo(ResetReason.EPOCH_CHANGED);
        assertThat(log().gap(FILE, new Position(foreign, 9, head.tag()))).isEqualTo(ResetReason.EPOCH_CHANGED);
        assertThat(log().gap(FILE, Position.start(FILE, foreign))).isEqualTo(ResetReason.EPOCH_CHANGED);
        assertThat(log().gap(OTHER, head)).isEqualTo(ResetReason.EPOCH_CHANGED);
    }

    @Test
    @Tag("P2")
    void aPositionAheadOfTheHeadIsAGap() {
        Position empty = log().head(OTHER);
        Position head = log().append(FILE, 5).get(4);

        assertThat(log().read(FILE, new Position(head.epoch(), 6, head.tag())))
                .isEqualTo(new Replay.Gap(ResetReason.AHEAD, head));
        assertThat(log().gap(OTHER, new Position(empty.epoch(), 1, empty.tag())))
                .isEqualTo(ResetReason.AHEAD);
    }

    @Test
    @Tag("P2")
    @Tag("contract-3.7")
    void aPositionWithAnotherTagIsAGapWhereverItStands() {
        Position start = log().head(FILE);
        List<Position> all = log().append(FILE, 5);

        for (Position real : all) {
            Position forked = new Position(real.epoch(), real.offset(), otherTag(real));
            assertThat(log().read(FILE, forked)).isEqualTo(new Replay.Gap(ResetReason.DIVERGED, all.get(4)));
        }
        Position foreignStart = Position.start(OTHER, start.epoch());
        assertThat(log().gap(FILE, foreignStart)).isEqualTo(ResetReason.DIVERGED);
        assertThat(log().missed(FILE, start)).hasSize(5);
    }

    @Test
    @Tag("P2")
    void onAnEmptyChannelOnlyItsOwnStartIsGood() {
        Position start = log().head(FILE);

        assertThat(log().read(FILE, start)).isEqualTo(new Replay.Missed(List.of(), start));
        assertThat(log().gap(FILE, Position.start(OTHER, start.epoch()))).isEqualTo(ResetReason.DIVERGED);
    }

    @Test
    @Tag("P2")
    void aChannelNobodyEverUsedAnswersAnyPositionWithAGap() {
        assertThat(log().gap(FILE, Position.start(FILE, Position.epoch(5, 5)))).isEqualTo(ResetReason.EPOCH_CHANGED);
    }

    @Test
    @Tag("contract-3.14")
    void aWholeReplayIsRefusedWhenOneMoreIsMissingThanFits() {
        List<Position> all = log().append(FILE, 12);
        ReadLimit ten = new ReadLimit(10, 1 << 20, Overflow.REFUSE);

        assertThat(positions(Probe.missed(log().read(FILE, all.get(1), KEEP, ten))))
                .isEqualTo(all.subList(2, 12));
        assertThat(log().read(FILE, all.get(0), KEEP, ten))
                .isEqualTo(new Replay.Gap(ResetReason.REPLAY_TOO_LARGE, all.get(11)));
    }

    @Test
    @Tag("contract-3.14")
    void aWholeReplayIsRefusedWhenItIsOneByteTooLarge() {
        Position start = log().head(FILE);
        int bytes = 0;
        for (int i = 0; i < 4; i++) {
            var content = content(FILE, "{\"text\":\"" + "x".repeat(100 * i) + "\"}");
            bytes += content.sizeBytes();
            log().append(content, KEEP, null);
        }

        assertThat(Probe.missed(log().read(FILE, start, KEEP, new ReadLimit(10, bytes, Overflow.REFUSE))))
                .hasSize(4);
        assertThat(log().read(FILE, start, KEEP, new ReadLimit(10, bytes - 1, Overflow.REFUSE)))
                .isEqualTo(new Replay.Gap(ResetReason.REPLAY_TOO_LARGE, log().head(FILE)));
    }

    @Test
    @Tag("contract-3.12")
    void pagesFollowOnEachOtherUntilTheHead() {
        Position at = log().head(FILE);
        List<Position> all = log().append(FILE, 601);
        List<Position> read = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        while (sizes.isEmpty() || sizes.get(sizes.size() - 1) > 0) {
            Replay page = log().read(FILE, at, KEEP, ReadLimit.PAGE);
            assertThat(page.head()).isEqualTo(all.get(600));
            List<Position> found = positions(Probe.missed(page));
            read.addAll(found);
            sizes.add(found.size());
            at = read.get(read.size() - 1);
        }

        assertThat(read).isEqualTo(all);
        assertThat(sizes).containsExactly(250, 250, 101, 0);
    }

    @Test
    @Tag("contract-3.12")
    void aPageEndsBeforeItsBytesAreExceededButHoldsAtLeastOneEvent() {
        Position start = log().head(FILE);
        int size = content(FILE, "{}").sizeBytes();
        List<Position> all = log().append(FILE, 5);

        assertThat(page(start, 3 * size)).isEqualTo(all.subList(0, 3));
        assertThat(page(start, 3 * size - 1)).isEqualTo(all.subList(0, 2));
        assertThat(page(start, 1)).isEqualTo(all.subList(0, 1));
        assertThat(page(all.get(4), 1)).isEmpty();
    }

    private List<Position> page(Position after, int bytes) {
        return positions(Probe.missed(log().read(FILE, after, KEEP, new ReadLimit(10, bytes, Overflow.PAGE))));
    }

    @Test
    @Tag("P2")
    void aPageIsRefusedAsAWholeReplayIsWhenEventsHaveExpired() {
        List<Position> all = log().append(FILE, 1_002);

        assertThat(log().read(FILE, all.get(0), KEEP, ReadLimit.PAGE))
                .isEqualTo(new Replay.Gap(ResetReason.EXPIRED, all.get(1_001)));
    }

    private static String otherTag(Position real) {
        return Position.tag(~(int) Long.parseLong(real.tag(), 16));
    }
}
