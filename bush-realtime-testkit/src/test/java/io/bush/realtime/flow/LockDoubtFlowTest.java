package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static io.bush.realtime.flow.FlowWorld.OTHER_FILE;
import static io.bush.realtime.flow.Locking.lock;
import static io.bush.realtime.flow.Locking.locked;
import static io.bush.realtime.flow.Locking.renew;
import static io.bush.realtime.flow.Locking.token;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The news of a grant is lost and that of its end, too: the node's copy never knew whom to tell. */
@Tag("P8")
@Tag("contract-3.11")
class LockDoubtFlowTest {

    @RegisterExtension
    final FlowWorld world = Locking.world();

    private FlowWorld.Peer ann;
    private FlowWorld.Peer annsOther;
    private FlowWorld.Peer bob;

    @BeforeEach
    void threeTabsAndNoNews() {
        ann = world.connect("user_ann").subscribe(FILE).clear();
        annsOther = world.connect("user_ann").subscribe(FILE).clear();
        bob = world.connect("user_bob").subscribe(FILE).clear();
        world.backplane.events = ScriptedBackplane.Events.LOST;
    }

    /** The link says that something may be lost; what the store lists then comes as the store answers now. */
    private void pictureIsLoaded() {
        world.backplane.maybeLost(FILE);
        world.world.settle();
    }

    private void settled() {
        world.backplane.heal();
        world.world.settle();
    }

    @Test
    void aHolderThatNoCopyKnewIsToldOfATakeoverWhenThePictureIsLoadedAgain() {
        locked(ann, "comment_a");
        locked(annsOther, "comment_a");
        pictureIsLoaded();

        assertThat(ann.reason("comment.lock.lost")).isEqualTo("taken_over");
        assertThat(annsOther.frames("comment.lock.lost")).isEmpty();
        assertThat(bob.frames("comment.lock.lost")).isEmpty();
    }

    @Test
    void aHolderThatNoCopyKnewIsToldThatItsLockIsFree() {
        locked(ann, "comment_a");
        world.advance(Duration.ofSeconds(31));
        pictureIsLoaded();

        assertThat(ann.reason("comment.lock.lost")).isEqualTo("expired");
    }

    @Test
    void aHolderThatNoCopyKnewIsToldThatSomebodyElseHasItsLock() {
        locked(ann, "comment_a");
        world.advance(Duration.ofSeconds(31));
        locked(bob, "comment_a");
        pictureIsLoaded();

        assertThat(ann.reason("comment.lock.lost")).isEqualTo("expired");
        assertThat(bob.frames("comment.lock.lost")).isEmpty();
    }

    @Test
    void aHolderIsToldWhenAnotherConnectionOfItsUserRenewedItsLockUnderTheSameToken() {
        long token = locked(ann, "comment_a");
        renew(annsOther, "comment_a", token);
        pictureIsLoaded();

        assertThat(ann.reason("comment.lock.lost")).isEqualTo("taken_over");
        assertThat(annsOther.frames("comment.lock.lost")).isEmpty();
    }

    @Test
    void aHolderIsToldThatItsTokenIsOverWhenItHasTheLockUnderAnotherThatItNeverGot() {
        world.failuresExpected = true;
        locked(ann, "comment_a");
        world.advance(Duration.ofSeconds(31));
        world.backplane.locking = ScriptedBackplane.Answers.REPLY_LOST;
        lock(ann.clear(), "comment_a");
        assertThat(ann.error()).isEqualTo("temporarily_unavailable");
        world.backplane.locking = ScriptedBackplane.Answers.NOW;
        pictureIsLoaded();

        assertThat(ann.reason("comment.lock.lost")).isEqualTo("expired");
    }

    @Test
    void aPictureThatIsOlderThanAGrantEndsNothing() {
        world.backplane.locking = ScriptedBackplane.Answers.LATE;
        pictureIsLoaded();
        world.backplane.locking = ScriptedBackplane.Answers.NOW;
        long token = locked(ann, "comment_a");
        settled();

        assertThat(ann.frames("comment.lock.lost")).isEmpty();
        renew(ann.clear(), "comment_a", token);
        assertThat(ann.names()).contains("comment.lock.granted");
    }

