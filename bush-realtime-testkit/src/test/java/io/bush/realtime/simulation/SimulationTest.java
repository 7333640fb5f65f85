package io.bush.realtime.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.testkit.history.Histories;
import io.bush.realtime.testkit.history.SecondLoader;
import io.bush.realtime.testkit.history.SeedFile;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A thousand histories in which everything goes wrong that may go wrong. {@code -Dsim.seeds=100000} runs more, {@code
 * -Dsim.seed=17} only one.
 */
@Tag("P1")
@Tag("P2")
@Tag("P3")
@Tag("P5")
@Tag("P6")
@Tag("P7")
@Tag("P8")
@Tag("P9")
@Tag("P10")
class SimulationTest {

    private static final int ENOUGH_FOR_EVERYTHING = 1_500;
    private static final LongStream TWICE = LongStream.of(3, 29, 404);
    private static final String REPLAY = "mvn -o -B -ntp test -pl bush-realtime-testkit -am -Dtest=SimulationTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dsim.seed=";

    @Test
    void keepsEveryPromiseInEveryHistory() {
        Long one = Long.getLong("sim.seed");
        int seeds = one == null ? Integer.getInteger("sim.seeds", ENOUGH_FOR_EVERYTHING) : 1;
        Histories<Seen> histories = histories(one == null ? LongStream.rangeClosed(1, seeds) : LongStream.of(one));
        System.out.println("simulation: " + histories);
        histories.requireKept(REPLAY);
        if (seeds >= ENOUGH_FOR_EVERYTHING) {
            assertThat(histories.neverSeen()).as("what no history contained").isEmpty();
        }
    }

    @Test
    void keepsThePromisesThatWereOnceBroken() {
        histories(SeedFile.read(SimulationTest.class, "once-failing-seeds.txt").stream()
                        .mapToLong(SeedFile.Line::seed))
                .requireKept(REPLAY);
    }

    /** The second time with other class objects, whose identity hashes and statics are new. */
    @Test
    void tellsTheSameHistoryTwice() {
        SecondLoader again = new SecondLoader();
        TWICE.forEach(seed -> {
            long first = Simulation.fingerprint(seed);
            assertThat(Simulation.fingerprint(seed)).as("seed " + seed).isEqualTo(first);
            assertThat(again.call(Simulation.class, "fingerprint", seed))
                    .as("seed " + seed)
                    .isEqualTo(first);
        });
    }

    private static Histories<Seen> histories(LongStream seeds) {
        return Histories.of(Seen.class, Simulation::tell, seeds);
    }
}
