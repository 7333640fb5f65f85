package io.bush.realtime.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HouseDirectionsTest {
    private static final String PLANTED = House.FIXTURES + ".directions";

    @Test
    void packages_know_only_what_is_below_them() {
        Directions.pointDownward(House.ROOT).check(House.mainClasses());
    }

    @Test
    void packages_have_no_cycles() {
        Directions.haveNoCycles(House.ROOT).check(House.mainClasses());
    }

    @Test
    void a_planted_look_upward_is_caught() {
        assertThat(House.violations(Directions.pointDownward(PLANTED), House.fixture("directions")))
                .anyMatch(it -> it.contains("channel.LooksUp") && it.contains("protocol.LooksDown"))
                .anyMatch(it -> it.contains("channel.LooksUp") && it.contains("directions.Root"))
                .anyMatch(it -> it.contains("internal.lane.LooksUp") && it.contains("internal.connection.Connected"))
                .noneMatch(it -> it.contains("channel.Bottom"));
    }

    @Test
    void a_planted_package_without_a_level_is_caught() {
        assertThat(House.violations(Directions.pointDownward(PLANTED), House.fixture("directions")))
                .anyMatch(it -> it.contains("astray.Lost") && it.contains("no level"));
    }

    @Test
    void a_planted_cycle_between_neighbours_is_caught() {
        assertThat(House.violations(Directions.haveNoCycles(PLANTED), House.fixture("directions")))
                .anyMatch(it -> it.contains("auth") && it.contains("eventlog"));
    }
}
