package io.bush.realtime.it.faults.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Position;
import io.bush.realtime.it.faults.history.Attempt.Outcome;
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
    // Begun before whatever a test makes happen.
    private static final String EPOCH = Position.epoch(System.currentTimeMillis() - 60_000, 1);
    private static final String LATER_EPOCH = Position.epoch(System.currentTimeMillis() + 3_600_000, 2);

    private final History history = new History();
    private final Line line = history.open("ada", "user_ada", "n1");
    private final Map<String, Integer> log = new LinkedHashMap<>();
    private boolean keepsData = true;
    private String head = id(0);
    private Map<String, String> present = Map.of();

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
        history.add(new Attempt(n, FILE, node, System.nanoTime(), System.nanoTime(), outcome, id));
    }

    private void logged(int n, long offset) {
        log.put(id(offset), n);
        head = id(offset);
        attempt(n, "n1", Outcome.DURABLE, id(offset));
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

    /** The node began the epoch after it had delivered the event, and before somebody who stood still had its answer. */
    @Test
    @Tag("P10")
    void anEpochThatIsYoungerThanTheEventIsNewHoweverLateTheAnswerWasRead() {
        long now = System.nanoTime();
        history.add(new Attempt(1, FILE, "n1", now - 120_000_000_000L, now, Outcome.LOCAL_ONLY, ""));
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
        history.add(new Attempt(1, FILE, "n1", later, later, Outcome.DURABLE, id(1)));
        event(id(1), 1);
        assertThat(judged().broken()).isEmpty();

        history.add(new Revocation("user_ada", "n2", now, now, true));
        finds("after access was taken back");
    }

    private void localOnly(int n, long at) {
        history.add(new Attempt(n, FILE, "n1", at, at, Outcome.LOCAL_ONLY, ""));
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
        history.add(new Attempt(1, FILE, "n2", later, later, Outcome.DURABLE, id(1)));
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

    private static void grant(Line whose, long token, Instant until) {
        whose.said("{\"action\":\"comment.lock\",\"ref\":\"l" + token + "\",\"comment_id\":\"comment_a1\"}");
        whose.came("{\"type\":\"comment.lock.granted\",\"ref\":\"l" + token + "\",\"comment_id\":\"comment_a1\","
                + "\"lock_token\":" + token + ",\"expires_at\":\"" + until + "\"}");
    }

    @Test
    @Tag("P8")
    void aLockThatIsRenewedAfterAnotherMasterGaveItAwayIsNoNewToken() {
        keepsData = false;
        Line bob = history.open("bob", "user_bob", "n2");
        grant(bob, 6, Instant.now().plusSeconds(5));
        grant(line, 7, Instant.now().plusSeconds(5));
        grant(bob, 6, Instant.now().plusSeconds(9));
        assertThat(judged().broken()).isEmpty();
    }

    @Test
    @Tag("P8")
    void aTokenThatGoesBackIsFoundWhateverRedisLost() {
        keepsData = false;
        grant(line, 7, Instant.now().minusSeconds(60));
        grant(history.open("bob", "user_bob", "n2"), 6, Instant.now().plusSeconds(5));

        finds("a token goes back");
    }

    @Test
    @Tag("P8")
    void twoHoldersAtOneTimeAreFoundUnlessTheFirstGaveItBack() {
        Line bob = history.open("bob", "user_bob", "n2");
        grant(line, 7, Instant.now().plusSeconds(60));
        grant(bob, 8, Instant.now().plusSeconds(60));
        finds("two hold it");

        bob.said("{\"action\":\"comment.unlock\",\"comment_id\":\"comment_a1\",\"lock_token\":8}");
        grant(line, 9, Instant.now().plusSeconds(60));
        assertThat(judged().broken())
                .filteredOn(it -> it.contains("two hold it"))
                .hasSize(1);
    }
}
