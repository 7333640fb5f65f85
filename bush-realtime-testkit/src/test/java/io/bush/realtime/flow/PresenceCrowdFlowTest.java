package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static io.bush.realtime.flow.PresenceTalk.say;
import static io.bush.realtime.flow.PresenceTalk.sayNothingMore;
import static io.bush.realtime.flow.PresenceTalk.shown;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** From one hundred users to more, and back. */
@Tag("P7")
@Tag("contract-2")
class PresenceCrowdFlowTest {

    private static final String FIRST_FIVE =
            "state u1 viewing 1, u2 viewing 1, u3 viewing 1, u4 viewing 1, u5 viewing 1, of ";

    @RegisterExtension
    final FlowWorld world = PresenceTalk.world();

    private final FlowWorld.Peer watcher = world.connect("user_watcher").subscribe(FILE);
    private final List<FlowWorld.Peer> users = new ArrayList<>();

    @BeforeEach
    void oneHundredAreThere() {
        add(100);
        world.advance(Duration.ofSeconds(10));
    }

    private void add(int count) {
        for (int i = 0; i < count; i++) {
            FlowWorld.Peer user = world.connect("user_u" + (users.size() + 1)).subscribe(FILE);
            users.add(user);
            say(user, "viewing");
        }
    }

    @Test
    void ofOneHundredEachIsToldByOne() {
        assertThat(shown(watcher)).hasSize(101).endsWith("joined u100 viewing 1");
        watcher.clear();
        say(users.get(0), "idle");

        assertThat(shown(watcher)).containsExactly("changed u1 idle 1");
        assertThat(shown(world.connect("user_late").subscribe(FILE)).get(0)).doesNotContain(", of ");
    }

    @Test
    void theHundredAndFirstMakesACrowdOfWhichTheFirstFiveAndTheNumberAreShown() {
        watcher.clear();
        add(1);

        assertThat(shown(watcher)).containsExactly(FIRST_FIVE + 101);
        assertThat(shown(users.get(0))).endsWith(FIRST_FIVE + 101);
        assertThat(shown(world.connect("user_late").subscribe(FILE))).containsExactly(FIRST_FIVE + 101);
    }

    @Test
    void aCrowdIsShownAtMostEveryFiveSecondsAndOnlyWhenItChanged() {
        add(1);
        watcher.clear();
        add(9);
        world.advance(Duration.ofMillis(4_900));
        assertThat(shown(watcher)).isEmpty();
        world.advance(Duration.ofMillis(100));
        assertThat(shown(watcher)).containsExactly(FIRST_FIVE + 110);

        world.seconds(20);
        assertThat(shown(watcher)).hasSize(1);
        say(users.get(0), "viewing");
        say(users.get(50), "commenting");
        assertThat(shown(watcher)).containsExactly(FIRST_FIVE + 110, FIRST_FIVE + 110);
    }

    @Test
    void whoSwingsBetweenACrowdAndNoneIsShownOncePerInterval() {
        add(1);
        watcher.clear();
        for (int i = 0; i < 4; i++) {
            sayNothingMore(users.get(100), FILE);
            say(users.get(100), "viewing");
        }
        assertThat(shown(watcher)).isEmpty();
        world.advance(Duration.ofSeconds(5));

        assertThat(shown(watcher)).containsExactly(FIRST_FIVE + 101);
    }

    @Test
    void backAtOneHundredEverybodyIsShownAllAndThenEachByOne() {
        add(2);
        watcher.clear();
        world.advance(Duration.ofSeconds(12));
        sayNothingMore(users.get(101), FILE);
        sayNothingMore(users.get(100), FILE);
        assertThat(shown(watcher)).containsExactly(FIRST_FIVE + 102, FIRST_FIVE + 101);
        world.advance(Duration.ofSeconds(5));
        List<String> shown = shown(watcher);

        assertThat(shown).hasSize(3).startsWith(FIRST_FIVE + 102, FIRST_FIVE + 101);
        assertThat(shown.get(2)).endsWith("u99 viewing 1, u100 viewing 1").doesNotContain(", of ");
        say(users.get(0), "idle");
        assertThat(shown(watcher)).endsWith("changed u1 idle 1");
    }

    @Test
    void whoeverIsShownACrowdIsShownTheSameWhoeverLooks() {
        add(20);
        world.advance(Duration.ofSeconds(6));
        sayNothingMore(users.get(0), FILE);
        world.advance(Duration.ofSeconds(6));
        FlowWorld.Peer late = world.connect("user_late").subscribe(FILE);

        List<String> seen = shown(watcher);
        assertThat(shown(late)).containsExactly(seen.get(seen.size() - 1));
        assertThat(shown(late).get(0)).startsWith("state u2 viewing 1, u3").endsWith(", of 119");
    }

    @Test
    void afterAReloadTheNextPictureOfACrowdStillWaitsItsTime() {
        add(1);
        watcher.clear();
        add(1);
        world.advance(Duration.ofSeconds(3));
        world.backplane.maybeLost(FILE);
        world.world.settle();
        assertThat(shown(watcher)).containsExactly(FIRST_FIVE + 102);
        add(1);
        world.advance(Duration.ofMillis(4_900));
        assertThat(shown(watcher)).hasSize(1);

        world.advance(Duration.ofMillis(200));
        assertThat(shown(watcher)).containsExactly(FIRST_FIVE + 102, FIRST_FIVE + 103);
    }
}
