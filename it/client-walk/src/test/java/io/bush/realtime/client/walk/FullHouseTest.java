package io.bush.realtime.client.walk;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.client.walk.world.Seen;
import io.bush.realtime.testkit.history.BugHunt;
import io.bush.realtime.testkit.history.Histories;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Fifty channels against the limits of a server that advertises its own; {@code -Dhouse.seeds=100} tells more. */
@Tag("3.4")
@Tag("P12")
class FullHouseTest {

    private static final int SEEDS = Integer.getInteger("house.seeds", 2);
    private static final int MOST_SEEDS = 20;

    @Test
    void whoWantsMoreThanTheServerAllowsGetsItLaterAndIsNeverRefused() {
        Histories<Seen> houses = Histories.of(Seen.class, FullHouse::tell, LongStream.rangeClosed(1, SEEDS));
        houses.requireKept("replay of ");

        assertThat(houses.neverSeen())
                .doesNotContain(
                        Seen.CONNECTION_LOST,
                        Seen.SERVER_CRASHED,
                        Seen.PRESENT_AT_THE_END,
                        Seen.LOCKED_AT_THE_END,
                        Seen.CALL_ANSWERED);
    }

    @Test
    void findsEveryPlantedBug() {
        BugHunt hunt = BugHunt.of(List.of(HouseMutant.values()), FullHouse::tell, MOST_SEEDS, List.of());
        System.out.println(hunt);
        hunt.requireAllFound();
    }
}
