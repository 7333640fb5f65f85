package io.bush.realtime.client.walk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A thousand histories of real clients and a real node. {@code -Dwalk.seeds=10000} runs more, {@code -Dwalk.seed=17} only
 * one.
 */
@Tag("P1")
@Tag("P5")
@Tag("P12")
class ClientWalkTest {

    private static final int ENOUGH_FOR_EVERYTHING = 1_000;
    private static final LongStream TWICE = LongStream.of(3, 29, 404);

    @Test
    void keepsEveryPromiseInEveryHistory() {
        Long one = Long.getLong("walk.seed");
        int seeds = one == null ? Integer.getInteger("walk.seeds", ENOUGH_FOR_EVERYTHING) : 1;
        Walks walks = Walks.run(one == null ? LongStream.rangeClosed(1, seeds) : LongStream.of(one));
        System.out.println(walks);
        walks.requireKept();
        if (seeds >= ENOUGH_FOR_EVERYTHING) {
            assertThat(walks.neverSeen()).as("what no history contained").isEmpty();
        }
    }

    /** The second time with other class objects, whose identity hashes and statics are new. */
    @Test
    void tellsTheSameHistoryTwice() {
        MutantLoader again = new MutantLoader(null);
        TWICE.forEach(seed -> {
            long first = Walk.fingerprint(seed);
            assertThat(Walk.fingerprint(seed)).as("seed " + seed).isEqualTo(first);
            assertThat(again.fingerprint(seed)).as("seed " + seed).isEqualTo(first);
        });
    }
}
