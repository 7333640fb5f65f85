package io.bush.realtime.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.it.house.Directions;
import org.junit.jupiter.api.Test;

class HouseDirectionsTest {
    private static final String PLANTED = House.FIXTURES + ".directions";

    @Test
    void packagesKnowOnlyWhatIsBelowThem() {
        House.DIRECTIONS.pointDownward(House.ROOT).check(House.mainClasses());
    }

    @Test
    void packagesHaveNoCycles() {
        Directions.haveNoCycles(House.ROOT).check(House.mainClasses());
    }

    @Test
    void aPlantedLookUpwardIsCaught() {
        assertThat(House.violations(House.DIRECTIONS.pointDownward(PLANTED), House.fixture("directions")))
                .anyMatch(it -> it.contains("channel.LooksUp") && it.contains("protocol.LooksDown"))
                .anyMatch(it -> it.contains("channel.LooksUp") && it.contains("directions.Root"))
                .anyMatch(it -> it.contains("internal.lane.LooksUp") && it.contains("internal.connection.Connected"))
                .noneMatch(it -> it.contains("channel.Bottom"));
    }

    @Test
    void aPlantedPackageWithoutALevelIsCaught() {
        assertThat(House.violations(House.DIRECTIONS.pointDownward(PLANTED), House.fixture("directions")))
                .anyMatch(it -> it.contains("astray.Lost") && it.contains("no level"));
    }

    @Test
    void aPlantedCycleBetweenNeighboursIsCaught() {
        assertThat(House.violations(Directions.haveNoCycles(PLANTED), House.fixture("directions")))
                .anyMatch(it -> it.contains("auth") && it.contains("eventlog"));
    }
}
