package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static io.bush.realtime.flow.FlowWorld.OTHER_FILE;
import static io.bush.realtime.flow.Locking.lock;
import static io.bush.realtime.flow.Locking.locked;
import static io.bush.realtime.flow.Locking.renew;
import static io.bush.realtime.flow.Locking.token;
import static io.bush.realtime.flow.Locking.unlock;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.protocol.CloseCode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How a lock ends without its holder's unlocking. */
@Tag("P8")
@Tag("P5")
@Tag("contract-3.11")
class LockEndFlowTest {

    @RegisterExtension
    final FlowWorld world = Locking.world();

    private FlowWorld.Peer subscribed(String user) {
        return world.connect(user).subscribe(FILE).clear();
    }

    private boolean verified(String comment, long token) {
        return world.now(world.node.locks().verify(comment, token));
    }

    private void onlyRead(String user) {
        world.access = (principal, channel) -> CompletableFuture.completedFuture(
                principal.id().equals(user)
                        ? Grant.allow("project:proj_x").withRights(Grant.Right.PRESENCE, Grant.Right.SIGNAL)
                        : Grant.allow("project:proj_x"));
        world.now(world.node.permissionsChanged(AccessSelector.user(user)));
    }

    @Test
    void aLockThatNobodyRenewsIsAnnouncedAsExpiredWithinItsTimeAndTwoSeconds() {
        FlowWorld.Peer ann = subscribed("user_ann");
        FlowWorld.Peer bob = subscribed("user_bob");
        long token = locked(ann, "comment_a");
        world.advance(Duration.ofSeconds(29));
        assertThat(bob.frames("comment.unlocked")).isEmpty();
        assertThat(verified("comment_a", token)).isTrue();
        world.advance(Duration.ofSeconds(3));

        assertThat(bob.reason("comment.unlocked")).isEqualTo("expired");
        assertThat(ann.reason("comment.unlocked")).isEqualTo("expired");
        assertThat(ann.reason("comment.lock.lost")).isEqualTo("expired");
        assertThat(bob.frames("comment.lock.lost")).isEmpty();
        renew(ann.clear(), "comment_a", token);
        assertThat(ann.error()).isEqualTo("lock_lost");
    }

    @Test
    void aRenewedLockExpiresAfterItsLastRenewal() {
        FlowWorld.Peer ann = subscribed("user_ann");
        FlowWorld.Peer bob = subscribed("user_bob");
        long token = locked(ann, "comment_a");
        for (int i = 0; i < 6; i++) {
            world.seconds(20);
            renew(ann, "comment_a", token);
        }
        assertThat(bob.frames("comment.unlocked")).isEmpty();
        world.seconds(32);

        assertThat(bob.reason("comment.unlocked")).isEqualTo("expired");
        assertThat(ann.reason("comment.lock.lost")).isEqualTo("expired");
    }

    @Test
    void whoAsksForALockWhoseTimeIsOverGetsItAndItsEndIsToldFirst() {
        FlowWorld.Peer ann = subscribed("user_ann");
        FlowWorld.Peer bob = subscribed("user_bob");
        FlowWorld.Peer cid = subscribed("user_cid");
        long token = locked(ann, "comment_a");
        world.backplane.locking = ScriptedBackplane.Answers.ASKED_LATE;
        world.advance(Duration.ofSeconds(32));
        world.backplane.locking = ScriptedBackplane.Answers.NOW;
        ann.clear();
        bob.clear();
        cid.clear();
        long next = locked(bob, "comment_a");

        assertThat(next).isGreaterThan(token);
        assertThat(cid.names()).containsExactly("comment.unlocked", "comment.locked");
        assertThat(bob.names()).containsExactlyInAnyOrder("comment.unlocked", "comment.lock.granted");
    }

    @Test
    void aDropKeepsTheLockToTheEndOfItsTime() {
        FlowWorld.Peer ann = subscribed("user_ann");
        FlowWorld.Peer bob = subscribed("user_bob");
        long token = locked(ann, "comment_a");
        ann.drop();
        world.advance(Duration.ofSeconds(20));
        assertThat(bob.names()).containsExactly("comment.locked");
        assertThat(verified("comment_a", token)).isTrue();
        world.advance(Duration.ofSeconds(12));

        assertThat(bob.reason("comment.unlocked")).isEqualTo("expired");
    }

