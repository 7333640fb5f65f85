package io.bush.realtime.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
class SimulationTest {

    private static final int ENOUGH_FOR_EVERYTHING = 1_500;
    private static final LongStream TWICE = LongStream.of(3, 29, 404);

    @Test
    void keepsEveryPromiseInEveryHistory() {
        Long one = Long.getLong("sim.seed");
        int seeds = one == null ? Integer.getInteger("sim.seeds", ENOUGH_FOR_EVERYTHING) : 1;
        Histories histories = Histories.run(one == null ? LongStream.rangeClosed(1, seeds) : LongStream.of(one));
        System.out.println(histories);
        histories.requireKept();
        if (seeds >= ENOUGH_FOR_EVERYTHING) {
            assertThat(histories.neverSeen()).as("what no history contained").isEmpty();
        }
    }

    @Test
    void keepsThePromisesThatWereOnceBroken() throws IOException {
        Histories.run(regressions().stream().mapToLong(Long::longValue)).requireKept();
    }

    /** The second time with other class objects, whose identity hashes and statics are new. */
    @Test
    void tellsTheSameHistoryTwice() {
        MutantLoader again = new MutantLoader(null);
        TWICE.forEach(seed -> {
            long first = Simulation.fingerprint(seed);
            assertThat(Simulation.fingerprint(seed)).as("seed " + seed).isEqualTo(first);
            assertThat(again.fingerprint(seed)).as("seed " + seed).isEqualTo(first);
        });
    }

    private static List<Long> regressions() throws IOException {
        List<Long> seeds = new ArrayList<>();
        try (InputStream in = SimulationTest.class.getResourceAsStream("once-failing-seeds.txt")) {
            if (in == null) {
                return fail("once-failing-seeds.txt is not there");
            }
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
                String seed = line.replaceAll("#.*", "").strip();
                if (!seed.isEmpty()) {
                    seeds.add(Long.parseLong(seed));
                }
            }
        }
        return seeds;
    }
}
