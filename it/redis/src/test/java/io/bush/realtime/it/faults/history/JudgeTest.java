package io.bush.realtime.it.faults.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Position;
import io.bush.realtime.it.faults.history.Attempt.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Small histories with one thing wrong in each. */
class JudgeTest {

    private static final Channel FILE = new Channel("file", "file_a");
    // What the wall clock shows until a test moves it.
    private static final Instant BEGUN = Instant.parse("2026-01-15T10:30:00Z");
    // Begun before whatever a test makes happen.
    private static final String EPOCH = epoch(-60, 1);
    private static final String LATER_EPOCH = epoch(3_600, 2);

    private Instant wall = BEGUN;
    private final History history = new History(() -> wall.toEpochMilli());
    private final Line line = history.open("ada", "user_ada", "n1");
    private final Map<String, Integer> log = new LinkedHashMap<>();
    private boolean keepsData = true;
    private String head = id(0);
    private Map<String, String> present = Map.of();

    private static String epoch(long seconds, long random) {
        return Position.epoch(BEGUN.plusSeconds(seconds).toEpochMilli(), random);
    }

    private static String id(long offset) {
        return id(EPOCH, offset);
    }

    private static String id(String epoch, long offset) {
        return (offset == 0 ? Position.start(FILE, epoch) : new Position(epoch, offset, "0000000" + offset % 10))
                .eventId(FILE);
    }

    private void frame(String json) {
        line.came(json.replace('\'', '"').replace("@", "'channel':'file','resource_id':'file_a'".replace('\'', '"')));
    }

    private void said(String json) {
        line.said(json.replace('\'', '"').replace("@", "'channel':'file','resource_id':'file_a'".replace('\'', '"')));
    }

    private void confirmed(String last) {
        said("{'action':'subscribe','ref':'s',@}");
        frame("{'type':'subscription.confirmed','ref':'s',@,'last_event_id':'" + last + "'}");
    }

    private void event(String id, int n) {
        frame("{@,'event':'e.x','event_id':'" + id + "','data':{'n':" + n + "}}");
    }

    private void attempt(int n, String node, Outcome outcome, String id) {
        attempt(n, node, System.nanoTime(), outcome, id);
    }

    private void attempt(int n, String node, long at, Outcome outcome, String id) {
        history.add(new Attempt(n, FILE, node, at, wall.toEpochMilli(), at, outcome, id));
    }

    private void logged(int n, long offset) {
        log.put(id(offset), n);
        head = id(offset);
        attempt(n, "n1", Outcome.DURABLE, id(offset));
    }

    private void leap(Duration ahead) {
        wall = wall.plus(ahead);
    }

    private Findings judged() {
        return Judge.judge(
                history,
                new Expected(
                        keepsData,
                        Map.of(FILE, head),
                        Map.of(FILE, log),
                        Map.of("ada", List.of(FILE)),
                        Set.of(),
                        Map.of(FILE, present)));
    }

    private void finds(String text) {
        Findings findings = judged();
        assertThat(findings.broken()).anyMatch(it -> it.contains(text));
    }

    private void misses(String text) {
        Findings findings = judged();
        assertThat(findings.unsettled()).anyMatch(it -> it.contains(text));
    }

    @Test
    void findsNothingWhereNothingIsWrong() {
        logged(1, 1);
        logged(2, 2);
        confirmed(id(0));
        event(id(1), 1);
        event(id(2), 2);

        assertThat(judged().broken()).isEmpty();
        assertThat(judged().unsettled()).isEmpty();
        assertThat(judged().events()).isEqualTo(2);
    }

    @Test
    @Tag("P1")
    void aHoleIsFound() {
        confirmed(id(0));
        event(id(1), 1);
        event(id(3), 3);

        finds("is sent Position[epoch=" + EPOCH + ", offset=3");
        assertThat(judged().gaps()).isEqualTo(1);
    }

    @Test
    @Tag("P1")
    void aDoubleIsFound() {
        confirmed(id(0));
        event(id(1), 1);
        event(id(1), 1);

        finds("again");
    }

