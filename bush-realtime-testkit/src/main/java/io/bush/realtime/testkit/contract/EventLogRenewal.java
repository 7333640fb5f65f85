package io.bush.realtime.testkit.contract;

import static io.bush.realtime.testkit.contract.Probe.DEADLINE;
import static io.bush.realtime.testkit.contract.Probe.FILE;
import static io.bush.realtime.testkit.contract.Probe.OTHER;
import static io.bush.realtime.testkit.contract.Probe.entry;
import static io.bush.realtime.testkit.contract.Probe.stored;
import static io.bush.realtime.testkit.contract.Probe.together;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.Position;
import io.bush.realtime.eventlog.AppendResult;
import io.bush.realtime.eventlog.Replay;
import io.bush.realtime.eventlog.ResetReason;
import io.bush.realtime.testkit.RecordingBusListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The part of {@link EventLogContract} about epochs that are begun on request (contract §7). */
abstract class EventLogRenewal extends EventLogWriting {

    private static final Duration AGE = Duration.ofMinutes(10);

    EventLogRenewal() {}

    /** How long to wait for what is told; shorter where it is known not to come. */
    Duration patience() {
        return DEADLINE;
    }

    @Test
    @Tag("P10")
    void aLogThatIsStartedAnewIsEmptyAndNoOlderPositionIsGood() {
        Position start = log().head(FILE);
        List<Position> old = log().append(FILE, 5);
        log().pass(AGE.plusMinutes(1));
        Position anew = log().startAnew(FILE, AGE);

        assertThat(anew.epoch()).isNotEqualTo(start.epoch());
        assertThat(anew).isEqualTo(Position.start(FILE, anew.epoch()));
        assertThat(log().head(FILE)).isEqualTo(anew);
        assertThat(log().read(FILE, start)).isEqualTo(new Replay.Gap(ResetReason.EPOCH_CHANGED, anew));
        old.forEach(position -> assertThat(log().gap(FILE, position)).isEqualTo(ResetReason.EPOCH_CHANGED));
    }

    @Test
    @Tag("P10")
    void theChainGoesOnFromTheNewBeginning() {
        log().append(FILE, 5);
        log().pass(AGE.plusMinutes(1));
        Position anew = log().startAnew(FILE, AGE);
        List<Position> next = log().append(FILE, 2);

        List<Event> missed = log().missed(FILE, anew);
        assertThat(Probe.positions(missed)).isEqualTo(next);
        assertThat(entry(missed.get(0)).follows(anew)).isTrue();
    }

    @Test
    @Tag("P10")
    void anEpochYoungerThanAskedForStaysWhateverItsEventsAre() {
        RecordingBusListener heard = log().listen(FILE);
        Position start = log().head(FILE);
        Position last = log().append(FILE, 3).get(2);
        log().pass(AGE.minusMinutes(1));

        assertThat(log().startAnew(FILE, AGE)).isEqualTo(last);
        assertThat(log().missed(FILE, start)).hasSize(3);
        assertThat(heard.maybeLost()).isEmpty();
    }

    @Test
    @Tag("P10")
    void theAgeOfAnEpochIsCountedFromItsBeginningNotFromItsLastUse() {
        Position first = log().append(FILE);
        log().pass(AGE.minusMinutes(1));
        Position last = log().append(FILE);
        log().pass(Duration.ofMinutes(2));

        assertThat(last.epoch()).isEqualTo(first.epoch());
        assertThat(log().startAnew(FILE, AGE).epoch()).isNotEqualTo(first.epoch());
    }

    @Test
    @Tag("P10")
    void whoAsksSecondFindsTheEpochOfTheFirst() {
        log().append(FILE);
        log().pass(AGE.multipliedBy(3));
        Position first = log().startAnew(FILE, AGE);
        log().pass(Duration.ofMinutes(1));
        Position next = log().append(FILE);

        assertThat(next.epoch()).isEqualTo(first.epoch());
        assertThat(log().startAnew(FILE, AGE.multipliedBy(2))).isEqualTo(next);
    }

