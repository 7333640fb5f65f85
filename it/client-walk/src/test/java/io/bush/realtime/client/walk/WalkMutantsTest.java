package io.bush.realtime.client.walk;

import io.bush.realtime.testkit.history.BugHunt;
import io.bush.realtime.testkit.history.SeedFile;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A judge that finds nothing proves nothing: each of these bugs, planted in the client, has to be found. */
class WalkMutantsTest {

    private static final int MOST_SEEDS = Integer.getInteger("walk.mutantSeeds", 1_000);

    /** What the test printed when it last had to look; not kept up to date it is slower, nothing else. */
    private static final List<SeedFile.Line> KNOWN = SeedFile.read(WalkMutantsTest.class, "seeds-that-find-plants.txt");

    @Test
    void findsEveryPlantedBug() {
        BugHunt hunt = BugHunt.of(List.of(Mutant.values()), Walk::tell, MOST_SEEDS, KNOWN);
        System.out.println(hunt);
        hunt.requireAllFound();
    }
}