    @Test
    void aClientThatIsBackInTimeRenewsWithItsTokenAndHoldsItThere() {
        FlowWorld.Peer ann = subscribed("user_ann");
        FlowWorld.Peer bob = subscribed("user_bob");
        long token = locked(ann, "comment_a");
        ann.drop();
        world.advance(Duration.ofSeconds(5));
        FlowWorld.Peer again = world.connect("user_ann");
        renew(again, "comment_a", token);
        assertThat(again.error()).isEqualTo("not_subscribed");
        again.subscribe(FILE).clear();
        renew(again, "comment_a", token);
        assertThat(token(again)).isEqualTo(token);
        world.seconds(28);
        assertThat(verified("comment_a", token)).isTrue();
        again.unsubscribe(FILE);

        assertThat(bob.reason("comment.unlocked")).isEqualTo("released");
    }

    @Test
    void unsubscribingReleasesAndTellsTheOthersOnly() {
        FlowWorld.Peer ann =
                world.connect("user_ann").subscribe(FILE).subscribe(OTHER_FILE).clear();
        FlowWorld.Peer bob = subscribed("user_bob");
        long token = locked(ann, "comment_a");
        long other = locked(ann, "comment_b");
        ann.unsubscribe(FILE);

        assertThat(ann.names()).containsExactly("comment.lock.granted", "comment.lock.granted", "unsubscribed");
        assertThat(bob.reason("comment.unlocked")).isEqualTo("released");
        assertThat(verified("comment_a", token)).isFalse();
        assertThat(verified("comment_b", other)).isTrue();
    }

    @Test
    void aCloseInOrderReleases() {
        FlowWorld.Peer ann = subscribed("user_ann");
        FlowWorld.Peer bob = subscribed("user_bob");
        locked(ann, "comment_a");
        ann.wire.onClosed(1000);
        world.world.settle();

        assertThat(bob.reason("comment.unlocked")).isEqualTo("released");
    }

    @Test
    void aUserWhoIsSentAwayHoldsNothing() {
        FlowWorld.Peer ann = subscribed("user_ann");
        FlowWorld.Peer bob = subscribed("user_bob");
        locked(ann, "comment_a");
        world.now(world.node.disconnectUser("user_ann", CloseCode.FORBIDDEN));

        assertThat(bob.reason("comment.unlocked")).isEqualTo("released");
    }

    @Test
    void revokingSaysSoBeforeTheEndOfTheSubscriptionAndReleases() {
        FlowWorld.Peer ann = subscribed("user_ann");
        FlowWorld.Peer bob = subscribed("user_bob");
        long token = locked(ann, "comment_a");
        world.now(world.node.revoke(AccessSelector.user("user_ann")));

        assertThat(ann.names()).containsExactly("comment.lock.granted", "comment.lock.lost", "subscription.revoked");
        assertThat(ann.reason("comment.lock.lost")).isEqualTo("revoked");
        assertThat(bob.reason("comment.unlocked")).isEqualTo("released");
        renew(ann.clear(), "comment_a", token);
        assertThat(ann.error()).isEqualTo("lock_lost");
    }

    @Test
    void losingTheRightToLockReleasesAndLeavesTheSubscription() {
        FlowWorld.Peer ann = subscribed("user_ann");
        FlowWorld.Peer bob = subscribed("user_bob");
        long token = locked(ann, "comment_a");
        onlyRead("user_ann");

        // She did not cause it, and may have been shown the lock in a picture: so she is told like everybody, too.
        assertThat(ann.names()).containsExactly("comment.lock.granted", "comment.lock.lost", "comment.unlocked");
        assertThat(ann.reason("comment.lock.lost")).isEqualTo("revoked");
        assertThat(ann.reason("comment.unlocked")).isEqualTo("released");
        assertThat(bob.reason("comment.unlocked")).isEqualTo("released");
        assertThat(verified("comment_a", token)).isFalse();
        lock(ann.clear(), "comment_a");
        assertThat(ann.error()).isEqualTo("forbidden");
        world.publish(FILE, "e.1");
        assertThat(ann.frames("e.1")).hasSize(1);
    }

    @Test
    void whoLostTheRightWhileAwayCannotRenew() {
        FlowWorld.Peer ann = subscribed("user_ann");
        long token = locked(ann, "comment_a");
        ann.drop();
        onlyRead("user_ann");
        FlowWorld.Peer again = subscribed("user_ann");
        renew(again, "comment_a", token);

        assertThat(again.error()).isEqualTo("forbidden");
    }

    @Test
    void aGrantThatComesAfterTheSubscriptionEndedIsGivenBack() {
        FlowWorld.Peer ann = subscribed("user_ann");
        FlowWorld.Peer bob = subscribed("user_bob");
        world.backplane.locking = ScriptedBackplane.Answers.LATE;
        lock(ann, "comment_a");
        ann.unsubscribe(FILE);
        world.backplane.heal();
        world.world.settle();

        assertThat(ann.names()).containsExactly("unsubscribed", "error");
        assertThat(ann.error()).isEqualTo("forbidden");
        assertThat(bob.names()).containsExactly("comment.locked", "comment.unlocked");
        assertThat(world.now(world.node.locks().held(FILE))).isEmpty();
    }

