package io.bush.realtime.backplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.bus.BusListener;
import io.bush.realtime.bus.Signal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.AppendResult;
import io.bush.realtime.eventlog.ReadLimit;
import io.bush.realtime.eventlog.Replay;
import io.bush.realtime.eventlog.ResetReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What only the in-memory log promises: memory, exact edges, and what time it goes by. */
class InMemoryEventLogTest {

    private static final Channel FILE = new Channel("file", "file_a");
    private static final Retention KEEP = Retention.DEFAULT;

    private final StillWorld world = new StillWorld();
    private final InMemoryBus bus = new InMemoryBus();
    private final InMemoryEventLog log = InMemoryEventLog.start(world.runtime(), bus);

    @Test
    @Tag("P2")
    void anEventIsGoneExactlyAnHourAfterItWasStoredAndNotANanosecondEarlier() {
        Position start = head();
        append(null);
        world.advance(Duration.ofHours(1).minusNanos(1));
        assertThat(readAfter(start)).isInstanceOf(Replay.Missed.class);

        world.advance(Duration.ofNanos(1));
        assertThat(readAfter(start)).isEqualTo(new Replay.Gap(ResetReason.EXPIRED, head()));
    }

    @Test
    @Tag("contract-3.7")
    void aHeadIsForgottenExactlyItsAgeAfterItsLastUse() {
        Position first = append(null);
        world.advance(KEEP.headAge().minusNanos(1));
        assertThat(head()).isEqualTo(first);
        world.advance(KEEP.headAge().minusNanos(1));
        assertThat(readAfter(first)).isEqualTo(new Replay.Missed(List.of(), first));

        world.advance(KEEP.headAge());
        assertThat(head().epoch()).isNotEqualTo(first.epoch());
        assertThat(head().offset()).isZero();
    }

    @Test
    @Tag("P2")
    void theWallClockMayJumpAndNothingExpiresOrLives() {
        Position start = head();
        append(null);
        world.setWall(Instant.parse("2046-01-15T10:30:00Z"));
        assertThat(readAfter(start)).isInstanceOf(Replay.Missed.class);

        world.setWall(Instant.EPOCH);
        world.advance(Duration.ofHours(1));
        assertThat(readAfter(start)).isInstanceOf(Replay.Gap.class);
    }

    @Test
    @Tag("P2")
    void storedAtShowsTheWallClock() {
        Position start = head();
        world.setWall(Instant.parse("2027-05-01T00:00:00Z"));
        append(null);

        List<Event> missed = ((Replay.Missed) readAfter(start)).events();
        assertThat(missed)
                .singleElement()
                .satisfies(
                        event -> assertThat(entry(event).storedAt()).isEqualTo(Instant.parse("2027-05-01T00:00:00Z")));
    }

    @Test
    @Tag("P9")
    void anIdleChannelGivesItsMemoryBackWithoutBeingAsked() {
        for (int i = 0; i < 500; i++) {
            append(null);
        }
        assertThat(log.capacityOf(FILE)).isGreaterThanOrEqualTo(500);

        world.advance(Duration.ofMinutes(61));
        assertThat(log.capacityOf(FILE)).isZero();
        assertThat(log.channels()).isEqualTo(1);

        world.advance(KEEP.headAge());
        assertThat(log.channels()).isZero();
    }

    @Test
    @Tag("P9")
    void aChannelThatWasOnlyLookedAtHoldsNoArrays() {
        head();

        assertThat(log.capacityOf(FILE)).isZero();
    }

    @Test
    @Tag("P9")
    void theLogOfABusyChannelNeverGrowsBeyondItsMaximum() {
        for (int i = 0; i < 10_000; i++) {
            append(null);
        }

        assertThat(log.capacityOf(FILE)).isBetween(1_000, 2_000);
        assertThat(head().offset()).isEqualTo(10_000);
    }

    @Test
    @Tag("P2")
    void aSmallerMaximumAppliesFromTheNextUse() {
        Retention five = new Retention(5, KEEP.maxAge(), KEEP.headAge());
        List<Position> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(append(null));
        }