    @Test
    @Tag("P10")
    void whoeverIsSubscribedHearsThatItHasToReadAgainAndOnlyThen() {
        RecordingBusListener heard = log().listen(FILE);
        log().append(FILE);
        log().append(OTHER);
        log().pass(AGE.plusMinutes(1));
        log().startAnew(FILE, AGE);
        log().startAnew(FILE, AGE);
        log().startAnew(OTHER, AGE);
        log().pass(AGE.plusMinutes(1));
        log().startAnew(FILE, AGE);

        assertThat(heard.awaitMaybeLost(2, patience())).containsExactly(FILE, FILE);
        assertThat(heard.overlaps()).isZero();
    }

    @Test
    @Tag("P10")
    void whatIsAnnouncedAfterwardsIsOfTheNewEpoch() {
        RecordingBusListener heard = log().listen(FILE);
        log().append(FILE);
        log().pass(AGE.plusMinutes(1));
        Position anew = log().startAnew(FILE, AGE);
        log().append(FILE);

        List<Event> events = heard.await(2, patience());
        assertThat(entry(events.get(1)).follows(anew)).isTrue();
    }

    @Test
    @Tag("P10")
    void aChannelWithoutAnyPastBeginsItsFirstEpoch() {
        Position anew = log().startAnew(FILE, AGE);

        assertThat(anew).isEqualTo(Position.start(FILE, anew.epoch()));
        assertThat(log().head(FILE)).isEqualTo(anew);
    }

    @Test
    @Tag("P10")
    void startingAnewKeepsTheHeadRemembered() {
        Position last = log().append(FILE);
        for (int i = 0; i < 3; i++) {
            log().pass(Probe.KEEP.headAge().minusDays(1));
            assertThat(log().startAnew(FILE, Duration.ofDays(300))).isEqualTo(last);
        }
    }

    @Test
    @Tag("P10")
    @Tag("P4")
    void whatWasStoredUnderAKeyIsNotStoredAgainInTheNewEpoch() {
        Position first = stored(log().append(FILE, "row-1"));
        log().pass(Duration.ofMinutes(2));
        Position anew = log().startAnew(FILE, Duration.ofMinutes(1));

        assertThat(log().append(FILE, "row-1"))
                .isEqualTo(new AppendResult.Stored(first, AppendResult.Origin.EARLIER_CALL));
        assertThat(log().head(FILE)).isEqualTo(anew);
    }

    @Test
    @Tag("P10")
    void ofManyThatAskAtTheSameTimeOneBeginsTheEpochAndAllGetIt() {
        RecordingBusListener heard = log().listen(FILE);
        Position old = log().append(FILE);
        log().pass(AGE.plusMinutes(1));
        List<List<Position>> answers = together(4, () -> {
            List<Position> mine = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                mine.add(log().startAnew(FILE, AGE));
            }
            return mine;
        });

        List<Position> all = answers.stream().flatMap(List::stream).toList();
        assertThat(all).containsOnly(all.get(0)).doesNotContain(old);
        assertThat(heard.awaitMaybeLost(1, patience())).hasSize(1);
    }

    @Test
    @Tag("P10")
    @Tag("P1")
    void betweenAnEpochAndTheNextNoAnnouncementIsOutOfLine() {
        RecordingBusListener heard = log().listen(FILE);
        Position before = log().head(FILE);
        log().pass(Duration.ofMinutes(1));
        int each = 200;
        together(3, () -> {
            for (int i = 0; i < each; i++) {
                log().append(FILE);
                if (i == each / 2) {
                    log().startAnew(FILE, Duration.ofSeconds(30));
                }
            }
            return true;
        });

        int epochs = 1;
        for (Event event : heard.await(3 * each, patience())) {
            Position start = Position.start(FILE, entry(event).position().epoch());
            boolean begins = !start.epoch().equals(before.epoch());
            epochs += begins ? 1 : 0;
            assertThat(entry(event).follows(begins ? start : before))
                    .as("%s after %s", event, before)
                    .isTrue();
            before = entry(event).position();
        }
        assertThat(epochs).isEqualTo(2);
        assertThat(log().head(FILE)).isEqualTo(before);
    }
}
