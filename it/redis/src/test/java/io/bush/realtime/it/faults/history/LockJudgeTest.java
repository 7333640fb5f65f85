package io.bush.realtime.it.faults.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Small histories of one lock, also while the wall clock, by which Redis counts, leaps. */
@Tag("P8")
class LockJudgeTest {

    private Instant wall = Instant.parse("2026-01-15T10:30:00Z");
    private final History history = new History(() -> wall.toEpochMilli());
    private final Line ada = history.open("ada", "user_ada", "n1");
    private final Line bob = history.open("bob", "user_bob", "n2");

    /** Whether Redis lost something. */
    private enum Data {
        KEPT,
        LOST
    }

    private void leap(Duration ahead) {
        wall = wall.plus(ahead);
    }

    private void grant(Line whose, long token, int seconds) {
        Instant until = wall.plusSeconds(seconds);
        whose.said("{\"action\":\"comment.lock\",\"ref\":\"l" + token + "\",\"comment_id\":\"comment_a1\"}");
        whose.came("{\"type\":\"comment.lock.granted\",\"ref\":\"l" + token + "\",\"comment_id\":\"comment_a1\","
                + "\"lock_token\":" + token + ",\"expires_at\":\"" + until + "\"}");
    }

    private static void ping(Line whose) {
        whose.said("{\"action\":\"ping\"}");
    }

    private List<String> broken(Data data) {
        return Judge.judge(history, new Expected(data == Data.KEPT, Map.of(), Map.of(), Map.of(), Set.of(), Map.of()))
                .broken();
    }

    private void findsTwoHolders() {
        assertThat(broken(Data.KEPT)).singleElement().asString().contains("two hold it");
    }

    @Test
    void aLockThatIsRenewedAfterAnotherMasterGaveItAwayIsNoNewToken() {
        grant(bob, 6, 5);
        grant(ada, 7, 5);
        grant(bob, 6, 9);

        assertThat(broken(Data.LOST)).isEmpty();
    }

    @Test
    void aTokenThatGoesBackIsFoundWhateverRedisLost() {
        grant(ada, 7, -60);
        grant(bob, 6, 5);

        assertThat(broken(Data.LOST)).singleElement().asString().contains("a token goes back");
    }

    @Test
    void twoHoldersAtOneTimeAreFoundUnlessTheFirstGaveItBack() {
        grant(ada, 7, 60);
        grant(bob, 8, 60);
        findsTwoHolders();

        bob.said("{\"action\":\"comment.unlock\",\"comment_id\":\"comment_a1\",\"lock_token\":8}");
        grant(ada, 9, 60);
        findsTwoHolders();
    }

    /** Redis counts by the wall clock; the monotonic clock shows no time between the two. */
    @Test
    void aLockThatRanOutWhenTheWallClockLeaptIsHeldByNobody() {
        grant(ada, 7, 5);
        leap(Duration.ofSeconds(11));
        grant(bob, 8, 5);

        assertThat(broken(Data.KEPT)).isEmpty();
    }

    @Test
    void aLockThatHasTimeLeftAfterALeapIsStillHeld() {
        grant(ada, 7, 5);
        leap(Duration.ofMillis(4_900));
        grant(bob, 8, 5);

        findsTwoHolders();
    }

    /** Whatever the clock showed before the first got it, or shows after the second did, ended nothing. */
    @Test
    void aLeapBeforeOrAfterBothLocksEndsNoneOfThem() {
        ping(bob);
        leap(Duration.ofSeconds(-11));
        grant(ada, 7, 5);
        grant(bob, 8, 5);
        leap(Duration.ofSeconds(11));
        ping(bob);

        findsTwoHolders();
    }

    @Test
    void aLockThatRanOutBeforeTheWallClockWasSetBackIsHeldByNobody() {
        grant(ada, 7, 5);
        leap(Duration.ofSeconds(11));
        ping(bob);
        leap(Duration.ofSeconds(-11));
        grant(bob, 8, 5);

        assertThat(broken(Data.KEPT)).isEmpty();
    }
}
