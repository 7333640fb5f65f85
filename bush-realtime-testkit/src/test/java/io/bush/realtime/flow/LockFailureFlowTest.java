package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static io.bush.realtime.flow.Locking.last;
import static io.bush.realtime.flow.Locking.lock;
import static io.bush.realtime.flow.Locking.locked;
import static io.bush.realtime.flow.Locking.renew;
import static io.bush.realtime.flow.Locking.token;
import static io.bush.realtime.flow.Locking.unlock;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.lock.CommentChannels;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What answers when the store of locks, or who knows where comments are, does not. */
@Tag("P8")
@Tag("contract-3.11")
class LockFailureFlowTest {

    /** What the application answers; changed by tests. */
    private CommentChannels comments = Locking::channelOf;

    @RegisterExtension
    final FlowWorld world = Locking.world(commentId -> comments.channelOf(commentId));

    @BeforeEach
    void failuresAreTheSubject() {
        world.failuresExpected = true;
    }

    private FlowWorld.Peer subscribed(String user) {
        return world.connect(user).subscribe(FILE).clear();
    }

    @ParameterizedTest
    @EnumSource(
            value = ScriptedBackplane.Answers.class,
            names = {"FAILING", "THROWING"})
    void aStoreThatFailsIsSaidToBeUnavailableAndNothingIsLostByIt(ScriptedBackplane.Answers how) {
        FlowWorld.Peer ann = subscribed("user_ann");
        FlowWorld.Peer bob = subscribed("user_bob");
        long token = locked(ann, "comment_a");
        world.backplane.locking = how;
        renew(ann.clear(), "comment_a", token);
        assertThat(ann.error()).isEqualTo("temporarily_unavailable");
        unlock(ann.clear(), "comment_a", token);
        assertThat(ann.error()).isEqualTo("temporarily_unavailable");
        lock(ann.clear(), "comment_a1");
        assertThat(ann.error()).isEqualTo("temporarily_unavailable");
        world.backplane.heal();
        renew(ann.clear(), "comment_a", token);

        assertThat(ann.names()).containsExactly("comment.lock.granted");
        ann.unsubscribe(FILE);
        assertThat(last(bob, "comment.unlocked").get("reason").asText()).isEqualTo("released");
    }

    @Test
    void aStoreThatNeverAnswersIsUnavailableAfterTheDeadlineAndItsLateAnswerChangesNothing() {
        FlowWorld.Peer ann = subscribed("user_ann");
        world.backplane.locking = ScriptedBackplane.Answers.LATE;
        lock(ann, "comment_a");
        world.advance(Duration.ofSeconds(15));
        assertThat(ann.error()).isEqualTo("temporarily_unavailable");
        world.backplane.heal();
        world.world.settle();

        assertThat(ann.frames("comment.lock.granted")).isEmpty();
        world.seconds(35);
        assertThat(world.now(world.node.locks().held(FILE))).isEmpty();
    }

    @Test
    void aHolderIsToldWhenItsUnansweredUnlockTakesEffectBehindANewGrant() {
        FlowWorld.Peer ann = subscribed("user_ann");
        FlowWorld.Peer bob = subscribed("user_bob");
        long token = locked(ann, "comment_a");
        world.backplane.locking = ScriptedBackplane.Answers.ASKED_LATE;
        unlock(ann.clear(), "comment_a", token);
        world.backplane.locking = ScriptedBackplane.Answers.NOW;
        world.advance(Duration.ofSeconds(15));
        assertThat(ann.error()).isEqualTo("temporarily_unavailable");
        lock(ann.clear(), "comment_a");
        assertThat(token(ann)).isEqualTo(token);
        world.backplane.heal();
        world.world.settle();

        assertThat(ann.names()).containsExactly("comment.lock.granted", "comment.lock.lost");
        assertThat(ann.reason("comment.lock.lost")).isEqualTo("expired");
        assertThat(bob.reason("comment.unlocked")).isEqualTo("released");
    }

