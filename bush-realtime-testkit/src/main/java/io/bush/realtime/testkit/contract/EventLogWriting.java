package io.bush.realtime.testkit.contract;

import static io.bush.realtime.testkit.contract.Probe.DEADLINE;
import static io.bush.realtime.testkit.contract.Probe.FILE;
import static io.bush.realtime.testkit.contract.Probe.KEEP;
import static io.bush.realtime.testkit.contract.Probe.OTHER;
import static io.bush.realtime.testkit.contract.Probe.content;
import static io.bush.realtime.testkit.contract.Probe.entry;
import static io.bush.realtime.testkit.contract.Probe.positions;
import static io.bush.realtime.testkit.contract.Probe.stored;
import static io.bush.realtime.testkit.contract.Probe.together;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.AppendResult;
import io.bush.realtime.eventlog.ReadLimit;
import io.bush.realtime.eventlog.Replay;
import io.bush.realtime.testkit.RecordingBusListener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The writing half of {@link EventLogContract}: numbers, chain, idempotency, announcements. */
abstract class EventLogWriting extends EventLogHistory {

    private static final int THREADS = 4;
    private static final int PUBLISHES = 2_000;
    private static final int ALL = THREADS * PUBLISHES;
    private static final String KEY = "row-1";

    EventLogWriting() {}

    @Test
    @Tag("P4")
    void eventsAreNumberedFromOneAndEachNamesTheTagOfTheOneBefore() {
        Position before = log().head(FILE);
        List<Position> results = log().append(FILE, 20);

        List<Event> events = log().missed(FILE, before);
        assertThat(positions(events)).isEqualTo(results);
        for (Event event : events) {
            assertThat(entry(event).follows(before))
                    .as("%s after %s", event, before)
                    .isTrue();
            before = entry(event).position();
        }
        assertThat(before.offset()).isEqualTo(20);
    }

    @Test
    @Tag("contract-3.7")
    void aChannelWithoutAnyPastStandsAtOffsetZeroWithATagOfItsOwn() {
        Position head = log().head(FILE);

        assertThat(head).isEqualTo(Position.start(FILE, head.epoch()));
        assertThat(log().head(FILE)).isEqualTo(head);
        assertThat(log().append(FILE).epoch()).isEqualTo(head.epoch());
    }

    @Test
    @Tag("contract-3.7")
    void channelsAreNumberedApartInEpochsOfTheirOwn() {
        log().append(FILE, 3);
        Position other = log().append(OTHER);

        assertThat(other.offset()).isEqualTo(1);
        assertThat(other.epoch()).isNotEqualTo(log().head(FILE).epoch());
    }

    @Test
    void headsComeInTheOrderOfTheChannels() {
        Position file = log().append(FILE);
        Position other = log().append(OTHER, 2).get(1);

        assertThat(log().heads(List.of(OTHER, FILE, OTHER))).containsExactly(other, file, other);
        assertThat(log().heads(List.of())).isEmpty();
    }

    @Test
    @Tag("P4")
    void whatIsReadAndWhatIsAnnouncedIsWhatWasAppended() {
        RecordingBusListener heard = log().listen(FILE);
        EventContent content = new EventContent(
                FILE,
                "comment.created",
                Instant.parse("2026-01-15T10:30:00.123Z"),
                Payload.ofJson("{\"text\":\"Schnitt – 切り取り \uD83C\uDFAC\",\"at\":[1.5,null,true,\"\"]}"),
                Payload.ofJson("{\"text\":\"\"}"),
                "user_a",
                "conn_a",
                "user_b",
                null);
        Position before = log().head(FILE);
        Position position = stored(log().append(content, KEEP, null));

        Event read = log().missed(FILE, before).get(0);
        assertThat(read.content()).isEqualTo(content);
        assertThat(entry(read).position()).isEqualTo(position);
        assertThat(heard.await(1, DEADLINE)).containsExactly(read);
    }

    @Test
    @Tag("P4")
    void whatIsAbsentStaysAbsent() {
        Position before = log().head(FILE);
        EventContent content = content(FILE, "null");
        log().append(content, KEEP, null);

        assertThat(log().missed(FILE, before).get(0).content()).isEqualTo(content);
    }

    @Test
    @Tag("P4")
    void aRepeatedKeyYieldsOneEventAndItsPosition() {
        RecordingBusListener heard = log().listen(FILE);
        AppendResult first = log().append(FILE, KEY);
        log().append(FILE);
        AppendResult second = log().append(FILE, KEY);
        Position last = log().append(FILE);

        assertThat(first).isEqualTo(new AppendResult.Stored(stored(first), AppendResult.Origin.THIS_CALL));
        assertThat(second).isEqualTo(new AppendResult.Stored(stored(first), AppendResult.Origin.EARLIER_CALL));
        assertThat(last.offset()).isEqualTo(3);
        assertThat(positions(heard.await(3, DEADLINE))).last().isEqualTo(last);
    }

    @Test
    @Tag("P4")
    void aKeyCountsInItsOwnChannelOnly() {
        log().append(FILE, KEY);

        assertThat(log().append(OTHER, KEY)).isInstanceOfSatisfying(AppendResult.Stored.class, stored -> {
            assertThat(stored.origin()).isEqualTo(AppendResult.Origin.THIS_CALL);
            assertThat(stored.position().offset()).isEqualTo(1);
        });
    }

