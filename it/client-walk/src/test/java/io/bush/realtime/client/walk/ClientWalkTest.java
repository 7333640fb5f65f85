package io.bush.realtime.client.walk;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.client.walk.world.Seen;
import io.bush.realtime.testkit.history.Histories;
import io.bush.realtime.testkit.history.SecondLoader;
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
    private static final String REPLAY = "mvn -o -B -ntp test -pl it/client-walk -am -Dtest=ClientWalkTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dwalk.seed=";

    @Test
    void keepsEveryPromiseInEveryHistory() {
        Long one = Long.getLong("walk.seed");
        int seeds = one == null ? Integer.getInteger("walk.seeds", ENOUGH_FOR_EVERYTHING) : 1;
        Histories<Seen> walks = Histories.of(
                Seen.class, Walk::tell, one == null ? LongStream.rangeClosed(1, seeds) : LongStream.of(one));
        System.out.println("walk: " + walks);
        walks.requireKept(REPLAY);
        if (seeds >= ENOUGH_FOR_EVERYTHING) {
            assertThat(walks.neverSeen()).as("what no history contained").isEmpty();
        }
    }

    /** The second time with other class objects, whose identity hashes and statics are new. */
    @Test
    void tellsTheSameHistoryTwice() {
        SecondLoader again = new SecondLoader();
        TWICE.forEach(seed -> {
            long first = Walk.fingerprint(seed);
            assertThat(Walk.fingerprint(seed)).as("seed " + seed).isEqualTo(first);
            assertThat(again.call(Walk.class, "fingerprint", seed))
                    .as("seed " + seed)
                    .isEqualTo(first);
        });
    }
}