        assertThat(readAfter(all.get(3), five)).isEqualTo(new Replay.Gap(ResetReason.EXPIRED, all.get(9)));
        assertThat(((Replay.Missed) readAfter(all.get(4), five)).events()).hasSize(5);
    }

    @Test
    @Tag("P4")
    void aKeyOutlivesAHeadThatIsForgottenSooner() {
        Retention brief = new Retention(10, Duration.ofSeconds(1), Duration.ofSeconds(1));
        Position first = stored(append(brief, "row-1"));
        world.advance(Duration.ofMinutes(4));
        AppendResult again = append(brief, "row-1");
        assertThat(again).isEqualTo(new AppendResult.Stored(first, AppendResult.Origin.EARLIER_CALL));

        world.advance(Duration.ofMinutes(3));
        assertThat(log.channels()).isZero();
    }

    @Test
    @Tag("P9")
    void tenThousandKeysOfAChannelAreRememberedAndOneMorePushesTheOldestOut() {
        Position first = append("row-0");
        for (int i = 1; i < IdempotencyKeys.MAX_KEYS; i++) {
            append("row-" + i);
        }
        assertThat(append("row-0")).isEqualTo(first);

        append("one more");
        assertThat(append("row-1").offset()).isLessThan(IdempotencyKeys.MAX_KEYS);
        assertThat(append("row-0").offset()).isEqualTo(IdempotencyKeys.MAX_KEYS + 2);
    }

    @Test
    @Tag("P11")
    void afterCloseNothingIsStoredAnnouncedOrKept() {
        List<Event> announced = new ArrayList<>();
        bus.listen(collecting(announced));
        bus.subscribe(FILE);
        append(null);
        log.close();

        assertThat(append(KEEP, null)).isInstanceOf(AppendResult.NotSent.class);
        assertThat(log.readAfter(FILE, Position.start(FILE, Position.epoch(1, 1)), KEEP, ReadLimit.WHOLE))
                .isCompletedExceptionally();
        assertThat(log.heads(List.of(FILE), KEEP)).isCompletedExceptionally();
        assertThat(announced).hasSize(1);
        assertThat(log.channels()).isZero();
        assertThat(world.pending()).isZero();
    }

    @Test
    @Tag("P11")
    void aSweepUnderWayDoesNotReviveAClosedLog() {
        Backplane backplane = new InMemoryBackplane(world.runtime());
        assertThat(world.pending())
                .as("timers of this log, and of the back end")
                .isGreaterThanOrEqualTo(2);
        world.advance(Duration.ofMinutes(10));
        backplane.close();
        backplane.close();
        log.close();

        assertThat(world.pending()).isZero();
    }

    static BusListener collecting(List<Event> events) {
        return new BusListener() {
            @Override
            public void onEvent(Event event) {
                events.add(event);
            }

            @Override
            public void onSignal(Signal signal) {}

            @Override
            public void onMaybeLost(Channel channel) {
                throw new AssertionError("nothing is ever lost here");
            }
        };
    }

    static EventContent content(Channel channel) {
        return new EventContent(channel, "comment.created", Instant.EPOCH, Payload.EMPTY, null, null, null, null, null);
    }

    private static Event.Entry entry(Event event) {
        Event.Entry entry = event.entry();
        if (entry == null) {
            throw new AssertionError("a durable event has an entry");
        }
        return entry;
    }

    private Position append(@Nullable String key) {
        return stored(append(KEEP, key));
    }

    private AppendResult append(Retention keep, @Nullable String key) {
        return log.append(content(FILE), keep, key).toCompletableFuture().join();
    }

    private static Position stored(AppendResult result) {
        return ((AppendResult.Stored) result).position();
    }

    private Position head() {
        return log.heads(List.of(FILE), KEEP).toCompletableFuture().join().get(0);
    }

    private Replay readAfter(Position after) {
        return readAfter(after, KEEP);
    }

    private Replay readAfter(Position after, Retention keep) {
        return log.readAfter(FILE, after, keep, ReadLimit.WHOLE)
                .toCompletableFuture()
                .join();
    }
}
