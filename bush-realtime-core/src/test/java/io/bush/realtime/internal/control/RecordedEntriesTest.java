package io.bush.realtime.internal.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.channel.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("P6")
class RecordedEntriesTest {

    private static final long SECOND = 1_000_000_000L;
    private static final ControlEntry ENTRY = new ControlEntry.AnythingChanged();
    private static final String EPOCH = Position.epoch(1, 2);

    private final RecordedEntries recorded = new RecordedEntries();
    private final List<Long> again = new ArrayList<>();

    private static Position at(long offset) {
        return new Position(EPOCH, offset, Position.tag(7));
    }

    private void say(ControlEntry entry, long number) {
        assertThat(entry).isSameAs(ENTRY);
        again.add(number);
    }

    @Test
    void whenTheLogWentBackEverythingIsGivenOutOnceInOrder() {
        recorded.add(2, ENTRY, at(1), 0);
        recorded.add(1, ENTRY, at(2), 0);
        recorded.takeAll(this::say);
        assertThat(again).containsExactly(2L, 1L);

        recorded.takeAll(this::say);
        assertThat(again).hasSize(2);
    }

    @Test
    void whatIsStoredAgainCountsFromThen() {
        recorded.add(1, ENTRY, at(1), 0);
        recorded.add(2, ENTRY, at(2), 0);
        recorded.add(1, ENTRY, at(3), SECOND);
        recorded.takeLate(position -> true, SECOND, this::say);

        assertThat(again).containsExactly(2L);
    }

    @Test
    void onlyWhatShouldHaveComeByNowIsLate() {
        recorded.add(1, ENTRY, at(1), 0);
        recorded.add(2, ENTRY, at(2), 0);
        recorded.add(3, ENTRY, at(3), 1);
        recorded.takeLate(position -> position.offset() > 1, SECOND, this::say);

        assertThat(again).containsExactly(2L);
    }

    @Test
    void whatIsOlderThanItsKeyIsForgotten() {
        long age = Duration.ofMinutes(5).toNanos();
        recorded.add(1, ENTRY, at(1), 0);
        recorded.add(2, ENTRY, at(2), 1);
        recorded.add(3, ENTRY, at(3), age + 1);
        recorded.takeAll(this::say);

        assertThat(again).containsExactly(2L, 3L);
    }

    @Test
    void noMoreThanAThousandAreRemembered() {
        for (int number = 0; number <= RecordedEntries.MOST; number++) {
            recorded.add(number, ENTRY, at(number), 0);
        }
        recorded.takeAll(this::say);

        assertThat(again).hasSize(RecordedEntries.MOST).startsWith(1L);
    }
}