    @Test
    @Tag("P4")
    void aKeyIsRememberedForFiveMinutesFromItsFirstUse() {
        Position first = stored(log().append(FILE, KEY));
        log().pass(Duration.ofSeconds(200));
        assertThat(stored(log().append(FILE, KEY))).isEqualTo(first);
        log().pass(Duration.ofSeconds(90));
        assertThat(stored(log().append(FILE, KEY))).isEqualTo(first);
        log().pass(Duration.ofSeconds(20));

        assertThat(stored(log().append(FILE, KEY)).offset()).isEqualTo(2);
    }

    @Test
    @Tag("P4")
    void aKeyIsRememberedWhenItsEventHasLeftTheLog() {
        Retention one = new Retention(1, KEEP.maxAge(), KEEP.headAge());
        Position first = stored(log().append(content(FILE, "{}"), one, KEY));
        log().append(content(FILE, "{}"), one, null);

        assertThat(stored(log().append(content(FILE, "{}"), one, KEY))).isEqualTo(first);
    }

    @Test
    @Tag("P4")
    void ofManyAppendsUnderOneKeyAtTheSameTimeExactlyOneStores() {
        RecordingBusListener heard = log().listen(FILE);
        List<List<AppendResult>> results = together(THREADS, () -> {
            List<AppendResult> mine = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                mine.add(log().append(FILE, "row-" + i));
            }
            return mine;
        });

        for (int i = 0; i < 50; i++) {
            int row = i;
            List<AppendResult> same =
                    results.stream().map(mine -> mine.get(row)).toList();
            assertThat(same).extracting(Probe::stored).containsOnly(stored(same.get(0)));
            assertThat(same)
                    .filteredOn(it -> ((AppendResult.Stored) it).origin() == AppendResult.Origin.THIS_CALL)
                    .hasSize(1);
        }
        Position last = log().append(FILE);
        assertThat(last.offset()).isEqualTo(51);
        assertThat(heard.await(51, DEADLINE)).hasSize(51);
    }

    @Test
    @Tag("P4")
    void underManyPublishersEverythingIsAnnouncedOnceInTheOrderOfItsNumbers() {
        RecordingBusListener heard = log().listen(FILE);
        Position before = log().head(FILE);
        List<List<Position>> results = together(THREADS, () -> log().append(FILE, PUBLISHES));
        List<Event> announced = heard.await(ALL, DEADLINE);

        int inversions = 0;
        for (Event event : announced) {
            inversions += entry(event).follows(before) ? 0 : 1;
            before = entry(event).position();
        }
        assertThat(inversions).as("inversions among %d announcements", ALL).isZero();
        assertThat(announced).hasSize(ALL);
        assertThat(heard.overlaps()).isZero();
        assertThat(heard.maybeLost()).isEmpty();
        assertThat(results.stream().flatMap(List::stream).toList())
                .containsExactlyInAnyOrderElementsOf(positions(announced));
        assertThat(log().head(FILE)).isEqualTo(before);
    }

    @Test
    @Tag("P4")
    void whatWasAnnouncedIsInTheLogAndIsItsHeadOrBehind() {
        RecordingBusListener heard = log().listen(FILE);
        together(THREADS, () -> {
            for (int i = 0; i < 200; i++) {
                Position mine = log().append(FILE);
                List<Event> seen = heard.events();
                Position last =
                        seen.isEmpty() ? mine : entry(seen.get(seen.size() - 1)).position();
                Replay replay = log().read(FILE, last);
                Position afterwards = replay.head();
                assertThat(afterwards.offset()).isGreaterThanOrEqualTo(Math.max(last.offset(), mine.offset()));
                List<Event> missed = Probe.missed(replay);
                assertThat(missed).hasSize((int) (afterwards.offset() - last.offset()));
            }
            return true;
        });

        assertThat(heard.await(THREADS * 200, DEADLINE)).hasSize(THREADS * 200);
    }

    @Test
    @Tag("P4")
    void noReaderEverSeesALogThatIsNotTrimmedOrHasAHole() {
        Retention fifty = new Retention(50, KEEP.maxAge(), KEEP.headAge());
        Position start = log().head(FILE);
        AtomicInteger reads = new AtomicInteger();
        together(THREADS, () -> {
            Position after = start;
            for (int i = 0; i < 500; i++) {
                log().append(content(FILE, "{}"), fifty, null);
                Replay replay = log().read(FILE, after, fifty, ReadLimit.WHOLE);
                if (replay instanceof Replay.Missed missed) {
                    assertThat(missed.events()).hasSizeLessThanOrEqualTo(50);
                    for (Event event : missed.events()) {
                        assertThat(entry(event).follows(after)).isTrue();
                        after = entry(event).position();
                    }
                    assertThat(after).isEqualTo(missed.head());
                    reads.incrementAndGet();
                }
                after = replay.head();
            }
            return after;
        });

        assertThat(log().head(FILE).offset()).isEqualTo(THREADS * 500);
        assertThat(reads).hasPositiveValue();
    }

    @Test
    @Tag("P11")
    void afterCloseAnAppendIsCertainlyNotSent() {
        RecordingBusListener heard = log().listen(FILE);
        log().append(FILE);
        heard.await(1, DEADLINE);
        subject().backplane().close();

        assertThat(log().append(content(FILE, "{}"), KEEP, null)).isInstanceOf(AppendResult.NotSent.class);
        assertThat(heard.events()).hasSize(1);
    }
}