    @Test
    @Tag("P1")
    void aMissingLastEventIsFound() {
        logged(1, 1);
        logged(2, 2);
        confirmed(id(0));
        event(id(1), 1);

        misses("ada is at Position[epoch=" + EPOCH + ", offset=1");
    }

    @Test
    @Tag("P1")
    void anotherEventThanTheLogHasIsFound() {
        logged(1, 1);
        logged(2, 2);
        log.put(id(1), 7);
        confirmed(id(0));
        event(id(1), 1);
        event(id(2), 2);

        finds("stands for event #1 and for #7");
    }

    @Test
    @Tag("P1")
    void aResetWithoutACauseIsFoundButNotOneAfterALoss() {
        confirmed(id(0));
        frame("{'type':'subscription.reset',@,'last_event_id':'" + id(0) + "','reason':'ahead'}");
        finds("is reset without a cause");

        keepsData = false;
        assertThat(judged().broken()).isEmpty();
        assertThat(judged().resets()).isEqualTo(1);
    }

    @Test
    @Tag("P2")
    void aMissingResetIsFound() {
        said("{'action':'subscribe','ref':'s',@,'since_event_id':'" + id(5) + "'}");
        frame("{'type':'subscription.confirmed','ref':'s',@,'last_event_id':'" + id(0) + "'}");
        misses("a reset is due");

        event(id(1), 1);
        finds("where a reset has to come");
    }

    @Test
    @Tag("P2")
    void aReplayThatIsNotWholeIsFound() {
        logged(1, 1);
        said("{'action':'subscribe','ref':'s',@,'since_event_id':'" + id(0) + "'}");
        frame("{'type':'subscription.confirmed','ref':'s',@,'last_event_id':'" + id(0)
                + "','recovered':true,'replayed':2}");
        event(id(1), 1);

        misses("1 events are due");
    }

    @Test
    @Tag("P5")
    void whatComesWithoutASubscriptionIsFound() {
        confirmed(id(0));
        frame("{'type':'subscription.revoked',@,'reason':'permissions_changed'}");
        frame("{'type':'presence.leave',@,'user_id':'user_bob'}");

        finds("without a subscription");
    }

    @Test
    @Tag("P4")
    void anAcknowledgedEventThatIsNotInTheLogIsFound() {
        logged(1, 1);
        attempt(2, "n1", Outcome.DURABLE, id(2));

        finds("acknowledged event #2");
    }

    @Test
    @Tag("P4")
    void anEventThatIsInTheLogTwiceIsFound() {
        logged(1, 1);
        logged(1, 2);

        finds("event #1 has several ids");
    }

    @Test
    @Tag("P10")
    void anEventWithoutAnIdHasToBeAnsweredSo() {
        attempt(1, "n1", Outcome.UNKNOWN, "");
        confirmed(id(0));
        frame("{@,'event':'e.x','data':{'n':1}}");

        finds("event #1 without an id");
    }

    @Test
    @Tag("P10")
    void anEventOnOneNodeOnlyNeedsANewEpochAndAReset() {
        attempt(1, "n1", Outcome.LOCAL_ONLY, "");
        confirmed(id(0));
        frame("{@,'event':'e.x','data':{'n':1}}");
        misses("no new epoch");
        misses("no reset since");

        head = id(LATER_EPOCH, 0);
        frame("{'type':'subscription.reset',@,'last_event_id':'" + head + "','reason':'epoch_changed'}");
        assertThat(judged().broken()).isEmpty();
        assertThat(judged().unsettled()).isEmpty();
    }

    /** The machine was put aside: the epoch was begun later than the monotonic clock counts, and yet before the event. */
    @Test
    @Tag("P10")
    void anEpochThatIsOlderThanTheEventIsNotNewBecauseTheWallClockLeapt() {
        leap(Duration.ofSeconds(11));
        attempt(1, "n1", Outcome.LOCAL_ONLY, "");
        head = id(epoch(10, 2), 0);
        misses("no new epoch");

        head = id(epoch(12, 2), 0);
        assertThat(judged().unsettled()).noneMatch(it -> it.contains("no new epoch"));
    }