    @Test
    void aPictureThatShowsWhomALockWasTakenFromEndsNothing() {
        locked(annsOther, "comment_a");
        world.backplane.locking = ScriptedBackplane.Answers.LATE;
        pictureIsLoaded();
        world.backplane.locking = ScriptedBackplane.Answers.NOW;
        locked(ann, "comment_a");
        settled();

        assertThat(ann.frames("comment.lock.lost")).isEmpty();
    }

    @Test
    void aGrantThatIsAnsweredBehindThePictureOfItsEndIsLostAtOnce() {
        world.backplane.locking = ScriptedBackplane.Answers.LATE;
        lock(ann, "comment_a");
        world.backplane.locking = ScriptedBackplane.Answers.NOW;
        locked(annsOther, "comment_a");
        pictureIsLoaded();
        assertThat(ann.frames("comment.lock.lost")).isEmpty();
        settled();

        assertThat(ann.names()).endsWith("comment.lock.granted", "comment.lock.lost");
        assertThat(ann.reason("comment.lock.lost")).isEqualTo("taken_over");
    }

    @Test
    void aRenewalThatIsUnderWayWhenThePictureComesKeepsTheLock() {
        long token = locked(ann, "comment_a");
        renew(annsOther, "comment_a", token);
        world.backplane.locking = ScriptedBackplane.Answers.LATE;
        pictureIsLoaded();
        renew(ann.clear(), "comment_a", token);
        world.backplane.locking = ScriptedBackplane.Answers.NOW;
        settled();

        assertThat(token(ann)).isEqualTo(token);
        assertThat(ann.frames("comment.lock.lost")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = ScriptedBackplane.Answers.class,
            names = {"NOW", "LATE"})
    void aRenewalThatComesWhileTheStoreIsAskedKeepsTheLock(ScriptedBackplane.Answers renewal) {
        long token = locked(ann, "comment_a");
        renew(annsOther, "comment_a", token);
        world.backplane.locking = ScriptedBackplane.Answers.LATE;
        pictureIsLoaded();
        assertThat(world.backplane.deliver()).isTrue();
        world.world.settle();
        assertThat(world.backplane.lookedFor).containsExactly("comment_a", "comment_a");
        world.backplane.locking = renewal;
        renew(ann.clear(), "comment_a", token);
        settled();

        assertThat(token(ann)).isEqualTo(token);
        assertThat(ann.frames("comment.lock.lost")).isEmpty();
    }

    @Test
    void aStoreThatCannotBeAskedIsAskedUntilItAnswers() {
        world.failuresExpected = true;
        locked(ann, "comment_a");
        locked(annsOther, "comment_a");
        world.backplane.locking = ScriptedBackplane.Answers.LATE;
        pictureIsLoaded();
        world.backplane.locking = ScriptedBackplane.Answers.FAILING;
        assertThat(world.backplane.deliver()).isTrue();
        world.advance(Duration.ofSeconds(3));
        assertThat(ann.frames("comment.lock.lost")).isEmpty();
        settled();
        world.advance(Duration.ofSeconds(1));

        assertThat(ann.reason("comment.lock.lost")).isEqualTo("taken_over");
    }

    @Test
    void locksOfAnotherChannelAreNotLookedAt() {
        ann.subscribe(OTHER_FILE);
        locked(ann, "comment_b");
        pictureIsLoaded();

        assertThat(world.backplane.lookedFor).isEmpty();
    }

    @Test
    void whoLeftWhileTheStoreIsAskedIsToldNothing() {
        locked(ann, "comment_a");
        locked(annsOther, "comment_a");
        world.backplane.locking = ScriptedBackplane.Answers.LATE;
        pictureIsLoaded();
        assertThat(world.backplane.deliver()).isTrue();
        world.world.settle();
        assertThat(world.backplane.lookedFor).containsExactly("comment_a");
        ann.unsubscribe(FILE);
        settled();

        assertThat(ann.names()).endsWith("unsubscribed").doesNotContain("comment.lock.lost");
    }
}