    @Test
    void aHolderWhoseUnlockTookEffectWithoutAnAnswerIsToldThatTheLockIsGone() {
        FlowWorld.Peer ann = subscribed("user_ann");
        long token = locked(ann, "comment_a");
        world.backplane.locking = ScriptedBackplane.Answers.REPLY_LOST;
        unlock(ann.clear(), "comment_a", token);

        assertThat(ann.names()).containsExactly("error", "comment.lock.lost");
        assertThat(ann.error()).isEqualTo("temporarily_unavailable");
    }

    @Test
    void aHolderIsToldWhenAnotherConnectionOfItsUserGivesTheLockBack() {
        FlowWorld.Peer ann = subscribed("user_ann");
        FlowWorld.Peer tab = subscribed("user_ann");
        long token = locked(ann, "comment_a");
        unlock(tab.clear(), "comment_a", token);

        assertThat(tab.names()).containsExactly("comment.unlocked");
        assertThat(ann.names()).contains("comment.lock.lost", "comment.unlocked");
    }

    @Test
    void aSweepThatFailsIsTriedAgain() {
        FlowWorld.Peer ann = subscribed("user_ann");
        FlowWorld.Peer bob = subscribed("user_bob");
        locked(ann, "comment_a");
        world.backplane.locking = ScriptedBackplane.Answers.FAILING;
        world.advance(Duration.ofSeconds(35));
        assertThat(bob.frames("comment.unlocked")).isEmpty();
        world.backplane.heal();
        world.advance(Duration.ofSeconds(2));

        assertThat(bob.reason("comment.unlocked")).isEqualTo("expired");
        assertThat(ann.reason("comment.lock.lost")).isEqualTo("expired");
    }

    @Test
    void aLockThatCannotBeGivenBackEndsWithItsTime() {
        FlowWorld.Peer ann = subscribed("user_ann");
        FlowWorld.Peer bob = subscribed("user_bob");
        locked(ann, "comment_a");
        world.backplane.locking = ScriptedBackplane.Answers.THROWING;
        ann.unsubscribe(FILE);
        assertThat(ann.names()).endsWith("unsubscribed");
        world.backplane.heal();
        world.seconds(32);

        assertThat(bob.reason("comment.unlocked")).isEqualTo("expired");
    }

    @Test
    void anApplicationThatThrowsFailsAnswersNoStageOrStaysSilentIsUnavailable() {
        List<CommentChannels> broken = List.of(
                id -> {
                    throw new IllegalStateException("planted");
                },
                id -> CompletableFuture.failedFuture(new IllegalStateException("planted")),
                LockFailureFlowTest::noStage,
                id -> FlowWorld.never());
        FlowWorld.Peer ann = subscribed("user_ann");
        for (CommentChannels each : broken) {
            comments = each;
            lock(ann.clear(), "comment_a");
            world.seconds(15);
            assertThat(ann.error()).isEqualTo("temporarily_unavailable");
        }
        comments = Locking::channelOf;
        lock(ann.clear(), "comment_a");

        assertThat(ann.names()).containsExactly("comment.lock.granted");
    }

    @SuppressWarnings("NullAway") // what a careless application does
    private static CompletionStage<@Nullable Channel> noStage(String commentId) {
        return null;
    }

    @Test
    void anAnswerOfTheApplicationThatComesAfterTheSubscriptionEndedLocksNothing() {
        CompletableFuture<@Nullable Channel> late = new CompletableFuture<>();
        comments = id -> late;
        FlowWorld.Peer ann = subscribed("user_ann");
        lock(ann, "comment_a");
        ann.unsubscribe(FILE);
        late.complete(FILE);
        world.world.settle();

        assertThat(ann.names()).containsExactly("unsubscribed", "error");
        assertThat(ann.error()).isEqualTo("forbidden");
        assertThat(world.now(world.node.locks().held(FILE))).isEmpty();
    }

    @Test
    void withoutAnApplicationThatKnowsCommentsThereAreNoLocks() {
        try (FlowWorld bare = FlowWorld.collaborative()) {
            FlowWorld.Peer ann = bare.connect("user_ann").subscribe(FILE).clear();
            lock(ann, "comment_a");
            assertThat(ann.error()).isEqualTo("not_supported");
            lock(ann.clear(), "comment_a", FILE);
            assertThat(ann.error()).isEqualTo("not_supported");
        }
    }
}
