package io.bush.realtime.simulation;

import io.bush.realtime.testkit.history.BugHunt;
import io.bush.realtime.testkit.history.SeedFile;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A checker that finds nothing proves nothing: each of these bugs, planted in the core, has to be found. */
class SimulationMutantsTest {

    private static final int MOST_SEEDS = Integer.getInteger("sim.mutantSeeds", 5_000);

    /** What the test printed when it last had to look; not kept up to date it is slower, nothing else. */
    private static final List<SeedFile.Line> KNOWN =
            SeedFile.read(SimulationMutantsTest.class, "seeds-that-find-plants.txt");

    @Test
    void findsEveryPlantedBug() {
        BugHunt hunt = BugHunt.of(List.of(Mutant.values()), Simulation::tell, MOST_SEEDS, KNOWN);
        System.out.println(hunt);
        hunt.requireAllFound();
    }
}