    @Test
    void aGrantThatComesAfterTheRightWasLostIsGivenBack() {
        FlowWorld.Peer ann = subscribed("user_ann");
        world.backplane.locking = ScriptedBackplane.Answers.LATE;
        lock(ann, "comment_a");
        onlyRead("user_ann");
        world.backplane.heal();
        world.world.settle();

        assertThat(ann.names()).containsExactly("error", "comment.unlocked");
        assertThat(ann.error()).isEqualTo("forbidden");
        assertThat(world.now(world.node.locks().held(FILE))).isEmpty();
    }

    @Test
    void aGrantThatComesAfterTheConnectionIsGoneIsGivenBack() {
        FlowWorld.Peer ann = subscribed("user_ann");
        world.backplane.locking = ScriptedBackplane.Answers.LATE;
        lock(ann, "comment_a");
        ann.drop();
        world.backplane.heal();
        world.world.settle();

        assertThat(world.now(world.node.locks().held(FILE))).isEmpty();
    }

    @Test
    void aRenewalThatIsAnsweredAfterADropKeepsTheLock() {
        FlowWorld.Peer ann = subscribed("user_ann");
        long token = locked(ann, "comment_a");
        world.backplane.locking = ScriptedBackplane.Answers.LATE;
        renew(ann, "comment_a", token);
        ann.drop();
        world.backplane.heal();
        world.world.settle();

        assertThat(verified("comment_a", token)).isTrue();
    }

    @Test
    void anUnlockThatIsAnsweredAfterARevokeSaysNothingOfTheChannel() {
        FlowWorld.Peer ann = subscribed("user_ann");
        long token = locked(ann, "comment_a");
        world.backplane.locking = ScriptedBackplane.Answers.LATE;
        unlock(ann, "comment_a", token);
        world.now(world.node.revoke(AccessSelector.user("user_ann")));
        world.backplane.heal();
        world.world.settle();

        assertThat(ann.names())
                .containsExactly("comment.lock.granted", "comment.lock.lost", "subscription.revoked", "error");
        assertThat(ann.error()).isEqualTo("lock_lost");
    }

    @Test
    void aClosedChannelHoldsNoLocks() {
        FlowWorld.Peer ann = subscribed("user_ann");
        long token = locked(ann, "comment_a");
        world.now(world.node.closeChannel(FILE));

        assertThat(ann.names()).containsExactly("comment.lock.granted", "subscription.revoked");
        assertThat(verified("comment_a", token)).isFalse();
    }

    /** One step is one run of a lane: the grant arrives after 0, 1, 2, … steps of the close. */
    @Test
    void aGrantThatMeetsTheEndOfItsChannelIsGivenBackAndNotSentBehindIt() {
        int steps = 0;
        boolean more = true;
        while (more) {
            try (FlowWorld closing = Locking.world()) {
                FlowWorld.Peer ann = closing.connect("user_ann").subscribe(FILE).clear();
                closing.backplane.locking = ScriptedBackplane.Answers.LATE;
                lock(ann, "comment_a");
                closing.node.closeChannel(FILE);
                for (int i = 0; i < steps; i++) {
                    more = closing.world.executor().runOne();
                }
                closing.backplane.locking = ScriptedBackplane.Answers.NOW;
                assertThat(closing.backplane.deliver()).isTrue();
                closing.world.settle();

                assertThat(ann.names())
                        .as("after %d steps", steps)
                        .isIn(
                                List.of("comment.lock.granted", "subscription.revoked"),
                                List.of("subscription.revoked", "error"));
                assertThat(closing.now(closing.node.locks().held(FILE))).isEmpty();
            }
            steps++;
            assertThat(steps).as("a close comes to its end").isLessThan(100);
        }
    }

    @Test
    void aServerThatIsDrainedLeavesItsLocksToTheEndOfTheirTime() {
        FlowWorld.Peer ann = subscribed("user_ann");
        long token = locked(ann, "comment_a");
        world.node.drain(Duration.ofSeconds(2));
        world.advance(Duration.ofSeconds(3));

        assertThat(ann.transport.closed()).isNotNull();
        assertThat(verified("comment_a", token)).isTrue();
    }

    @Test
    void aResubscribeKeepsTheLock() {
        FlowWorld.Peer ann = subscribed("user_ann");
        FlowWorld.Peer bob = subscribed("user_bob");
        long token = locked(ann, "comment_a");
        ann.subscribe(FILE);

        assertThat(verified("comment_a", token)).isTrue();
        assertThat(bob.names()).containsExactly("comment.locked");
        ann.unsubscribe(FILE);
        assertThat(verified("comment_a", token)).isFalse();
    }
}