    @Test
    @Tag("P10")
    void anEpochThatWasBegunAfterTheWallClockWasSetBackIsNew() {
        attempt(1, "n1", Outcome.LOCAL_ONLY, "");
        head = id(epoch(-5, 2), 0);
        misses("no new epoch");

        leap(Duration.ofSeconds(-11));
        confirmed(head);
        assertThat(judged().unsettled()).isEmpty();
    }

    /** The node began the epoch after it had delivered the event, and before somebody who stood still had its answer. */
    @Test
    @Tag("P10")
    void anEpochThatIsYoungerThanTheEventIsNewHoweverLateTheAnswerWasRead() {
        long now = System.nanoTime();
        long wallMillis = wall.minusSeconds(120).toEpochMilli();
        history.add(new Attempt(1, FILE, "n1", now - 120_000_000_000L, wallMillis, now, Outcome.LOCAL_ONLY, ""));
        confirmed(id(0));

        assertThat(judged().unsettled()).isEmpty();
    }

    @Test
    @Tag("P6")
    void whatWasPublishedAfterARevocationIsFound() {
        confirmed(id(0));
        long now = System.nanoTime();
        long later = now + 3_000_000_000L;
        history.add(new Revocation("user_bob", "n2", now, now, true));
        log.put(id(1), 1);
        head = id(1);
        attempt(1, "n1", later, Outcome.DURABLE, id(1));
        event(id(1), 1);
        assertThat(judged().broken()).isEmpty();

        history.add(new Revocation("user_ada", "n2", now, now, true));
        finds("after access was taken back");
    }

    private void localOnly(int n, long at) {
        attempt(n, "n1", at, Outcome.LOCAL_ONLY, "");
        frame("{@,'event':'e.x','data':{'n':" + n + "}}");
    }

    @Test
    @Tag("P6")
    @Tag("P10")
    void aNodeThatIsCutOffMayNotHaveHeardOfARevocationForHalfAMinute() {
        confirmed(id(0));
        long now = System.nanoTime();
        history.add(new Revocation("user_ada", "n2", now, now, true));
        frame("{'type':'connection.degraded','since':'2026-01-15T10:30:00.000Z'}");
        localOnly(1, now + 29_000_000_000L);
        assertThat(judged().broken()).isEmpty();

        localOnly(2, now + 32_000_000_000L);
        finds("is sent event #2");
    }

    @Test
    @Tag("P6")
    void aNodeThatIsBackOrBringsWhatOthersPublishedHasHeardOfARevocation() {
        confirmed(id(0));
        long now = System.nanoTime();
        long later = now + 3_000_000_000L;
        history.add(new Revocation("user_ada", "n2", now, now, true));
        frame("{'type':'connection.degraded','since':'2026-01-15T10:30:00.000Z'}");
        attempt(1, "n2", later, Outcome.DURABLE, id(1));
        event(id(1), 1);
        finds("is sent event #1");

        frame("{'type':'connection.restored','since':'2026-01-15T10:30:00.000Z'}");
        localOnly(2, later);
        finds("is sent event #2");
    }

    @Test
    @Tag("P7")
    void aWrongPictureOfPresenceIsFound() {
        confirmed(id(0));
        frame("{'type':'presence.state',@,'users':[{'user':{'id':'user_bob'},'state':{'status':'idle'}}],'total':1}");
        misses("sees {user_bob=idle} present");

        present = Map.of("user_bob", "viewing");
        misses("not {user_bob=viewing}");
        frame("{'type':'presence.update',@,'user':{'id':'user_bob'},'state':{'status':'viewing'}}");
        assertThat(judged().unsettled()).isEmpty();
    }

    @Test
    @Tag("P8")
    void aLockThatIsStillShownIsFound() {
        confirmed(id(0));
        frame("{'type':'comment.locked',@,'comment_id':'comment_a1','user':{'id':'user_bob'}}");
        misses("sees [comment_a1] locked");

        frame("{'type':'comment.unlocked',@,'comment_id':'comment_a1','reason':'expired'}");
        assertThat(judged().unsettled()).isEmpty();
    }
}
